"""Counters in Valkey or Redis, shared by several processes or machines."""

from collections.abc import Callable
from hashlib import blake2b
from typing import Any, Final

from groupz_shield.counters.protocol import Window
from groupz_shield.valkey_client import connect, told

_PREFIX: Final = "groupz:count:"
_MEMBERS: Final = "groupz:members:"
_NO_EXPIRY: Final = 0
_DIGEST_BYTES: Final = 8


class ValkeyCounters:
    """Count in a server. See `Counters`; but these raise `StoreError`.

    Keys end with their windows, so the server's memory is bounded by what it counts
    in that time; give it `maxmemory` and `maxmemory-policy volatile-lfu`. It has to be
    Valkey, or Redis 7 or later, for `EXPIRE … NX`.

    Args:
        address: Such as `"valkey://user:password@127.0.0.1:6379/0"`.
        clock: The present moment, in seconds since 1970.
    """

    def __init__(self, address: str, clock: Callable[[], float]) -> None:
        self._address = address
        self._clock = clock
        self._client: Any = None

    def add(self, key: str, seconds: int, amount: int = 1) -> Window:
        """Count `amount` more in the window of `key`, which is `seconds` long."""
        name = _PREFIX + key
        count, _, left = self._together(
            ("INCRBY", name, amount), ("EXPIRE", name, seconds, "NX"), ("PTTL", name)
        )
        return int(count), self._clock() + max(left, _NO_EXPIRY) / 1000

    def distinct(self, key: str, member: str, seconds: int) -> int:
        """Count the different members of `key` in its window, this one included."""
        name = _MEMBERS + key
        text = member.encode(errors="surrogatepass")
        digest = blake2b(text, digest_size=_DIGEST_BYTES).digest()
        _, _, count = self._together(
            ("SADD", name, digest), ("EXPIRE", name, seconds, "NX"), ("SCARD", name)
        )
        return int(count)

    def get(self, key: str) -> Window:
        """Return the window of `key`; where there is none, 0 that ends now."""
        name = _PREFIX + key
        count, left = self._together(("GET", name), ("PTTL", name))
        return int(count or 0), self._clock() + max(left, _NO_EXPIRY) / 1000

    def clear(self, key: str) -> None:
        """Forget one key."""
        self._together(("DEL", _PREFIX + key, _MEMBERS + key))

    def reset(self) -> None:
        """Forget every key."""
        client = self._connected()
        with told(self._address):
            for prefix in (_PREFIX, _MEMBERS):
                for name in client.scan_iter(f"{prefix}*", count=1000):
                    client.delete(name)

    def _together(self, *commands: tuple[str | int | bytes, ...]) -> list[int]:
        """Run commands as one transaction, in one round trip."""
        client = self._connected()
        with told(self._address), client.pipeline() as together:
            for command in commands:
                together.execute_command(*command)
            answers: list[int] = together.execute()
        return answers

    def _connected(self) -> Any:
        if self._client is None:
            self._client = connect(self._address)
        return self._client
