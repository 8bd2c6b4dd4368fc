"""A real waitress for tests: it serves an application of the test in a thread."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from threading import Event, Thread
from typing import NamedTuple
from wsgiref.types import WSGIApplication


class Waitress(NamedTuple):
    """Where a running waitress listens."""

    host: str
    port: int
    upstream: str


@contextmanager
def waitress(site: WSGIApplication, **listen: object) -> Iterator[Waitress]:
    """Run waitress as `groupz serve` does, on `host` and `port` or a `unix_socket`."""
    sockets: dict[int, object] = {}
    stopped = Event()
    server = import_module("waitress.server").create_server(
        site, map=sockets, threads=1, clear_untrusted_proxy_headers=False, **listen
    )
    loop = import_module("waitress.wasyncore").loop

    def run() -> None:
        while not stopped.is_set():
            loop(timeout=5, map=sockets, count=1)

    thread = Thread(target=run)
    thread.start()
    try:
        if "unix_socket" in listen:
            yield Waitress("", 0, f"http://unix:{listen['unix_socket']}:")
        else:
            port = int(server.effective_port)
            yield Waitress("127.0.0.1", port, f"http://127.0.0.1:{port}")
    finally:
        stopped.set()
        server.pull_trigger()
        thread.join()
        server.task_dispatcher.shutdown()
        import_module("waitress.wasyncore").close_all(sockets)
