"""Who the client is, through real servers: nobody says so but a proxy of ours."""

import json
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from nginx_server import OVERWRITING, nginx
from site_server import GROUPZ, Site, environment, log_of, serving

VISITOR = "127.0.0.9"
FORGED = {"X-Forwarded-For": "203.0.113.9", "Forwarded": "for=203.0.113.9"}


@pytest.fixture
def instance(sqlite_template: Path, tmp_path: Path) -> Path:
    folder = tmp_path / "instance"
    folder.mkdir()
    (folder / "groupz.sqlite3").write_bytes(sqlite_template.read_bytes())
    return folder


@contextmanager
def serving_on(path: Path, instance: Path) -> Iterator[Site]:
    """Serve an instance on a Unix socket."""
    given = environment(
        instance,
        unix_socket=str(path),
        public_url="https://bookings.example",
        trusted_proxies="unix",
        log_format="json",
    )
    with (
        log_of(instance).open("wb") as log,
        subprocess.Popen([GROUPZ, "serve"], env=given, stderr=log) as process,
    ):
        site = Site(0, "", instance, process)
        try:
            site.wait_for(lambda: listens(path) or None)
            yield site
        finally:
            process.terminate()


def listens(path: Path) -> bool:
    with socket.socket(socket.AF_UNIX) as probe:
        return probe.connect_ex(str(path)) == 0


def client_in_log(site: Site, port: int) -> str:
    """Send a form that is refused, and look whom the log names."""
    connection = HTTPConnection(
        "127.0.0.1", port, timeout=20, source_address=(VISITOR, 0)
    )
    connection.request("POST", "/language", headers=FORGED)
    assert connection.getresponse().status == 403
    connection.close()
    lines = [json.loads(line) for line in site.log.splitlines() if line[:1] == "{"]
    [refused] = [line for line in lines if line.get("kind") == "refused"]
    return str(refused["client"])


def test_directly_a_visitor_is_who_it_is(instance: Path) -> None:
    with serving(instance) as site:
        assert client_in_log(site, site.port) == VISITOR


def test_behind_nginx_over_tcp_a_visitor_is_who_nginx_says(
    instance: Path, tmp_path: Path
) -> None:
    with (
        serving(instance, trusted_proxies="127.0.0.1") as site,
        nginx(tmp_path, f"http://127.0.0.1:{site.port}", OVERWRITING) as (_, port),
    ):
        assert client_in_log(site, port) == VISITOR


def test_behind_nginx_over_a_socket_a_visitor_is_who_nginx_says(
    instance: Path,
) -> None:
    with TemporaryDirectory() as name:
        folder, path = Path(name), Path(name) / "groupz.sock"
        folder.chmod(0o755)  # nginx gives up root in its workers
        with (
            serving_on(path, instance) as site,
            nginx(folder, f"http://unix:{path}:", OVERWRITING) as (_, port),
        ):
            path.chmod(0o666)
            assert client_in_log(site, port) == VISITOR
