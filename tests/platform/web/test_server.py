"""The real server, as `groupz serve` sets it."""

import socket
from collections.abc import Iterator
from contextlib import ExitStack
from http.client import HTTPConnection
from pathlib import Path

import pytest

from site_server import Site, serving

IDLE = 300
"""More connections than waitress's default allows, which would lock others out."""


@pytest.fixture
def site(sqlite_template: Path, tmp_path: Path) -> Iterator[Site]:
    (tmp_path / "instance").mkdir()
    database = tmp_path / "instance" / "groupz.sqlite3"
    database.write_bytes(sqlite_template.read_bytes())
    with serving(tmp_path / "instance", host="localhost") as served:
        yield served


def status_of(site: Site, method: str, headers: dict[str, str]) -> tuple[int, str]:
    connection = HTTPConnection("127.0.0.1", site.port, timeout=30)
    try:
        connection.request(method, "/nl/", headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers.get("Content-Security-Policy", "")
    finally:
        connection.close()


def test_idle_and_half_sent_connections_lock_nobody_out(site: Site) -> None:
    with ExitStack() as open_ones:
        for number in range(IDLE):
            idle = socket.create_connection(("127.0.0.1", site.port))
            open_ones.enter_context(idle)
            if number % 2:
                idle.sendall(b"GET /nl/ HTTP/1.1\r\nHost: x")

        status, _ = status_of(site, "GET", {})

    assert status == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"X-Long": "x" * 40_000}, 431, id="a header that is too large"),
        pytest.param({"Content-Length": "2000000"}, 413, id="a body that is too large"),
        pytest.param({"Content-Length": "x"}, 400, id="a length that is none"),
    ],
)
def test_what_no_application_sees_is_refused_under_the_same_headers(
    site: Site, headers: dict[str, str], status: int
) -> None:
    refused, policy = status_of(site, "POST", headers)

    assert refused == status
    assert policy.startswith("default-src 'none'")
