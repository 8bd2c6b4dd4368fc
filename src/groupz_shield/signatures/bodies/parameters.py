"""The parameters of a header: `; name="a"; filename*=UTF-8''b`, RFC 9110, RFC 8187.

Parsers differ on what is malformed. So all that one of them may read is returned.
"""

import re
from collections.abc import Iterator
from urllib.parse import unquote

_LONGEST = 8192
_TOKEN = r"[\w!#$%&'*+.^`|~-]"  # noqa: S105 - a token of a header
_STRICT = re.compile(
    rf';[ \t]*({_TOKEN}+)=("(?:[^"\\]|\\.)*"|{_TOKEN}+)', re.ASCII | re.DOTALL
)
_MARK = re.compile(r"(?:\*(\d{1,4}))?(\*)?$", re.ASCII)


def parameters_of(header: str) -> dict[str, list[str]]:
    """Return the values of each parameter, without their quotes, each once.

    >>> parameters_of("form-data; name=a; Filename*=utf-8''%E2%82%AC.txt")
    {'name': ['a'], 'filename': ['€.txt']}
    """
    found: dict[str, list[str]] = {}
    pieces: dict[str, str] = {}
    for name, value in _pairs(header[:_LONGEST]):
        mark = _MARK.search(name)
        key = name[: mark.start()] if mark else name
        text = _unquoted(value)
        if mark and mark[2]:  # RFC 8187 section 3.2
            text = unquote(text.rpartition("'")[2])
        if mark and mark[1]:  # RFC 2231 section 3
            pieces[key] = text = pieces.get(key, "") + text
        if text not in found.setdefault(key, []):
            found[key].append(text)
    return found


def _pairs(header: str) -> Iterator[tuple[str, str]]:
    for match in _STRICT.finditer(header):
        yield match[1].lower(), match[2]
    for part in header.split(";")[1:]:
        name, equals, value = part.partition("=")
        if equals:
            yield name.strip().lower(), value.strip()


def _unquoted(value: str) -> str:
    r"""Undo what clients do to a quote: `\"` or, as HTML has it, `%22`."""
    if value[:1] != '"':
        return value
    value = value[1:-1] if value[-1:] == '"' and len(value) > 1 else value[1:]
    return value.replace("\\\\", "\\").replace('\\"', '"').replace("%22", '"')
