"""Another site, with one page that tries to send forms to ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from html import escape
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import cast

from typing_extensions import override

NO_REFERRER = '<meta name="referrer" content="no-referrer">'
FETCH = """<script>
    document.forms[0].addEventListener('submit', event => {
        event.preventDefault()
        fetch(event.target.action, {
            method: 'POST', mode: 'no-cors', credentials: 'include',
            body: new URLSearchParams(new FormData(event.target)),
        })
    })
</script>"""


class Elsewhere(ThreadingHTTPServer):
    """A server whose page a test writes."""

    page = ""

    def at(self, host: str) -> str:
        """Name it by one of the names that lead to loopback."""
        return f"http://{host}:{self.server_port}/"


class Handler(BaseHTTPRequestHandler):
    """Answers everything with the page."""

    def do_GET(self) -> None:
        self.send_response(HTTPStatus.OK)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.end_headers()
        self.wfile.write(cast("Elsewhere", self.server).page.encode())

    @override
    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""


@contextmanager
def served_elsewhere() -> Iterator[Elsewhere]:
    with Elsewhere(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        try:
            yield server
        finally:
            server.shutdown()
            thread.join()


def form(action: str, fields: dict[str, str], attributes: str = "") -> str:
    inputs = "".join(
        f'<input type="hidden" name="{escape(name)}" value="{escape(value)}">'
        for name, value in fields.items()
    )
    return (
        f'<form method="post" action="{action}" {attributes}>{inputs}'
        "<button>Win a prize</button></form>"
    )


def form_as_text(action: str, fields: dict[str, str]) -> str:
    return form(action, fields, 'enctype="text/plain"')


def form_without_referrer(action: str, fields: dict[str, str]) -> str:
    return NO_REFERRER + form(action, fields)


def form_in_a_sandbox(action: str, fields: dict[str, str]) -> str:
    """Its origin is `null`."""
    page = escape(form(action, fields, 'target="_blank"'))
    return f'<iframe sandbox="allow-forms allow-popups" srcdoc="{page}"></iframe>'


def script(action: str, fields: dict[str, str]) -> str:
    return form(action, fields) + FETCH


WAYS = (form, form_as_text, form_without_referrer, form_in_a_sandbox, script)
