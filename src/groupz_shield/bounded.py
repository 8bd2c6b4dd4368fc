"""Memory that nobody can fill: every container here has a limit."""

from collections import OrderedDict
from collections.abc import Hashable
from threading import Lock


class Once:
    """Tell what is new, for `limit` keys at most."""

    def __init__(self, limit: int = 100) -> None:
        self._limit = limit
        self._seen: set[Hashable] = set()
        self._lock = Lock()

    def __call__(self, key: Hashable) -> bool:
        """Return whether `key` is new, which it is once."""
        if key in self._seen:  # the common case needs no lock
            return False
        with self._lock:
            if key in self._seen or len(self._seen) >= self._limit:
                return False
            self._seen.add(key)
            return True


class Tally:
    """Count per key; beyond `limit` keys the one unseen for longest is forgotten."""

    def __init__(self, limit: int = 1000) -> None:
        self._limit = limit
        self._counts: OrderedDict[Hashable, int] = OrderedDict()
        self._lock = Lock()

    def count(self, key: Hashable) -> int:
        """Return how often `key` was counted, this time included."""
        with self._lock:
            count = self._counts.pop(key, 0) + 1
            self._counts[key] = count
            if len(self._counts) > self._limit:
                self._counts.popitem(last=False)
        return count


class Recent:
    """Keep the last few different texts of each key, for `limit` keys at most."""

    def __init__(self, limit: int = 1000, each: int = 5) -> None:
        self._limit = limit
        self._each = each
        self._texts: OrderedDict[Hashable, tuple[str, ...]] = OrderedDict()
        self._lock = Lock()

    def add(self, key: Hashable, text: str) -> str:
        """Add a text, and return the last few of its key in one line."""
        with self._lock:
            others = (t for t in self._texts.pop(key, ()) if t != text)
            texts = self._texts[key] = (*others, text)[-self._each :]
            if len(self._texts) > self._limit:
                self._texts.popitem(last=False)
        return ", ".join(texts)
