"""Call a WSGI application as a server would, with a fresh environ each time."""

from collections.abc import Callable, Mapping
from io import BytesIO
from typing import Any
from wsgiref.types import WSGIApplication

# What waitress gives for a request of a browser that comes through nginx.
BROWSER: dict[str, Any] = {
    "REQUEST_METHOD": "GET",
    "SCRIPT_NAME": "",
    "PATH_INFO": "/",
    "QUERY_STRING": "",
    "REMOTE_ADDR": "127.0.0.1",
    "REMOTE_PORT": "40000",
    "SERVER_NAME": "bookings.example",
    "SERVER_PORT": "8000",
    "SERVER_PROTOCOL": "HTTP/1.0",
    "HTTP_HOST": "bookings.example",
    "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101",
    "HTTP_ACCEPT": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "HTTP_ACCEPT_LANGUAGE": "nl,en;q=0.7",
    "HTTP_ACCEPT_ENCODING": "gzip, deflate, br",
    "HTTP_REFERER": "https://bookings.example/",
    "HTTP_SEC_FETCH_SITE": "same-origin",
    "HTTP_SEC_FETCH_MODE": "navigate",
    "HTTP_X_FORWARDED_FOR": "203.0.113.9",
    "HTTP_X_FORWARDED_PROTO": "https",
    "wsgi.version": (1, 0),
    "wsgi.url_scheme": "http",
    "wsgi.multithread": True,
    "wsgi.multiprocess": False,
    "wsgi.run_once": False,
}


def caller(
    app: WSGIApplication,
    more: Mapping[str, str],
    *,
    body: bytes = b"",
    status: str = "200 OK",
) -> Callable[[], None]:
    """Return a function that makes one request, once its status has been checked.

    Args:
        app: The application to call.
        more: What the environ holds beside, or in place of, `BROWSER`.
        body: The body of the request.
        status: The status that the answer has to have.
    """
    environ = {**BROWSER, **more}
    statuses: list[str] = []

    def start(given: str, _headers: object, _exc_info: object = None) -> Any:
        statuses.append(given)

    def call() -> None:
        fresh = environ.copy()
        fresh["wsgi.input"] = BytesIO(body)
        fresh["wsgi.errors"] = None
        statuses.clear()
        answer = app(fresh, start)
        b"".join(answer)
        if close := getattr(answer, "close", None):
            close()

    call()
    if statuses != [status]:
        raise RuntimeError(f"the request to measure was answered with {statuses}")
    return call
