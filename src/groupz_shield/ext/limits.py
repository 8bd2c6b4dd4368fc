"""The shield's counters as storage of `limits`, which Flask-Limiter counts with.

    Limiter(..., storage_uri="shield://", storage_options={"counters": counters})

Importing this module makes the address known. Use the strategy `fixed-window`.
"""

from limits.storage import Storage
from typing_extensions import override  # which limits itself needs

from groupz_shield.counters import Counters, MemoryCounters
from groupz_shield.errors import StoreError

_PREFIX = "limit "


class ShieldStorage(Storage):
    """Counts of limits beside the shield's own.

    Args:
        uri: `shield://`.
        counters: The shield's, such as `shield.parts.counters`; without them, counters
            in memory that are this storage's own.
        wrap_exceptions: Whether failures are raised as `limits.errors.StorageError`.
    """

    STORAGE_SCHEME = ["shield"]

    def __init__(
        self,
        uri: str | None = None,
        *,
        counters: Counters | None = None,
        wrap_exceptions: bool = False,
    ) -> None:
        super().__init__(uri, wrap_exceptions)
        self._counters = MemoryCounters() if counters is None else counters

    @property
    @override
    def base_exceptions(self) -> type[Exception]:
        """What a failure raises."""
        return StoreError

    @override
    def incr(self, key: str, expiry: int, amount: int = 1) -> int:
        """Count `amount` more in a window of `expiry` seconds, and return the count."""
        return self._counters.add(_PREFIX + key, expiry, amount)[0]

    @override
    def get(self, key: str) -> int:
        """Return the count of a key."""
        return self._counters.get(_PREFIX + key)[0]

    @override
    def get_expiry(self, key: str) -> float:
        """Return when the window of a key ends, in seconds since 1970."""
        return self._counters.get(_PREFIX + key)[1]

    @override
    def check(self) -> bool:
        """Tell whether counting works."""
        try:
            self.get("check")
        except StoreError:
            return False
        return True

    @override
    def reset(self) -> None:
        """Forget every count, the shield's own too."""
        self._counters.reset()

    @override
    def clear(self, key: str) -> None:
        """Forget the count of a key."""
        self._counters.clear(_PREFIX + key)
