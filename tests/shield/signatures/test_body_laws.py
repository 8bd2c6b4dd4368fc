"""Laws of bodies: nothing raises, and the application reads what was sent."""

import re
from collections.abc import Callable
from io import BytesIO
from typing import Any
from wsgiref.types import WSGIEnvironment

import pytest
from hypothesis import example, given, strategies as st
from werkzeug.formparser import FormDataParser
from werkzeug.wsgi import get_input_stream

from groupz_shield.signatures.bodies import Limits
from groupz_shield.signatures.request_values import values_of

SMALL = Limits(body_bytes=64, text_bytes=32, fields=3)
TYPES = st.sampled_from(
    [
        "application/x-www-form-urlencoded",
        "application/x-www-form-urlencoded; charset=utf-16",
        "application/json",
        "application/json; charset=utf-7",
        "multipart/form-data; boundary=b",
        "multipart/form-data; boundary=b; boundary=a",
        "multipart/form-data",
        "text/xml",
        "text/plain; charset=ibm037",
        "image/png",
        "",
        'a;b="c',
    ]
)
CODINGS = st.sampled_from(["", "gzip", "deflate", "gzip, deflate", "br", ",", "x"])
PIECES = st.sampled_from(
    [
        *(b"--b", b"--b\r\n", b"--b--", b"\r\n", b"\n", b"\r", b" ", b"a", b'"', b";"),
        *(b"\r\n--b\r\n", b"\r\n\r\n", b"Content-Disposition: form-data", b"; name=a"),
        *(b'; name="a"', b'; filename="f"', b"; filename*=''f", b'; name="', b"\\"),
        *(
            b"name*0=a;",
            b"Content-Type: text/plain\r\n",
            b"attack",
            b"\x80",
            b"{",
            b"[",
        ),
        *(b'"a"', b":", b",", b"]", b"}", b"%41", b"%", b"&", b"=", b"\0", b"\xff\xfe"),
        *(b"Content-Disposition: form-data; name=a\r\n\r\nattack\r\n--b\r\n",),
        *(b'Content-Disposition: form-data; name="a"; filename="f"\r\n\r\n',),
    ]
)
BODIES = st.one_of(st.lists(PIECES, max_size=20).map(b"".join), st.binary(max_size=200))


class Piecewise:
    """A body that comes in pieces, and ends, stays open, or breaks."""

    def __init__(self, body: bytes, sizes: list[int], then: Exception | None) -> None:
        self._body = BytesIO(body)
        self._sizes = sizes
        self._then = then

    def read(self, size: int = -1) -> bytes:
        most = self._sizes.pop(0) if self._sizes else 7
        piece = self._body.read(most if size < 0 else min(size, most))
        if not piece and size and self._then:
            raise self._then
        return piece


def environ_of(body: Any, content_type: str, **more: Any) -> WSGIEnvironment:
    return {"PATH_INFO": "/", "CONTENT_TYPE": content_type, "wsgi.input": body, **more}


@given(BODIES, TYPES, CODINGS)
def test_no_body_makes_it_raise_and_the_application_reads_it_all(
    body: bytes, content_type: str, coding: str
) -> None:
    for limits in (Limits(), SMALL):
        environ = environ_of(
            BytesIO(body),
            content_type,
            CONTENT_LENGTH=str(len(body)),
            HTTP_CONTENT_ENCODING=coding,
        )

        values = list(values_of(environ, limits))

        assert {type(value.text.encode()) for value in values} == {bytes}
        assert get_input_stream(environ).read() == body


def read_all(stream: Any) -> bytes:
    return bytes(stream.read())


def read_parts(stream: Any) -> bytes:
    return b"".join(iter(lambda: stream.read(5), b""))


def read_lines(stream: Any) -> bytes:
    return b"".join(iter(stream.readline, b""))


def read_short_lines(stream: Any) -> bytes:
    return b"".join(iter(lambda: stream.readline(3), b""))


def read_iterated(stream: Any) -> bytes:
    return b"".join(stream)


def read_list(stream: Any) -> bytes:
    return b"".join([*stream.readlines(9), *stream.readlines()])


READERS = [read_all, read_parts, read_lines, read_short_lines, read_iterated, read_list]


@pytest.mark.parametrize("read", READERS)
@given(
    st.binary(max_size=200),
    st.lists(st.integers(1, 80), max_size=8),
    st.integers(0, 100),
    st.booleans(),
)
def test_the_same_bytes_are_read_however_they_come_and_however_they_are_asked_for(
    read: Callable[[Any], bytes],
    body: bytes,
    sizes: list[int],
    limit: int,
    is_terminated: bool,  # noqa: FBT001 - drawn
) -> None:
    more: dict[str, object] = {"wsgi.input_terminated": True}
    sent = body
    if not is_terminated:  # what follows belongs to the next request
        sent, more = body + b"next", {"CONTENT_LENGTH": str(len(body))}
    stream = Piecewise(sent, sizes, None)
    environ = environ_of(stream, "text/plain", **more)
    whole = environ_of(BytesIO(body), "text/plain", **more)
    limits = Limits(body_bytes=limit)

    seen = list(values_of(environ, limits))

    assert seen == list(values_of(whole, limits))
    assert seen == list(values_of(environ, limits)), "even when asked again"
    if limit and (body or is_terminated):
        assert read(environ["wsgi.input"]) == body
        assert environ["wsgi.input"].read() == b""


@given(st.binary(max_size=99), st.lists(st.integers(1, 80)), st.integers(1, 100))
def test_the_application_meets_a_connection_that_breaks(
    body: bytes, sizes: list[int], limit: int
) -> None:
    broken = Piecewise(body, sizes, ConnectionResetError("gone"))
    environ = environ_of(broken, "text/plain", CONTENT_LENGTH="100")

    seen = list(values_of(environ, Limits(body_bytes=limit)))

    whole = environ_of(BytesIO(body), "text/plain", CONTENT_LENGTH="100")
    assert seen == list(values_of(whole, Limits(body_bytes=limit)))
    read = [environ["wsgi.input"].read(1) for _ in body]
    assert b"".join(read) == body
    with pytest.raises(ConnectionResetError, match="gone"):
        environ["wsgi.input"].read(1)


PART_WITH_FILE = b'Content-Disposition: form-data; name="a"; filename="f"\r\n\r\n'
NAMED = "--b\r\nContent-Disposition: form-data; name=a\r\n"
# What every part says is left out of a body that is seen as one text.
SAID_BY_ALL = re.compile(
    r"(?:^|[\r\n]+)content-disposition:[ \t]*form-data"
    r"|;[ \t]*(?=(?:file)?name\*?=)|\s+",
    re.IGNORECASE,
)


def in_memory(*_arguments: object, **_named: object) -> BytesIO:
    """Keep a file as Werkzeug's parser wants it kept."""
    return BytesIO()


@example(b"--b\r\n\r\nContent-Disposition: form-data", NAMED)
@example(b"--b--b" + 2 * PART_WITH_FILE, NAMED)
@given(st.lists(PIECES, min_size=3).map(b"".join), st.sampled_from(["", NAMED]))
def test_every_field_that_an_application_sees_is_seen_whatever_comes(
    middle: bytes, start: str
) -> None:
    body = start.encode() + middle + b"\r\n--b--\r\n"
    content_type = "multipart/form-data; boundary=b"
    environ = environ_of(BytesIO(body), content_type, CONTENT_LENGTH=str(len(body)))

    values = list(values_of(environ))

    _, form, files = FormDataParser(in_memory).parse_from_environ(environ)
    exactly = {(plain(value.name), plain(value.text)) for value in values}
    whole = own("\n".join(text for name, text in exactly if not name))
    for name, text in form.items(multi=True):
        is_seen = (plain(name or ""), plain(text)) in exactly or not text
        assert is_seen or own(plain(text)) in whole
    for file in files.values():
        named = plain(file.filename or "")
        assert any(named in text for _, text in exactly)


def own(text: str) -> str:
    """Leave out of a text what every part says, and how much white space there is."""
    return SAID_BY_ALL.sub(" ", text).replace(" ", "")


def plain(text: str) -> str:
    """Leave out bytes that are no UTF-8: Werkzeug replaces them, the shield does not.

    >>> plain("a\\ufffdb\\xff")
    'ab'
    """
    return re.sub("[\ufffd\x80-\xff]", "", text)
