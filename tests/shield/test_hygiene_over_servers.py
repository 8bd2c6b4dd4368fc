"""The hygiene guard behind real servers, which are sent what no client sends.

Some of it the server refuses itself, and some of it the guard: the visitor sees no
difference. `X-Guard: off` takes the guard away, to show which of it is the guard's.
"""

import json
import re
import socket
from collections.abc import Iterable, Iterator
from http import HTTPStatus
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest

from groupz_shield import Client, RequestFacts
from groupz_shield.guards import HygieneGuard
from gunicorn_server import gunicorn
from waitress_server import waitress

NOBODY = Client("unix", "unix", "")
GUARDS = {None: HygieneGuard(), "limited": HygieneGuard(max_body_bytes=64)}
HERE = Path(__file__).parent
Address = tuple[str, int]


def app(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    """Tell what came, unless a guard refuses it."""
    guard = GUARDS.get(environ.get("HTTP_X_GUARD"))
    refusal = guard.check(RequestFacts(environ, NOBODY)) if guard else None
    if refusal is not None:
        status, empty = refusal.status, ("Content-Length", "0")
        start(f"{status.value} {status.phrase}", [*refusal.headers, empty])
        return []
    body = environ["wsgi.input"].read().decode("latin-1")
    seen = json.dumps([environ["REQUEST_METHOD"], environ["PATH_INFO"], body]).encode()
    start("200 OK", [("Content-Length", str(len(seen)))])
    return [seen]


@pytest.fixture(scope="module", params=["waitress", "gunicorn"])
def kind(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def server(kind: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Address]:
    if kind == "waitress":
        with waitress(app, host="127.0.0.1", port=0) as running:
            yield running.host, running.port
    else:
        environ = {"PYTHONPATH": f"{HERE}:{HERE.parent}"}
        folder = tmp_path_factory.mktemp("gunicorn")
        with gunicorn(f"{Path(__file__).stem}:app", folder, environ=environ) as started:
            yield started.address


def request_of(
    line: str, *headers: str, host: str | None = "Host: a.example", body: str = ""
) -> str:
    """Write a request, of which the server closes the connection."""
    head = [line, *([host] if host else []), *headers, "Connection: close"]
    return "\r\n".join([*head, "", body])


def answer_to(server: Address, request: str) -> str:
    """Send a request as it is, and read until the server has closed."""
    with socket.create_connection(server, timeout=20) as connection:
        connection.sendall(request.encode("latin-1"))
        parts = iter(lambda: connection.recv(65_536), b"")
        return b"".join(parts).decode("latin-1")


def statuses_of(answer: str) -> list[int]:
    return [int(code) for code in re.findall(r"HTTP/1\.[01] (\d{3}) ", answer)]


def seen_in(answer: str) -> Any:
    """What the application saw."""
    return json.loads(answer.rpartition("\r\n\r\n")[2])


CHUNKS = "3\r\nabc\r\n0\r\n\r\n"


@pytest.mark.parametrize(
    ("request_sent", "seen"),
    [
        pytest.param(
            request_of("GET /activities?month=2027-03 HTTP/1.1", "Accept: */*"),
            ["GET", "/activities", ""],
            id="a page",
        ),
        pytest.param(
            request_of("GET /?text=a%0D%0Ab HTTP/1.1"), ["GET", "/", ""], id="textarea"
        ),
        pytest.param(
            request_of("GET /caf%C3%A9 HTTP/1.1"),
            ["GET", "/caf\u00c3\u00a9", ""],
            id="UTF-8",
        ),
        pytest.param(
            request_of("POST /book HTTP/1.1", "Content-Length: 4", body="a=bc"),
            ["POST", "/book", "a=bc"],
            id="a form",
        ),
        pytest.param(
            request_of("POST /x HTTP/1.1", "Transfer-Encoding: chunked", body=CHUNKS),
            ["POST", "/x", "abc"],
            id="a chunked upload",
        ),
        pytest.param(
            request_of(
                *("POST /x HTTP/1.1", "Expect: 100-continue", "Content-Length: 3"),
                body="abc",
            ),
            ["POST", "/x", "abc"],
            id="a client that asks before it sends",
        ),
        pytest.param(
            request_of("GET /old HTTP/1.0", host=None), ["GET", "/old", ""], id="1.0"
        ),
        pytest.param(
            request_of("GET http://a.example/x HTTP/1.1"), ["GET", "/x", ""], id="proxy"
        ),
        pytest.param(
            request_of("PROPFIND /x HTTP/1.1", "Depth: 1"),
            ["PROPFIND", "/x", ""],
            id="WebDAV",
        ),
    ],
)
def test_what_clients_send_passes(
    server: Address, request_sent: str, seen: list[str]
) -> None:
    answer = answer_to(server, request_sent)

    assert statuses_of(answer)[-1] == HTTPStatus.OK
    assert seen_in(answer) == seen


@pytest.mark.parametrize(
    "request_sent",
    [
        *(
            pytest.param(
                request_of("POST / HTTP/1.1", *headers, body=CHUNKS),
                id=" and ".join(headers),
            )
            for headers in (
                ["Content-Length: 3", "Content-Length: 13"],
                ["Content-Length: 13", "Content-Length: 13"],
                ["Content-Length: 13, 13"],
                ["Content-Length: +1"],
                ["Content-Length: -1"],
                ["Content-Length: 1_0"],
                ["Transfer-Encoding: xchunked"],
                ["Transfer-Encoding: chunked, identity"],
                ["Transfer-Encoding: identity", "Content-Length: 13"],
                ["Transfer-Encoding: \x0bchunked", "Content-Length: 13"],
            )
        ),
        pytest.param(
            request_of("POST / HTTP/1.0", "Transfer-Encoding: chunked", body=CHUNKS),
            id="chunked, long ago",
        ),
        pytest.param(
            request_of(
                *("POST / HTTP/1.0", "Transfer-Encoding: chunked", "Content-Length: 3"),
                body=CHUNKS,
            ),
            id="two lengths, long ago",
        ),
        pytest.param(request_of("GET /?a=\0 HTTP/1.1"), id="NUL in the query"),
        pytest.param(request_of("GET / HTTP/1.1", "X-A: a\0b"), id="NUL in a header"),
        pytest.param(request_of("GET / HTTP/1.1", "X-A: a\rb"), id="CR in a header"),
        pytest.param(request_of("GET / HTTP/1.1", "Host: a.example"), id="two hosts"),
        pytest.param(request_of("GET / HTTP/1.1", host=None), id="no host"),
        pytest.param(request_of("GET / HTTP/1.1", host="Host:"), id="an empty host"),
        pytest.param(request_of("G@T / HTTP/1.1"), id="no method"),
        pytest.param(request_of(f"{'M' * 40} / HTTP/1.1"), id="a long method"),
    ],
)
def test_what_no_client_sends_never_reaches_the_application(
    server: Address, request_sent: str
) -> None:
    statuses = statuses_of(answer_to(server, request_sent))

    assert statuses
    assert min(statuses) >= HTTPStatus.BAD_REQUEST


@pytest.mark.parametrize(
    ("request_sent", "status"),
    [
        pytest.param(request_of("GET /a%00.png HTTP/1.1"), 400, id="NUL in the path"),
        pytest.param(request_of("GET /a%0D%0Ab HTTP/1.1"), 400, id="CRLF in the path"),
        pytest.param(request_of("GET /?a=%00 HTTP/1.1"), 400, id="NUL in the query"),
        pytest.param(request_of("TRACE / HTTP/1.1"), 405, id="TRACE"),
        pytest.param(request_of("CONNECT a.example:443 HTTP/1.1"), 405, id="CONNECT"),
        pytest.param(request_of(f"GET /{'a' * 4096} HTTP/1.1"), 414, id="path"),
        pytest.param(request_of(f"GET /?{'a' * 16_385} HTTP/1.1"), 414, id="query"),
        pytest.param(
            request_of("GET / HTTP/1.1", *(f"X-{n}: a" for n in range(101))),
            431,
            id="headers",
        ),
        pytest.param(
            request_of(
                *("POST / HTTP/1.1", "X-Guard: limited", "Content-Length: 65"),
                body="a" * 65,
            ),
            413,
            id="body",
        ),
    ],
)
def test_every_fault_has_its_status(
    server: Address, request_sent: str, status: int
) -> None:
    answer = answer_to(server, request_sent)

    assert statuses_of(answer) == [status]
    assert ("Allow: DELETE, GET, HEAD, " in answer) == (status == 405)


@pytest.mark.parametrize(
    "request_sent",
    [
        pytest.param(request_of("GET /a%00 HTTP/1.1", "X-Guard: off"), id="NUL"),
        pytest.param(
            request_of("GET / HTTP/1.1", "X-Guard: off", host=None), id="host"
        ),
        pytest.param(request_of("TRACE / HTTP/1.1", "X-Guard: off"), id="TRACE"),
    ],
)
def test_control_without_the_guard_servers_hand_it_on(
    server: Address, request_sent: str
) -> None:
    assert statuses_of(answer_to(server, request_sent)) == [HTTPStatus.OK]


def test_two_lengths_of_two_kinds_are_refused_or_resolved(
    kind: str, server: Address
) -> None:
    """Waitress lets the chunks count, and hands on their length alone."""
    both = ("Content-Length: 4", "Transfer-Encoding: chunked")

    answer = answer_to(server, request_of("POST / HTTP/1.1", *both, body=CHUNKS))

    if kind == "waitress":
        assert seen_in(answer) == ["POST", "/", "abc"]
    else:
        assert statuses_of(answer) == [HTTPStatus.BAD_REQUEST]


@pytest.mark.parametrize(
    ("size", "statuses"),
    [
        pytest.param(64, {"waitress": 200, "gunicorn": 411}, id="at the limit"),
        pytest.param(65, {"waitress": 413, "gunicorn": 411}, id="one byte over"),
    ],
)
def test_where_bodies_are_limited_chunks_are_counted_or_refused(
    kind: str, server: Address, size: int, statuses: dict[str, int]
) -> None:
    """Waitress reads them before it asks the application; gunicorn does not."""
    body = f"{size:x}\r\n{'a' * size}\r\n0\r\n\r\n"
    headers = ("X-Guard: limited", "Transfer-Encoding: chunked")

    answer = answer_to(server, request_of("POST / HTTP/1.1", *headers, body=body))

    assert statuses_of(answer) == [statuses[kind]]
