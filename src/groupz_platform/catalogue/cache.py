"""Views of activities, remembered as long as the versions of their rows stand still.

Whoever asks has read the versions in its own transaction: what another thread or
process has changed is seen at once. Views are plain values; nothing of a session stays.
"""

from threading import Lock
from weakref import WeakKeyDictionary

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from groupz_platform.catalogue.views import ActivityView

Key = tuple[int, str]
"""An activity and a language."""

Stamp = tuple[int, int]
"""The versions of an activity and of its venue."""

MOST_VIEWS = 4096


class ViewCache:
    """The views of one database, the oldest of them forgotten first.

    A stamp is read before the rows of its view, so that a view is never older than its
    stamp says; where it is newer, the next stamp differs, and it is made anew.

    Args:
        most: How many views are kept.
    """

    def __init__(self, most: int = MOST_VIEWS) -> None:
        self._most = most
        self._views: dict[Key, tuple[Stamp, ActivityView]] = {}
        self._lock = Lock()

    def __len__(self) -> int:
        return len(self._views)

    def get(self, key: Key, stamp: Stamp) -> ActivityView | None:
        """Find a view, if its rows are still what they were."""
        known = self._views.get(key)
        return known[1] if known and known[0] == stamp else None

    def put(self, key: Key, stamp: Stamp, view: ActivityView) -> None:
        """Remember a view under what was read before it was made."""
        with self._lock:
            self._views.pop(key, None)
            self._views[key] = (stamp, view)
            while len(self._views) > self._most:
                del self._views[next(iter(self._views))]


_caches: WeakKeyDictionary[Engine, ViewCache] = WeakKeyDictionary()
_caches_lock = Lock()


def cache_behind(session: Session) -> ViewCache:
    """Find the views of the database that a session reads; each engine has its own."""
    engine = session.get_bind().engine
    with _caches_lock:
        return _caches.setdefault(engine, ViewCache())
