"""Feeds come from files and over HTTPS, and never by any other way."""

import socket
import ssl
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event

import pytest

from groupz_shield import PolicyError
from groupz_shield.errors import FeedError
from groupz_shield.feeds import FeedSource, source
from https_server import HttpsServer, answer, https_server

BODY = b"198.51.100.0/24\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[HttpsServer]:
    with https_server(tmp_path_factory.mktemp("https")) as running:
        yield running


def from_server(server: HttpsServer, address: str) -> FeedSource:
    return FeedSource("feed", address, ssl_context=server.context)


def test_a_file_is_read_with_progress(tmp_path: Path) -> None:
    path = tmp_path / "list.netset"
    path.write_bytes(BODY * 10_000)
    told: list[tuple[int, int | None]] = []

    data = FeedSource("own", str(path)).read(lambda read, of: told.append((read, of)))

    assert data == BODY * 10_000
    assert told[-1] == (len(data), len(data))
    assert [read for read, _ in told] == sorted({read for read, _ in told})
    assert len(told) > 1


def test_a_feed_is_read_over_https_by_a_client_with_a_name(server: HttpsServer) -> None:
    address = server.serve("/drop", BODY)

    assert from_server(server, address).read() == BODY
    assert server.agents[-1] == "groupz-shield"


def test_a_redirect_within_https_is_followed(server: HttpsServer) -> None:
    leads = server.serve("/new", BODY)
    server.answers["/old"] = lambda asked: answer(asked, status=302, location=leads)

    assert from_server(server, server.address("/old")).read() == BODY


def test_a_redirect_to_http_is_not(server: HttpsServer) -> None:
    server.answers["/out"] = lambda asked: answer(
        asked, status=302, location="http://127.0.0.1:1/drop"
    )

    with pytest.raises(FeedError, match="which is not https"):
        from_server(server, server.address("/out")).read()


def test_a_certificate_that_nobody_vouches_for_is_refused(server: HttpsServer) -> None:
    address = server.serve("/drop", BODY)

    with pytest.raises(FeedError, match="self-signed certificate"):
        FeedSource("feed", address, ssl_context=ssl.create_default_context()).read()


def test_a_certificate_of_another_name_is_refused(server: HttpsServer) -> None:
    address = server.serve("/drop", BODY).replace("127.0.0.1", "localhost")

    with pytest.raises(FeedError, match="certificate is not valid for 'localhost'"):
        from_server(server, address).read()


def test_an_error_page_is_no_feed(server: HttpsServer) -> None:
    server.answers["/gone"] = lambda asked: answer(asked, BODY, status=404)

    with pytest.raises(FeedError, match=r"cannot be read: .*404|Not Found"):
        from_server(server, server.address("/gone")).read()


def test_half_a_feed_is_no_feed(server: HttpsServer) -> None:
    server.answers["/half"] = lambda asked: answer(asked, BODY, length=1000)

    with pytest.raises(FeedError, match="ended after 16 of 1000"):
        from_server(server, server.address("/half")).read()


def test_a_feed_has_a_most_of_bytes(
    server: HttpsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "MOST_BYTES", 10)

    with pytest.raises(FeedError, match="larger than 10 bytes"):
        from_server(server, server.serve("/large", BODY)).read()


def test_a_server_that_says_nothing_is_given_up(
    server: HttpsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "TIMEOUT_SECONDS", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"https://127.0.0.1:{silent.getsockname()[1]}/drop"
        with pytest.raises(FeedError, match="timed out"):
            from_server(server, address).read()


def test_a_server_that_sends_a_little_at_a_time_is_given_up(
    server: HttpsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(source, "MOST_SECONDS", 0.0)
    went, waited = Event(), list[bool]()

    def trickling(asked: BaseHTTPRequestHandler) -> None:
        answer(asked, BODY, length=1000)
        waited.append(went.wait(20))

    server.answers["/slow"] = trickling
    with pytest.raises(FeedError, match="takes more than 0 seconds"):
        from_server(server, server.address("/slow")).read()
    assert not waited, "it was given up in the middle"
    went.set()


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(FeedError, match=r"missing\.netset cannot be read"):
        FeedSource("own", str(tmp_path / "missing.netset")).read()


@pytest.mark.parametrize(
    ("settings", "why"),
    [
        ({"name": ""}, "name"),
        ({"name": "Spamhaus DROP"}, "name"),
        ({"source": ""}, "no source"),
        ({"format": "csv"}, "format that is not one of auto, drop-json, netset"),
        ({"refresh_seconds": 3599}, "below an hour"),
        ({"source": "http://lists.example/drop"}, "neither a path nor an https"),
        ({"source": "ftp://lists.example/drop"}, "neither a path nor an https"),
        ({"source": "file:///etc/passwd"}, "neither a path nor an https"),
    ],
)
def test_a_source_that_cannot_be_meant_is_refused(
    settings: dict[str, str], why: str
) -> None:
    given = {"name": "drop", "source": "https://lists.example/drop", **settings}

    with pytest.raises(PolicyError, match=why):
        FeedSource(**given)  # type: ignore[arg-type]
