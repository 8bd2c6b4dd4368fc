"""The pieces that a boundary splits a body into: RFC 2046 section 5.1.

Parsers differ on what is malformed. So a body is split as lenient parsers do it, and
whether every other one would do just so is told as well.
"""

import re
from collections.abc import Iterator
from typing import NamedTuple

_END = re.compile(rb"(--)[ \t\f\v]*(?:\r\n|\n|\r)?|[ \t\f\v]*(?:\r\n|\n|\r)")
_BREAKS = (b"\r", b"\n")


class Pieces(NamedTuple):
    """What a boundary splits a body into.

    Attributes:
        parts: The parts that end, as many as were asked for.
        rest: What follows them.
        is_closed: Whether the last boundary says that it is the last.
        is_plain: Whether all parsers split like that.
    """

    parts: list[bytes]
    rest: bytes
    is_closed: bool
    is_plain: bool


class _Delimiter(NamedTuple):
    start: int
    end: int
    is_last: bool


def pieces_of(raw: bytes, boundary: bytes, most: int) -> Pieces | None:
    """Split a body, whose end may have been cut off.

    Args:
        raw: The body.
        boundary: What its type names.
        most: How many parts to split off.

    Returns:
        Its pieces; None if the boundary occurs nowhere.
    """
    parts: list[bytes] = []
    begin, is_closed, marks = -1, False, 0
    for one in _delimiters(raw, b"--" + boundary):
        marks += 1
        if begin < 0:
            is_plain = not raw[: one.start].strip()
        else:
            parts.append(raw[begin : max(begin, one.start)])
        begin, is_closed = one.end, one.is_last
        if is_closed or len(parts) == most:
            break
    if begin < 0:
        return None
    is_plain = (
        is_plain
        and raw.count(b"--" + boundary) == marks
        and not (is_closed and raw[begin:].strip())
    )
    return Pieces(parts, raw[begin:], is_closed, is_plain)


def _delimiters(raw: bytes, mark: bytes) -> Iterator[_Delimiter]:
    """Find the lines that are a boundary; the first one may end a line as well."""
    at, is_first = raw.find(mark), True
    while at >= 0:
        after = at + len(mark)
        is_line = raw[at - 1 : at] in _BREAKS
        if (is_line or is_first) and (end := _END.match(raw, after)):
            broken = 2 if raw[at - 2 : at] == b"\r\n" else int(is_line)
            yield _Delimiter(at - broken, end.end(), end[1] is not None)
            is_first = False
        at = raw.find(mark, after)
