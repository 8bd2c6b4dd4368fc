"""Real servers with a guarded site, and clients with addresses of their own."""

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gunicorn_server import gunicorn
from kept_between_runs import KEEPING
from ports import free_port

TESTS = Path(__file__).parent
APP = "guarded_site:application"
DEADLINE_SECONDS = 30
PAUSE_SECONDS = 0.02


class Answer(NamedTuple):
    """What a client was answered."""

    status: int
    headers: dict[str, str]
    text: str


@dataclass
class Guarded:
    """A running server.

    Attributes:
        address: Where it listens.
        upstream: What nginx calls it.
        event_file: What its shield tells, a line an event.
        pid: Its first process.
    """

    address: tuple[str, int]
    upstream: str
    event_file: Path
    pid: int

    def ask(
        self, client: str | None, path: str = "/page", source: str = "127.0.0.1"
    ) -> Answer:
        """Ask once, as the trusted proxy does for a client."""
        return ask(self.address, client, path, source)

    def scan(self, client: str, times: int = 60) -> Counter[int]:
        """Ask for as many paths that are not there."""
        asked = (self.ask(client, f"/wp-{n}.php").status for n in range(times))
        return Counter(asked)

    def events(self, kind: str | None = None) -> list[dict[str, Any]]:
        if not self.event_file.exists():
            return []
        lines = self.event_file.read_text().splitlines()
        told = [json.loads(line) for line in lines]
        return [event for event in told if kind in {None, event["kind"]}]

    def kill(self) -> None:
        os.kill(self.pid, signal.SIGKILL)


def ask(
    address: tuple[str, int],
    client: str | None,
    path: str = "/page",
    source: str = "127.0.0.1",
) -> Answer:
    connection = HTTPConnection(*address, timeout=20, source_address=(source, 0))
    try:
        headers = {"X-Forwarded-For": client} if client else {}
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return Answer(answer.status, dict(answer.getheaders()), answer.read().decode())
    finally:
        connection.close()


def wait_for(look: Callable[[], object]) -> None:
    """Look again and again, until it is true."""
    ends = time.monotonic() + DEADLINE_SECONDS
    while not look():
        if time.monotonic() > ends:
            pytest.fail("it never came")
        time.sleep(PAUSE_SECONDS)


def environ_of(folder: Path, policy: dict[str, Any]) -> dict[str, str]:
    return {
        "PYTHONPATH": str(TESTS),
        "GUARDED_EVENTS": str(folder / "events"),
        "GUARDED_POLICY": json.dumps({"trusted_proxies": ["127.0.0.1"], **policy}),
    }


@contextmanager
def waitress_server(folder: Path, **policy: Any) -> Iterator[Guarded]:
    """Run waitress in a process of its own, until it listens."""
    port = free_port()
    command = [
        *(sys.executable, "-m", "waitress", f"--listen=127.0.0.1:{port}"),
        *("--no-clear-untrusted-proxy-headers", "--call", APP),
    ]
    environ = {**os.environ, **KEEPING, **environ_of(folder, policy)}
    with (folder / "waitress.log").open("ab") as log:
        process = subprocess.Popen(command, env=environ, cwd=folder, stderr=log)
        server = Guarded(
            ("127.0.0.1", port),
            f"http://127.0.0.1:{port}",
            folder / "events",
            process.pid,
        )
        try:
            wait_for(lambda: process.poll() is not None or _answers(server))
            assert process.poll() is None, (folder / "waitress.log").read_text()
            yield server
        finally:
            process.kill()
            process.wait(timeout=20)


@contextmanager
def gunicorn_server(
    folder: Path, unix_socket: Path | None = None, **policy: Any
) -> Iterator[Guarded]:
    """Run gunicorn with two workers."""
    environ = environ_of(folder, policy)
    with gunicorn(
        f"{APP}()", folder, environ=environ, unix_socket=unix_socket
    ) as server:
        yield Guarded(
            server.address, server.upstream, folder / "events", server.process.pid
        )


def _answers(server: Guarded) -> bool:
    try:
        return server.ask(None).status == 200
    except OSError:
        return False
