"""A connection to Valkey or Redis; both packages' addresses are understood."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Final
from urllib.parse import urlsplit

from groupz_shield.errors import StoreError

SCHEMES: Final = frozenset({"valkey", "valkeys", "redis", "rediss", "unix"})
"""What addresses begin with; an `s` at the end stands for TLS."""

TIMEOUT_SECONDS: Final = 0.1
"""How long a request may wait for an answer."""


def connect(address: str) -> Any:
    """Return a client of a server; it connects when it is used.

    Its own types cannot be told from those of its asynchronous sister.

    Args:
        address: Such as `"valkey://user:password@127.0.0.1:6379/0"`.

    Raises:
        StoreError: The package `valkey` is not installed.
    """
    try:
        from valkey import Valkey  # noqa: PLC0415 — an extra, and slow to import
    except ImportError:
        why = "the package valkey is not installed: pip install 'groupz[valkey]'"
        raise StoreError(shown(address), why) from None
    return Valkey.from_url(
        address,
        socket_timeout=TIMEOUT_SECONDS,
        socket_connect_timeout=TIMEOUT_SECONDS,
    )


@contextmanager
def told(address: str) -> Iterator[None]:
    """Turn what the client raises into a `StoreError`."""
    from valkey.exceptions import ValkeyError  # noqa: PLC0415 — as above

    try:
        yield
    except (ValkeyError, OSError) as error:
        why = f"{error!r}: is the server running and reachable?"
        raise StoreError(shown(address), why) from error


def shown(address: str) -> str:
    """Return an address without its password.

    >>> shown("valkey://app:secret@10.0.0.2:6379/0")
    'valkey://10.0.0.2:6379/0'
    """
    parts = urlsplit(address)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2], query="").geturl()
