"""Forged forwarding headers through real servers: waitress alone, and behind nginx."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment

import pytest

from groupz_shield import CLIENT_KEY, Shield, ShieldPolicy
from nginx_server import OVERWRITING, nginx
from waitress_server import Waitress, waitress

APPENDING = "proxy_set_header X-Forwarded-For $proxy_add_x_forwarded_for;"
FORWARDED = 'proxy_set_header Forwarded "for=$remote_addr;proto=https";'
PASSING_ON = ""
VISITOR = "127.0.0.9"  # another address than the proxy's


class Seen(NamedTuple):
    """What the application saw."""

    address: str
    scheme: str
    peer: str


def app(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    start("200 OK", [("Content-Type", "text/plain")])
    client = environ[CLIENT_KEY]
    return [f"{client.address} {environ['wsgi.url_scheme']} {client.peer}".encode()]


def ask(address: tuple[str, int], headers: Iterable[tuple[str, str]] = ()) -> Seen:
    connection = HTTPConnection(*address, timeout=20, source_address=(VISITOR, 0))
    try:
        connection.putrequest("GET", "/")
        for name, value in headers:
            connection.putheader(name, value)
        connection.endheaders()
        return Seen(*connection.getresponse().read().decode().split(" "))
    finally:
        connection.close()


@pytest.fixture
def folder() -> Iterator[Path]:
    """A short path: a Unix socket's name has room for 107 bytes."""
    with TemporaryDirectory() as name:
        Path(name).chmod(0o755)  # nginx gives up root in its workers
        yield Path(name)


FORGED = [("X-Forwarded-For", "1.2.3.4"), ("X-Forwarded-For", "5.6.7.8")]


@pytest.mark.parametrize(
    ("trusted", "headers", "seen"),
    [
        pytest.param([], FORGED, VISITOR, id="nobody is trusted"),
        pytest.param(["192.0.2.1"], FORGED, VISITOR, id="somebody else is"),
        pytest.param([VISITOR], FORGED, "5.6.7.8", id="two lines: the last counts"),
        pytest.param([VISITOR], [], VISITOR, id="no header"),
        pytest.param([VISITOR], [("X_Forwarded_For", "1.2.3.4")], VISITOR, id="_"),
        pytest.param([VISITOR], [("Forwarded", "for=1.2.3.4")], VISITOR, id="other"),
    ],
)
def test_waitress_alone(
    trusted: list[str], headers: list[tuple[str, str]], seen: str
) -> None:
    site = Shield(app, ShieldPolicy(trusted_proxies=trusted))

    with waitress(site, host="127.0.0.1", port=0) as server:
        answer = ask((server.host, server.port), headers)

    assert answer == (seen, "http", VISITOR)


def over_tcp(site: WSGIApplication, _: Path) -> AbstractContextManager[Waitress]:
    return waitress(site, host="127.0.0.1", port=0)


def over_unix(site: WSGIApplication, folder: Path) -> AbstractContextManager[Waitress]:
    path = folder / "web.sock"
    return waitress(site, unix_socket=str(path), unix_socket_perms="666")


Transport = Callable[[WSGIApplication, Path], AbstractContextManager[Waitress]]


@pytest.mark.parametrize(
    ("transport", "proxy", "peer"),
    [
        pytest.param(over_tcp, "127.0.0.1", "127.0.0.1", id="TCP"),
        pytest.param(over_unix, "unix", "localhost", id="Unix socket"),
    ],
)
@pytest.mark.parametrize(
    ("forwarding", "seen"),
    [
        pytest.param(OVERWRITING, VISITOR, id="overwriting"),
        pytest.param(APPENDING, VISITOR, id="appending"),
        pytest.param(PASSING_ON, "5.6.7.8", id="control: passing on, never do this"),
    ],
)
def test_behind_nginx_a_visitor_is_who_nginx_says(
    folder: Path,
    transport: Transport,
    proxy: str,
    peer: str,
    forwarding: str,
    seen: str,
) -> None:
    site = Shield(app, ShieldPolicy(trusted_proxies=[proxy]))

    with (
        transport(site, folder) as server,
        nginx(folder, server.upstream, forwarding) as address,
    ):
        answer = ask(address, [*FORGED, ("X-Forwarded-Proto", "https")])

    assert answer == (seen, "http", peer)


def test_behind_nginx_that_nobody_trusts_a_visitor_is_nginx(folder: Path) -> None:
    with (
        over_unix(Shield(app), folder) as server,
        nginx(folder, server.upstream, APPENDING) as address,
    ):
        answer = ask(address, FORGED)

    assert answer == ("unix", "http", "localhost")


def test_behind_nginx_that_writes_forwarded(folder: Path) -> None:
    policy = ShieldPolicy(trusted_proxies=["unix"], forwarding_header="Forwarded")

    with (
        over_unix(Shield(app, policy), folder) as server,
        nginx(folder, server.upstream, FORWARDED) as address,
    ):
        answer = ask(address, [*FORGED, ("Forwarded", 'for="1.2.3.4')])

    assert answer == (VISITOR, "https", "localhost")
