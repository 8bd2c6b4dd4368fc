"""Applications behind waitress, in processes of their own: `python -m bench.served`."""

import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.client import HTTPConnection
from time import monotonic, sleep
from wsgiref.types import WSGIApplication

from waitress import serve

from bench.shields import CLIENT, bare_hello, shielded
from ports import free_port

PATIENCE_SECONDS = 30.0


def application(name: str) -> WSGIApplication:
    """Return what is served under a name."""
    return bare_hello if name == "bare" else shielded(bare_hello, banned=True)


@contextmanager
def served(name: str) -> Iterator[int]:
    """Serve an application while the block runs; yield its port."""
    port = free_port()
    command = [sys.executable, "-m", "bench.served", name, str(port)]
    with subprocess.Popen(command) as process:
        try:
            wait_for(port)
            yield port
        finally:
            process.terminate()


def wait_for(port: int) -> None:
    """Wait until somebody listens."""
    end = monotonic() + PATIENCE_SECONDS
    while True:
        try:
            HTTPConnection("127.0.0.1", port, timeout=5).connect()
        except OSError:
            if monotonic() > end:
                raise
            sleep(0.05)
        else:
            return


def asking(
    port: int, path: str, status: int = 200, headers: Mapping[str, str] | None = None
) -> Callable[[], None]:
    """Return a function that asks for a page over one connection that stays open."""
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE_SECONDS)
    sent = {"X-Forwarded-For": CLIENT} | dict(headers or {})

    def ask() -> None:
        connection.request("GET", path, headers=sent)
        answer = connection.getresponse()
        answer.read()
        if answer.status != status:
            raise RuntimeError(f"{path} was answered with {answer.status}")

    return ask


def main(name: str, port: int) -> None:
    """Serve until ended."""
    serve(
        application(name),
        listen=f"127.0.0.1:{port}",
        threads=4,
        clear_untrusted_proxy_headers=False,
    )


if __name__ == "__main__":
    main(sys.argv[1], int(sys.argv[2]))
