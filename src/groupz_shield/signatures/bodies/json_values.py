"""JSON, RFC 8259: all its strings and names, however deep they stand."""

import json
import re
from collections import deque
from collections.abc import Iterator
from itertools import islice

from groupz_shield.signatures.bodies.forms import NAME, new
from groupz_shield.signatures.vocabulary import Place, Value

_JSON = Place.JSON
_LONGEST_NAME = 200
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")


class _Members(list[tuple[str, object]]):
    """The members of an object, of which two may have one name."""


def json_values(text: str, most: int) -> Iterator[Value] | None:
    """Return the strings and names of JSON; None if it cannot be parsed.

    Args:
        text: The JSON.
        most: How many to tell apart; the rest is returned as one text.
    """
    try:
        root = json.loads(text.removeprefix("\ufeff"), object_pairs_hook=_Members)
    except (ValueError, RecursionError):  # also: nested too deeply, numbers too long
        return None
    return _bounded(_leaves(root), most)


def may_be_json(raw: bytes) -> bool:
    """Tell cheaply whether bytes may be an object or an array."""
    return raw[:64].lstrip(b"\xef\xbb\xbf \t\r\n")[:1] in {b"{", b"["}


def _bounded(values: Iterator[Value], most: int) -> Iterator[Value]:
    yield from islice(values, most)
    if rest := "\n".join([value.text for value in values]):
        yield Value(_JSON, "", rest)


def _leaves(root: object) -> Iterator[Value]:
    """Go through all, level by level: recursion would end where nesting is deep."""
    waiting = deque([("", root)])
    while waiting:
        name, node = waiting.popleft()
        if isinstance(node, str):
            if node:
                yield new(Value, (_JSON, name, _whole(node)))
        elif isinstance(node, _Members):
            for key, member in node:
                key_text = _whole(key)
                if key:
                    yield new(Value, (NAME, key_text, key_text))
                waiting.append((_joined(name, key_text), member))
        elif isinstance(node, list):
            waiting.extend([(name, item) for item in node])


def _joined(name: str, key: str) -> str:
    return (f"{name}.{key}" if name else key)[:_LONGEST_NAME]


def _whole(text: str) -> str:
    """Return a text without halves of characters, which nobody can write down."""
    return text if text.isascii() else _LONE_SURROGATE.sub("\ufffd", text)
