"""A real gunicorn for tests: on loopback or on a Unix socket, with as many workers."""

import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

from kept_between_runs import KEEPING
from ports import free_port

MOST_LOOKS = 800
PAUSE_SECONDS = 0.025


@dataclass(frozen=True)
class Gunicorn:
    """A running gunicorn.

    Attributes:
        process: The one that started the workers.
        port: Where it listens on loopback; 0 on a Unix socket.
        upstream: What nginx calls it.
        log_file: What it writes.
    """

    process: subprocess.Popen[bytes]
    port: int
    upstream: str
    log_file: Path

    @property
    def address(self) -> tuple[str, int]:
        return "127.0.0.1", self.port

    @property
    def log(self) -> str:
        return self.log_file.read_text()


@contextmanager
def gunicorn(
    app: str,
    folder: Path,
    *arguments: str,
    workers: int = 2,
    unix_socket: Path | None = None,
    environ: Mapping[str, str] | None = None,
) -> Iterator[Gunicorn]:
    """Run gunicorn in a process of its own, until it listens.

    Args:
        app: The application, as `"module:name"`; a file in `folder` is a module too.
        folder: Where it runs, and writes its log.
        arguments: Further options, such as `"--preload"`.
        workers: How many processes serve.
        unix_socket: Where to listen; None takes a free port on loopback.
        environ: Further environment variables.
    """
    port = 0 if unix_socket else free_port()
    bind = f"unix:{unix_socket}" if unix_socket else f"127.0.0.1:{port}"
    upstream = f"http://{bind}:" if unix_socket else f"http://{bind}"
    command = [
        *(sys.executable, "-m", "gunicorn", app, "--bind", bind),
        *("--workers", str(workers), "--graceful-timeout", "5"),
        *("--no-control-socket", *arguments),
    ]
    log_file = folder / "gunicorn.log"
    with log_file.open("wb") as log:
        process = subprocess.Popen(
            command,
            cwd=folder,
            env={**os.environ, **KEEPING, **(environ or {})},
            stderr=log,
        )
        server = Gunicorn(process, port, upstream, log_file)
        try:
            wait_until_listening(server, unix_socket)
            yield server
        finally:
            process.terminate()
            process.wait(timeout=20)


def wait_until_listening(server: Gunicorn, unix_socket: Path | None) -> None:
    for _ in range(MOST_LOOKS):
        try:
            server.process.wait(timeout=PAUSE_SECONDS)
        except subprocess.TimeoutExpired:
            if is_listening(server, unix_socket):
                return
        else:
            break
    pytest.fail(f"gunicorn did not start: {server.log}")


def is_listening(server: Gunicorn, unix_socket: Path | None) -> bool:
    family = socket.AF_UNIX if unix_socket else socket.AF_INET
    address = str(unix_socket) if unix_socket else server.address
    with socket.socket(family) as attempt:
        return attempt.connect_ex(address) == 0
