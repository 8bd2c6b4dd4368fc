"""Bodies that are too large, too deep or too many: bounded, and nothing is lost."""

import gzip
import zlib
from io import BytesIO
from tracemalloc import get_traced_memory, start, stop
from wsgiref.types import WSGIEnvironment

import pytest

from groupz_shield import PolicyError
from groupz_shield.signatures.bodies import Limits
from groupz_shield.signatures.request_values import values_of
from groupz_shield.signatures.vocabulary import Place, Value

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
MULTIPART = "multipart/form-data; boundary=b"
HEAD = b'--b\r\nContent-Disposition: form-data; name="a"'
BLANK = b"\r\n\r\n" + b"a" * 1_000_000
MEBIBYTE = 1024 * 1024
USUAL = Limits()


def environ_of(body: bytes, content_type: str, **more: str) -> WSGIEnvironment:
    return {
        "PATH_INFO": "/",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
        **more,
    }


def seen(
    body: bytes, content_type: str, limits: Limits = USUAL, **more: str
) -> list[Value]:
    environ = environ_of(body, content_type, **more)
    skipped = {"CONTENT_TYPE", "CONTENT_ENCODING"}
    [_, *values] = values_of(environ, limits)
    assert environ["wsgi.input"].read() == body
    return [value for value in values if value.name not in skipped]


@pytest.mark.parametrize(
    ("size", "is_seen"),
    [
        pytest.param(100, True, id="exactly at the limit"),
        pytest.param(101, False, id="one byte over"),
    ],
)
def test_what_lies_beyond_the_limit_is_not_seen(size: int, is_seen: object) -> None:
    body = b"a=" + b"b" * (size - 3) + b"c"

    [value, _] = seen(body, FORM, Limits(body_bytes=100))

    assert value.text.endswith("c") == is_seen
    assert len(value.text) == 98


def test_no_more_is_read_than_the_limit_and_than_the_length() -> None:
    for length, terminated, taken in [
        ("500", False, 100),
        ("50", False, 50),
        ("", False, 0),
        ("-1", False, 0),
        ("\u0663", False, 0),
        ("x", False, 0),
        ("", True, 100),
        ("50", True, 100),
    ]:
        stream = BytesIO(b"a" * 1000)
        environ = environ_of(b"", "text/plain", CONTENT_LENGTH=length)
        environ["wsgi.input"] = stream
        environ["wsgi.input_terminated"] = terminated

        [_, *values] = values_of(environ, Limits(body_bytes=100))

        assert stream.tell() == taken
        assert [len(value.text) for value in values] == ([taken] if taken else [])


def test_no_body_is_read_where_none_is_to_be_inspected() -> None:
    environ = environ_of(b"a=b", FORM)
    stream = environ["wsgi.input"]

    assert len(list(values_of(environ, Limits(body_bytes=0)))) == 1
    assert environ["wsgi.input"] is stream
    assert stream.tell() == 0
    del environ["wsgi.input"]
    assert len(list(values_of(environ))) == 1


def test_the_rest_of_a_body_is_not_read_before_it_is_asked_for() -> None:
    """Nor is what follows it, which belongs to the next request."""
    stream = BytesIO(b"a" * 200_000 + b"next")
    environ = environ_of(b"", "text/plain", CONTENT_LENGTH="200000")
    environ["wsgi.input"] = stream

    list(values_of(environ, Limits(body_bytes=100)))

    assert stream.tell() == 100
    assert environ["wsgi.input"].read(150) == b"a" * 150
    assert stream.tell() < 100_000
    assert environ["wsgi.input"].read() == b"a" * 199_850
    assert stream.tell() == 200_000


def test_text_is_seen_up_to_its_own_limit() -> None:
    [value] = seen(b"a" * 100, "text/plain", Limits(text_bytes=10))

    assert value.text == "a" * 10


def test_fields_beyond_the_limit_are_one_text() -> None:
    limits = Limits(fields=2)
    form = seen(b"a=1&b=2&c=%3C3&d=4", FORM, limits)
    items = seen(b'["1", "2", "<3", "4"]', JSON, limits)
    parts = HEAD + b"\r\n\r\n1\r\n" + HEAD + b"\r\n\r\n2\r\n"
    body = parts + HEAD + b"\r\n\r\n<3\r\n--b--"
    fields = seen(body, MULTIPART, limits)

    assert (Place.FORM, "c", "<3&d=4") in form
    assert [value.text for value in items] == ["1", "2", "<3\n4"]
    assert [value.text for value in fields if value.name == "a"] == ["a", "1", "a", "2"]
    assert any(value.text.endswith("<3\r\n--b--") for value in fields)


@pytest.mark.parametrize("depth", [900, 10_000])
def test_what_is_nested_deeply_is_seen(depth: int) -> None:
    """Beyond what Python's parser reads, it is a text."""
    values = seen(b'{"a":' * depth + b'["<b>"]' + b"}" * depth, JSON)

    assert any("<b>" in value.text for value in values)
    assert max(len(value.name) for value in values) <= 200


LARGE = {
    "a form of separators": (b"&" * MEBIBYTE, FORM),
    "a form of escapes": (b"%41" * (MEBIBYTE // 3), FORM),
    "a form of what is no UTF-8": (b"%ff" * (MEBIBYTE // 3), FORM),
    "a form of one value": (b"a=" + b"b" * MEBIBYTE, FORM),
    "fields": (b"a=b&" * (MEBIBYTE // 4), FORM),
    "brackets": (b"[" * MEBIBYTE, JSON),
    "arrays": (b"[" + b"[]," * (MEBIBYTE // 3) + b"0]", JSON),
    "strings": (b"[" + b'"a",' * (MEBIBYTE // 4) + b"0]", JSON),
    "one name again and again": (
        b"{" + b'"a":"b",' * (MEBIBYTE // 8) + b'"a":0}',
        JSON,
    ),
    "digits": (b"9" * MEBIBYTE, JSON),
    "boundaries": (b"--b\r\n" * (MEBIBYTE // 5), MULTIPART),
    "boundaries in a line": (b"--b" * (MEBIBYTE // 3), MULTIPART),
    "parts": ((HEAD + b"\r\n\r\nb\r\n") * (MEBIBYTE // 56), MULTIPART),
    "headers": (b"--b\r\n" + b"A:\r\n" * (MEBIBYTE // 4), MULTIPART),
    "parts of headers": (
        (HEAD + b"\r\n" + b"A:\r\n" * 100 + b"\r\nb\r\n") * (MEBIBYTE // 500),
        MULTIPART,
    ),
    "names": (HEAD + b"".join(b";name=%d" % n for n in range(900)) + BLANK, MULTIPART),
    "parameters": (HEAD + b'; name="' * (MEBIBYTE // 8) + b"\r\n\r\nb", MULTIPART),
    "dashes": (b"-" * MEBIBYTE, f"multipart/form-data; boundary={'-' * 60}"),
    "many boundaries": (
        b"--b\n--c\n--d\n" * (MEBIBYTE // 12),
        "multipart/form-data; boundary=b; boundary=c; boundary=d; boundary=e",
    ),
    "a large file": (HEAD + b"; filename=b\r\n\r\n" + bytes(10 * MEBIBYTE), MULTIPART),
    "no text": (bytes(range(256)) * (MEBIBYTE // 256), ""),
    "a large text": (b"a" * 10 * MEBIBYTE, "text/xml"),
}


@pytest.mark.parametrize("name", LARGE)
def test_memory_is_bounded(name: str) -> None:
    body, content_type = LARGE[name]
    environ = environ_of(body, content_type)
    limits = Limits(fields=1000)

    start()
    try:
        values = list(values_of(environ, limits))
        _, peak = get_traced_memory()
    finally:
        stop()

    assert peak < 40 * MEBIBYTE
    assert len(values) <= 15_000
    assert sum(len(value.text) for value in values) <= 2.1 * len(body)
    assert environ["wsgi.input"].read() == body


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        pytest.param(gzip.compress(bytes(100 * MEBIBYTE)), "gzip", id="gzip"),
        pytest.param(zlib.compress(bytes(100 * MEBIBYTE)), "deflate", id="deflate"),
        pytest.param(
            gzip.compress(gzip.compress(bytes(100 * MEBIBYTE))),
            "gzip, gzip",
            id="twice",
        ),
        pytest.param(
            gzip.compress(bytes(MEBIBYTE)) * 100, "gzip", id="one after another"
        ),
    ],
)
def test_a_bomb_is_unpacked_no_further_than_the_limit(body: bytes, coding: str) -> None:
    values = seen(body, "text/xml", HTTP_CONTENT_ENCODING=coding)

    assert len(values[0].text) == MEBIBYTE
    assert sum(len(value.text) for value in values) < 1.5 * MEBIBYTE


def test_what_is_empty_a_thousand_times_ends() -> None:
    body = gzip.compress(b"", mtime=0) * 50_000

    assert seen(body, FORM, HTTP_CONTENT_ENCODING="gzip")[:-1] == []


@pytest.mark.parametrize(
    "limits",
    [
        {"body_bytes": -1},
        {"body_bytes": 64 * MEBIBYTE + 1},
        {"text_bytes": -1},
        {"fields": 0},
        {"fields": 100_001},
    ],
)
def test_limits_that_cannot_be_meant_are_refused(limits: dict[str, int]) -> None:
    [name] = limits

    with pytest.raises(PolicyError, match=rf"limits\.{name}"):
        Limits(**limits)


def test_limits_at_their_ends_are_taken() -> None:
    assert Limits(0, 0, 1) != Limits(64 * MEBIBYTE, 64 * MEBIBYTE, 100_000)
