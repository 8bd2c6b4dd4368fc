"""Choosing a matcher: the quick one where its library is, else the slow one."""

import os
from collections.abc import Callable, Sequence
from functools import partial
from importlib import import_module
from pathlib import Path

from groupz_shield.events import EventKind, EventSink, SecurityEvent
from groupz_shield.signatures.kept import KeptDatabases
from groupz_shield.signatures.matching import Matcher, SlowMatcher

_SLOW = (
    "Attack signatures are matched one after another, with the same verdicts but some"
    " hundred times as slowly: the package hyperscan is not installed."
    " pip install 'groupz[signatures]'"
)


def matcher_for(
    folder: str | None, report: EventSink
) -> Callable[[Sequence[str]], Matcher]:
    """Return what makes a matcher of patterns, and say so where it is the slow one.

    Args:
        folder: Where databases are kept between starts; None keeps them in the folder
            of `XDG_CACHE_HOME`, where that is set, and else nowhere.
        report: Told at once.

    Raises:
        PolicyError: Others than this process's user may write the folder.
    """
    try:
        fast = import_module("groupz_shield.signatures.fast_matching")
    except ImportError as error:
        report(SecurityEvent(EventKind.MATCHER_SLOW, _SLOW, error=error))
        return SlowMatcher
    place = Path(folder) if folder is not None else _usual_folder()
    kept = KeptDatabases(place) if place is not None else None
    return partial(fast.FastMatcher, kept=kept)


def _usual_folder() -> Path | None:
    """Return the user's own, by the XDG Base Directory Specification 0.8."""
    caches = Path(os.environ.get("XDG_CACHE_HOME", ""))
    return caches / "groupz_shield" if caches.is_absolute() else None
