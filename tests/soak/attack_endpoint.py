"""A place of the attacker's own: whether the site can be made to ask for it."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from typing_extensions import override

_RESULTS = "/get_"


@contextmanager
def endpoint() -> Iterator[tuple[str, list[str]]]:
    """Listen on loopback; yield the address, and the paths that a site asked for.

    Wapiti itself asks for its results, at paths that begin with `/get_`; it is told
    that there are none, since what was asked for is counted here.
    """
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            if not self.path.startswith(_RESULTS):
                asked.append(self.path)
            body = json.dumps({}).encode()
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        @override
        def log_message(self, format: str, *args: object) -> None:
            """Keep quiet."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/", asked
        finally:
            server.shutdown()
