"""The head of a part of `multipart/form-data`: RFC 7578 section 4.2."""

import re
from typing import NamedTuple

from groupz_shield.signatures.bodies.charsets import text_of
from groupz_shield.signatures.bodies.parameters import parameters_of

_BLANK = re.compile(rb"\r\n\r\n|\r\r|\n\n")
_FOLD = re.compile(rb"(?:\r\n|\n|\r)[ \t]")
_BREAKS = re.compile(r"[\r\n]+")
_HEAD = re.compile(rb"(?:[\w-]+:[^\r\n\x00]*(?:\r\n|\Z))+")
_TOKEN = r"[\w!#$%&'*+.^`|~-]+"  # noqa: S105 - a token of a header
_VALUE = rf'(?:"[^"\\\r\n]+"|{_TOKEN})'
_PLAIN = re.compile(
    rf"form-data; ?name={_VALUE}"
    rf"(?P<file>; ?filename={_VALUE}(?:; ?filename\*={_TOKEN})?)?",
    re.ASCII | re.IGNORECASE,
)
_LONGEST = 4096
_MOST_LINES = 10
_DISPOSITION = "content-disposition"


class Head(NamedTuple):
    """What a part says of itself.

    Attributes:
        headers: Its headers, the names in lower case.
        names: What its field may be called.
        file_names: What its file may be called.
        is_file: Whether no parser can take it for anything but a file.
        is_plain: Whether all parsers read it like that.
    """

    headers: list[tuple[str, str]]
    names: list[str]
    file_names: list[str]
    is_file: bool
    is_plain: bool

    def header(self, name: str) -> str:
        """Return a header; empty if there is none."""
        return dict(self.headers).get(name, "")


def head_and_content(part: bytes) -> tuple[Head, bytes] | None:
    """Take a part apart; None if its head does not end."""
    blank = _BLANK.search(part)
    if blank is None:
        return None
    head = part[: blank.start()]
    is_plain = (
        blank[0] == b"\r\n\r\n"
        and len(head) <= _LONGEST
        and _HEAD.fullmatch(head) is not None
    )
    return _head(head, is_plain=is_plain), part[blank.end() :]


def _head(raw: bytes, *, is_plain: bool) -> Head:
    lines = _BREAKS.split(text_of(_FOLD.sub(b" ", raw)), _MOST_LINES)
    headers = []
    for line in lines:
        name, _, value = line.strip().partition(":")
        headers.append((name.strip().lower(), value.strip()))
    dispositions = [value for name, value in headers if name == _DISPOSITION]
    names: list[str] = []
    file_names: list[str] = []
    for disposition in dispositions:
        found = parameters_of(disposition)
        names += found.get("name", ())
        file_names += found.get("filename", ())
    is_plain = is_plain and len(dispositions) == 1 and len(lines) <= _MOST_LINES
    plain = _PLAIN.fullmatch(dispositions[0]) if is_plain else None
    is_file = plain is not None and plain["file"] is not None
    return Head(headers, names, file_names, is_file, plain is not None)
