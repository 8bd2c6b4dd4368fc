import json
import logging
from collections.abc import Iterator
from io import StringIO

import pytest
import structlog

from applications import TestingPlatform
from groupz_platform import logs


@pytest.fixture
def log(monkeypatch: pytest.MonkeyPatch) -> Iterator[StringIO]:
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    monkeypatch.setattr(root, "level", root.level)
    stream = StringIO()
    logs.configure(as_json=True, stream=stream)
    yield stream
    structlog.reset_defaults()


def test_a_refusal_is_logged_under_the_reference_of_its_page_and_without_its_path(
    on_sqlite: TestingPlatform, log: StringIO
) -> None:
    page = on_sqlite.visitor.post(
        "/nl/b/somebodys-secret-link", {}, Origin="https://evil.example"
    )

    [line] = [json.loads(line) for line in log.getvalue().splitlines()]
    assert line["kind"] == "refused"
    assert line["guard"] == "origin"
    assert line["level"] == "warning"
    assert line["client"] == "127.0.0.1"
    assert line["reference"] in page.text
    assert "somebodys-secret-link" not in log.getvalue()


def test_a_client_that_forges_its_address_is_logged_as_itself(
    on_sqlite: TestingPlatform, log: StringIO
) -> None:
    for _ in range(20):
        on_sqlite.visitor.get("/nl/about-nothing", **{"X-Forwarded-For": "8.8.8.8"})

    lines = [json.loads(line) for line in log.getvalue().splitlines()]
    [alarm] = [line for line in lines if line.get("kind") == "forwarding_ignored"]
    assert alarm["client"] == "127.0.0.1"
    assert "trusted_proxies" in alarm["event"]
