"""What is fuzzed: any bytes as a request, from its body to the verdict."""

from functools import cache
from io import BytesIO
from wsgiref.types import WSGIEnvironment

from typing_extensions import override

from groupz_shield.signatures.assembly import inspector_of
from groupz_shield.signatures.bodies import Limits
from groupz_shield.signatures.choosing import matcher_for
from groupz_shield.signatures.decoding import MOST_FORMS, forms
from groupz_shield.signatures.inspector import Inspector
from groupz_shield.signatures.readings import READINGS
from groupz_shield.signatures.request_values import values_of
from groupz_shield.signatures.settings import Signatures
from groupz_shield.signatures.vocabulary import Value
from kept_between_runs import CACHE

TYPES = (
    "application/x-www-form-urlencoded",
    "application/x-www-form-urlencoded; charset=utf-16",
    "application/json",
    "multipart/form-data; boundary=k",
    "multipart/form-data; boundary=k; boundary=z",
    "text/xml; charset=utf-7",
    "text/plain",
    "",
)
CODINGS = ("", "gzip", "deflate")
SMALL = Limits(body_bytes=256, text_bytes=64, fields=3)
LONGEST_CANONICAL = 64
"""How many characters a reading may make of one, at most."""


@cache
def inspector() -> Inspector:
    """Make the inspector of a site, as a site makes it."""
    matcher = matcher_for(str(CACHE / "signatures"), lambda _event: None)
    return inspector_of(Signatures(), matcher)


def fuzz(data: bytes) -> None:
    """Take bytes for a request, the first two for its type and its coding.

    Raises:
        AssertionError: More was made of the bytes than they are worth, or something
            else was seen in them when they came in pieces.
    """
    kind, rest = data[:2].ljust(2, b"\0"), data[2:]
    for limits in (Limits(), SMALL):
        values = list(values_of(request_of(kind, BytesIO(rest)), limits))
        assert values == list(values_of(request_of(kind, Dripping(rest)), limits))
        for value in values:
            check_work(value)
        inspector().inspect(values)


class Dripping(BytesIO):
    """A body that comes a few bytes at a time."""

    def __init__(self, body: bytes, most: int = 7) -> None:
        super().__init__(body)
        self._most = most

    @override
    def read(self, size: int | None = -1, /) -> bytes:
        is_all = size is None or size < 0
        return super().read(self._most if is_all else min(size or 0, self._most))


def request_of(kind: bytes, body: BytesIO) -> WSGIEnvironment:
    """Put the same bytes into the head and into the body of a request."""
    text = body.getvalue().decode("latin-1")
    return {
        "PATH_INFO": f"/{text[:64]}",
        "QUERY_STRING": text,
        "HTTP_COOKIE": text,
        "HTTP_REFERER": text,
        "CONTENT_TYPE": TYPES[kind[0] % len(TYPES)],
        "HTTP_CONTENT_ENCODING": CODINGS[kind[1] % len(CODINGS)],
        "CONTENT_LENGTH": str(len(text)),
        "wsgi.input": body,
    }


def check_work(value: Value) -> None:
    """Look at how much is made of a value."""
    found = forms(value.text)
    assert found[0] == value.text
    assert len(set(found)) == len(found) <= MOST_FORMS
    for form in found:
        assert len(form) <= 4 * len(value.text)
        for reading in READINGS:
            length = sum(map(len, reading.read(form)))
            assert length <= LONGEST_CANONICAL * (len(form) + 1), reading.name
