"""What tests of the shield share."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from valkey_server import TestingValkey, running_valkey


@pytest.fixture(scope="session")
def valkey_process() -> Iterator[TestingValkey]:
    """One server for all tests of this worker; they leave it running."""
    with TemporaryDirectory() as name, running_valkey(Path(name)) as server:
        yield server


@pytest.fixture
def valkey(valkey_process: TestingValkey) -> TestingValkey:
    """A server that holds nothing yet; it may be slow, on a busy machine."""
    valkey_process.flush()
    return replace(
        valkey_process, options="?socket_timeout=10&socket_connect_timeout=10"
    )


@pytest.fixture
def own_valkey() -> Iterator[TestingValkey]:
    """A server of the test's own, which it may kill."""
    with TemporaryDirectory() as name, running_valkey(Path(name)) as server:
        yield server
