"""Bodies behind real servers: the shield sees them, and Flask receives the same ones.

What the shield sees is told in a header, and what Flask receives in the answer.
"""

import gzip
import json
from collections.abc import Iterable, Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from wsgiref.types import StartResponse, WSGIEnvironment

import pytest
from flask import Flask, request

from groupz_shield.signatures.bodies import Limits
from groupz_shield.signatures.request_values import values_of
from gunicorn_server import gunicorn
from waitress_server import waitress

HERE = Path(__file__).parent
LIMITS = Limits(body_bytes=100_000)
ATTACK = "<script>"
Address = tuple[str, int]
Asked = tuple[str, bytes, str]
site = Flask(__name__)


@site.post("/form")
def form() -> dict[str, Any]:
    files = {
        name: file.read().decode("latin-1") for name, file in request.files.items()
    }
    return {"form": request.form.to_dict(flat=False), "files": files}


@site.post("/json")
def from_json() -> dict[str, Any]:
    return {"json": request.get_json()}


@site.post("/raw")
def raw() -> bytes:
    return request.get_data()


@site.post("/lines")
def lines() -> list[str]:
    return [line.decode() for line in request.stream]


def app(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    """Look for what is wrong with a body, and then let Flask answer."""
    values = values_of(environ, LIMITS)
    seen = [value.place.value for value in values if ATTACK in value.text]

    def begin(status: str, headers: list[tuple[str, str]], *rest: Any) -> Any:
        return start(status, [*headers, ("X-Seen", " ".join(seen))], *rest)

    return site(environ, begin)


@pytest.fixture(scope="module", params=["waitress", "gunicorn"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Address]:
    if request.param == "waitress":
        with waitress(app, host="127.0.0.1", port=0) as running:
            yield running.host, running.port
    else:
        paths = f"{HERE}:{HERE.parent}:{HERE.parent.parent}"
        folder = tmp_path_factory.mktemp("gunicorn")
        with gunicorn(
            f"{Path(__file__).stem}:app", folder, environ={"PYTHONPATH": paths}
        ) as started:
            yield started.address


def post(
    server: Address, path: str, body: bytes | Iterable[bytes], **headers: str
) -> tuple[str, bytes]:
    """Send a body, in chunks unless it is whole, and return what was seen and said."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection = HTTPConnection(*server, timeout=20)
    try:
        chunked = not isinstance(body, bytes)
        connection.request("POST", path, body, named, encode_chunked=chunked)
        answer = connection.getresponse()
        content = answer.read()
        assert answer.status == 200, content
        return answer.headers["X-Seen"], content
    finally:
        connection.close()


def chunks_of(body: bytes) -> Iterator[bytes]:
    yield body[:3]
    yield body[3:]


FORM = b"name=O%27Brien&text=%3Cscript%3E&text=caf%C3%A9"
FORM_SEEN = {"name": ["O'Brien"], "text": [ATTACK, "caf\u00e9"]}
MULTIPART = (
    b'--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n<script>\r\n'
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="a.png"\r\n'
    b"Content-Type: image/png\r\n\r\n\x89PNG\r\n\r\n<script>\r\n--b--\r\n"
)


@pytest.mark.parametrize("is_chunked", [False, True], ids=["whole", "chunked"])
@pytest.mark.parametrize(
    ("asked", "place", "received"),
    [
        pytest.param(
            ("/form", FORM, "application/x-www-form-urlencoded"),
            "form",
            {"form": FORM_SEEN, "files": {}},
            id="form",
        ),
        pytest.param(
            ("/json", b'{"a": ["\\u003cscript>"]}', "application/json"),
            "json",
            {"json": {"a": [ATTACK]}},
            id="JSON",
        ),
        pytest.param(
            ("/form", MULTIPART, "multipart/form-data; boundary=b"),
            "multipart",
            {"form": {"text": [ATTACK]}, "files": {"file": "\x89PNG\r\n\r\n<script>"}},
            id="multipart",
        ),
        pytest.param(
            ("/lines", b"a\n<script>\nb", "text/plain"),
            "text",
            ["a\n", "<script>\n", "b"],
            id="lines of text",
        ),
    ],
)
def test_a_body_is_seen_and_received(
    server: Address, is_chunked: object, asked: Asked, place: str, received: object
) -> None:
    path, body, content_type = asked
    sent = chunks_of(body) if is_chunked else body

    seen, content = post(server, path, sent, Content_Type=content_type)

    assert seen == place
    assert json.loads(content) == received


@pytest.mark.parametrize("is_chunked", [False, True], ids=["whole", "chunked"])
def test_a_packed_body_is_seen_and_received_as_it_came(
    server: Address, is_chunked: object
) -> None:
    body = gzip.compress(b"<a><script></a>")
    sent = chunks_of(body) if is_chunked else body

    seen, content = post(
        server, "/raw", sent, Content_Type="text/xml", Content_Encoding="gzip"
    )

    assert seen == "xml"
    assert content == body


@pytest.mark.parametrize("is_chunked", [False, True], ids=["whole", "chunked"])
@pytest.mark.parametrize("size", [100_000, 100_001, 3_000_000])
def test_a_body_beyond_the_limit_is_received_whole(
    server: Address, size: int, is_chunked: object
) -> None:
    """And the next request finds its connection as it should be."""
    body = (b"a" * 99 + b"\n") * (size // 100) + b"a" * (size % 100)
    sent = chunks_of(body) if is_chunked else body

    seen, content = post(server, "/raw", sent, Content_Type="text/xml")

    assert content == body
    assert not seen


def test_a_connection_serves_one_body_after_another(server: Address) -> None:
    connection = HTTPConnection(*server, timeout=20)
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        for number in range(5):
            connection.request("POST", "/form", b"a=%d" % number, headers)
            answer = connection.getresponse()
            assert json.loads(answer.read())["form"] == {"a": [str(number)]}
    finally:
        connection.close()


def test_a_request_without_a_body_is_answered(server: Address) -> None:
    assert post(server, "/raw", b"") == ("", b"")
