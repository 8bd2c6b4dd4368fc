"""A real HTTPS server for tests, with a certificate that it made itself."""

import ssl
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any, TypeAlias

from typing_extensions import override

Answer: TypeAlias = Callable[[BaseHTTPRequestHandler], None]


@dataclass
class HttpsServer:
    """A running server.

    Attributes:
        port: Where it listens, on loopback.
        context: What a client has to be given to believe its certificate.
        answers: What it answers, by path.
        agents: What its clients called themselves.
    """

    port: int
    context: ssl.SSLContext
    answers: dict[str, Answer] = field(default_factory=dict)
    agents: list[str | None] = field(default_factory=list)

    def address(self, path: str) -> str:
        return f"https://127.0.0.1:{self.port}{path}"

    def serve(self, path: str, body: bytes) -> str:
        """Serve a body, and return its address."""
        self.answers[path] = lambda request: answer(request, body)
        return self.address(path)


def answer(
    request: BaseHTTPRequestHandler,
    body: bytes = b"",
    status: int = 200,
    *,
    location: str = "",
    length: int | None = None,
) -> None:
    request.send_response(status)
    request.send_header("Content-Length", str(len(body) if length is None else length))
    if location:
        request.send_header("Location", location)
    request.end_headers()
    request.wfile.write(body)


@contextmanager
def https_server(folder: Path) -> Iterator[HttpsServer]:
    certificate, key = _certified(folder)
    own = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    own.load_cert_chain(certificate, key)
    listening = ThreadingHTTPServer(("127.0.0.1", 0), BaseHTTPRequestHandler)
    listening.socket = own.wrap_socket(listening.socket, server_side=True)
    context = ssl.create_default_context(cafile=str(certificate))
    server = HttpsServer(listening.server_port, context)
    listening.RequestHandlerClass = _handler(server)
    thread = Thread(target=listening.serve_forever, kwargs={"poll_interval": 0.05})
    thread.start()
    try:
        yield server
    finally:
        listening.shutdown()
        thread.join()
        listening.server_close()


def _handler(server: HttpsServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            server.agents.append(self.headers["User-Agent"])
            server.answers[self.path](self)

        @override
        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    return Handler


def _certified(folder: Path) -> tuple[Path, Path]:
    certificate, key = folder / "certificate.pem", folder / "key.pem"
    made = "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
    named = "-subj /CN=127.0.0.1 -addext subjectAltName=IP:127.0.0.1"
    command = [
        *made.split(),
        *named.split(),
        "-keyout",
        str(key),
        "-out",
        str(certificate),
    ]
    subprocess.run(command, check=True, capture_output=True)
    return certificate, key
