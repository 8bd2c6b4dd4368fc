"""SQL as the reading that rules name: a value in every place that a query may hold."""

import re
from collections.abc import Iterator

from groupz_shield.signatures.sql_folding import folded, joined
from groupz_shield.signatures.sql_hint import HINT
from groupz_shield.signatures.sql_tokens import has_few_words, tokens

_QUOTES = "'\"`"
_STRAIGHT = str.maketrans(
    "\u2018\u2019\u201b\u02b9\u02bc\u2032\u201c\u201d", "''''''\"\""
)
_SPLIT = re.compile(r"(?<=\w)/\*[^!*][^*]{0,80}\*/(?=\w)|(?<=\w)/\*\*/(?=\w)")
_HINT = re.compile(HINT, re.IGNORECASE | re.MULTILINE)
_LONGEST = 4_000
_BEFORE = 64
_MOST_WINDOWS = 12


class SqlReading:
    """Read a value as it may stand in a query: bare, or within quotes that it ends."""

    name = "sql"
    hint = HINT

    def read(self, text: str, /) -> Iterator[str]:
        """Yield the tokens of each context, as they are and folded.

        Within quotes, `break` is the quote that ends the text which the query began;
        `long` stands before it where that text is more than two words.
        """
        text = text.translate(_STRAIGHT)
        for window in _windows(text):
            yield from _in_every_context(window)
            without = _SPLIT.sub("", window)
            if without != window:
                yield from _in_every_context(without)


def _windows(text: str) -> Iterator[str]:
    """Yield the text, or of a long one what stands around the hints in it."""
    if len(text) <= _LONGEST:
        yield text
        return
    start = 0
    for _ in range(_MOST_WINDOWS):
        match = _HINT.search(text, start)
        if match is None:
            return
        begin = max(start, match.start() - _BEFORE)
        start = begin + _LONGEST
        yield text[begin:start]


def _in_every_context(text: str) -> Iterator[str]:
    yield from _forms(tokens(text))
    for quote in _QUOTES:
        at = text.find(quote)
        if at >= 0:
            yield from _forms(_after_break(text, at))


def _after_break(text: str, at: int) -> Iterator[str]:
    if not has_few_words(text[:at]):
        yield "long"
    yield "break"
    yield from tokens(text, at + 1)


def _forms(found: Iterator[str]) -> Iterator[str]:
    canonical = "".join([f"{token} " for token in found])
    plain = joined(canonical)
    yield plain
    shorter = folded(canonical)
    if shorter != plain:
        yield shorter
