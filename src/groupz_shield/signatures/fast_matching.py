"""Matching with hyperscan: all patterns in one pass, whatever their number."""

import hashlib
import platform
import re
from collections.abc import Collection, Sequence
from functools import lru_cache, partial
from importlib.metadata import version
from threading import local
from typing import cast

import hyperscan

from groupz_shield.errors import PolicyError
from groupz_shield.signatures.kept import KeptDatabases

_FLAGS = (
    hyperscan.HS_FLAG_CASELESS
    | hyperscan.HS_FLAG_MULTILINE
    | hyperscan.HS_FLAG_SINGLEMATCH
)
_MOST_IN_MEMORY = 16
_BLOCK = hyperscan.HS_MODE_BLOCK
_LOOKS_AROUND = re.compile(r"\(\?(?:[=!]|<[=!])")


class FastMatcher:
    """Match all patterns at once.

    A pattern that looks around is narrowed down here, and confirmed by Python's `re`.

    Args:
        patterns: Regular expressions over bytes.
        kept: Where the database is kept between starts, or nowhere.

    Raises:
        PolicyError: Hyperscan cannot match a pattern; the error names it.
    """

    def __init__(
        self, patterns: Sequence[str], kept: KeptDatabases | None = None
    ) -> None:
        self._confirm = {
            number: re.compile(pattern.encode("latin-1"), re.IGNORECASE | re.MULTILINE)
            for number, pattern in enumerate(patterns)
            if _LOOKS_AROUND.search(pattern)
        }
        self._database = _database(patterns, kept)
        self._own = local()

    def find(self, data: bytes, /) -> Collection[int]:
        """Return the numbers of the patterns that occur in a text, each once."""
        found: list[int] = []
        self._database.scan(data, _note, context=found, scratch=self._scratch())
        if found and not self._confirm.keys().isdisjoint(found):
            return [number for number in found if self._is_confirmed(number, data)]
        return found

    def _scratch(self) -> hyperscan.Scratch:
        """Return this thread's own: two scans at once cannot share one."""
        try:
            scratch: hyperscan.Scratch = self._own.scratch
        except AttributeError:
            scratch = self._own.scratch = hyperscan.Scratch(self._database)
        return scratch

    def _is_confirmed(self, number: int, data: bytes) -> bool:
        pattern = self._confirm.get(number)
        return pattern is None or pattern.search(data) is not None


def _note(number: int, _start: int, _end: int, _flags: int, found: object) -> None:
    cast("list[int]", found).append(number)


def _database(
    patterns: Sequence[str], kept: KeptDatabases | None
) -> hyperscan.Database:
    if kept is None:
        return _compiled(tuple(patterns))
    name = _name(patterns)
    build = partial(_packed, tuple(patterns))
    try:
        return _loaded(kept.get(name, build))
    except hyperscan.error:  # another processor's, or damaged
        kept.forget(name)
    return _loaded(kept.get(name, build))


def _packed(patterns: tuple[str, ...]) -> bytes:
    return hyperscan.dumpb(_compiled(patterns))


def _loaded(data: bytes) -> hyperscan.Database:
    return hyperscan.loadb(data, _BLOCK)


def _name(patterns: Sequence[str]) -> str:
    """Name a database by its patterns, the library's version and the machine."""
    parts = (version("hyperscan"), platform.machine(), *patterns)
    return hashlib.sha256("\0".join(parts).encode()).hexdigest()[:32]


@lru_cache(_MOST_IN_MEMORY)
def _compiled(patterns: tuple[str, ...]) -> hyperscan.Database:
    """Build a database; shields of one process share it."""
    database = hyperscan.Database(mode=_BLOCK)
    try:
        database.compile(
            expressions=[pattern.encode("latin-1") for pattern in patterns],
            ids=list(range(len(patterns))),
            flags=[_flags(pattern) for pattern in patterns],
        )
    except hyperscan.error as error:
        if len(patterns) == 1:
            why = f"is a pattern that hyperscan cannot match: {error}"
            raise PolicyError("signatures", patterns[0], why) from None
        for pattern in patterns:
            _compiled((pattern,))
        raise
    return database


def _flags(pattern: str) -> int:
    looks_around = _LOOKS_AROUND.search(pattern) is not None
    return _FLAGS | (hyperscan.HS_FLAG_PREFILTER if looks_around else 0)
