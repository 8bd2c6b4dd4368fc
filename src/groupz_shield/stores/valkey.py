"""A store in Valkey or Redis, shared by several machines."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

from groupz_shield.decisions import Decision, Feed, NetworkSet, new_id
from groupz_shield.errors import StoreCorruptError
from groupz_shield.stores.memory import ended
from groupz_shield.stores.protocol import Changes
from groupz_shield.stores.written import decision_of, row_of
from groupz_shield.valkey_client import connect, shown, told

_EPOCH: Final = "groupz:epoch"
_VERSION: Final = "groupz:version"
_CHANGES: Final = "groupz:changes"
_DECISIONS: Final = "groupz:decisions"
_FEEDS: Final = "groupz:feeds"
_NOTES: Final = "groupz:notes"
_PUT: Final = """
    local version = redis.call('INCR', KEYS[1])
    for at = 1, #ARGV, 2 do
        redis.call('HSET', KEYS[3], ARGV[at], ARGV[at + 1])
        redis.call('ZADD', KEYS[2], version, KEYS[3] .. ' ' .. ARGV[at])
    end
"""


class ValkeyStore:
    """Decisions in a server. See `DecisionStore`.

    What survives a restart of the server is for its own configuration to say; what
    it lost is written again by the sites that still know it.

    Args:
        address: Such as `"valkey://user:password@127.0.0.1:6379/0"`.
    """

    def __init__(self, address: str) -> None:
        self._address = address
        self._client: Any = None

    def changes(self, epoch: str, version: int) -> Changes | None:
        """Return what is new since `version` of `epoch`; None if nothing is."""
        with self._session() as client:
            there, now = self._state(client)
            since = version if there == epoch else -1
            if since == now:
                return None
            names = client.zrangebyscore(_CHANGES, f"({since}", "+inf")
            decisions = self._named(client, _DECISIONS, names)
            feeds = self._named(client, _FEEDS, names)
            return Changes(
                there,
                now,
                [_decision(data) for _, data in decisions if data is not None],
                {name: _feed(name, data) if data else None for name, data in feeds},
            )

    def put(self, decisions: Collection[Decision]) -> None:
        """Add decisions, or replace those of the same id; all of them or none."""
        self._put(
            _DECISIONS, ((d.id, json.dumps(row_of(d)).encode()) for d in decisions)
        )

    def decisions(self) -> list[Decision]:
        """Return every decision that is kept, oldest first."""
        with self._session() as client:
            found = [_decision(data) for data in client.hvals(_DECISIONS)]
        return sorted(found, key=lambda decision: decision.created_at)

    def put_feed(self, feed: Feed) -> None:
        """Add a feed, or replace the one of this name."""
        facts = json.dumps([feed.fetched_at, feed.source, feed.simulated])
        data = facts.encode() + b"\n" + feed.networks.to_bytes()
        self._put(_FEEDS, [(feed.name, data)])

    def remove_feed(self, name: str) -> None:
        """Remove a feed; one that is not there is no error."""
        self._put(_FEEDS, [(name, b"")])

    def feeds(self) -> list[Feed]:
        """Return every feed, by name."""
        with self._session() as client:
            found = sorted(client.hgetall(_FEEDS).items())
            return [_feed(name.decode(), data) for name, data in found if data]

    def write_note(self, name: str, text: str) -> None:
        """Keep a short text under a name."""
        with self._session() as client:
            client.hset(_NOTES, name, text)

    def read_note(self, name: str) -> str | None:
        """Return the text that was kept under a name."""
        with self._session() as client:
            text = client.hget(_NOTES, name)
        return None if text is None else text.decode()

    def prune(self, before: float) -> int:
        """Delete what ended, or was lifted, before a moment; return how many."""
        gone = [decision.id for decision in self.decisions() if ended(decision, before)]
        if gone:
            with self._session() as client, client.pipeline() as together:
                together.hdel(_DECISIONS, *gone)
                together.zrem(_CHANGES, *(f"{_DECISIONS} {name}" for name in gone))
                together.execute()
        return len(gone)

    def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            self._client.close()

    @contextmanager
    def _session(self) -> Iterator[Any]:
        if self._client is None:
            self._client = connect(self._address)
        with told(self._address):
            try:
                yield self._client
            except ValueError as error:
                why = f"{error}: somebody else writes to its keys groupz:*"
                raise StoreCorruptError(shown(self._address), why) from error

    def _state(self, client: Any) -> tuple[str, int]:
        """Return epoch and version; a server that lost everything gets a new epoch."""
        epoch, version = client.mget(_EPOCH, _VERSION)
        if epoch is None:
            client.set(_EPOCH, new_id(), nx=True)
            epoch = client.get(_EPOCH)
        return epoch.decode(), int(version or 0)

    def _put(self, key: str, rows: Iterable[tuple[str, bytes]]) -> None:
        flat = [part for row in rows for part in row]
        with self._session() as client:
            client.eval(_PUT, 3, _VERSION, _CHANGES, key, *flat)

    @staticmethod
    def _named(
        client: Any, key: str, names: Sequence[bytes]
    ) -> list[tuple[str, bytes | None]]:
        """Return what a hash holds under those names that are its own."""
        prefix = f"{key} "
        own = [
            n.decode()[len(prefix) :] for n in names if n.startswith(prefix.encode())
        ]
        return list(zip(own, client.hmget(key, own), strict=True)) if own else []


def _decision(data: bytes) -> Decision:
    return decision_of(tuple(json.loads(data)))


def _feed(name: str, data: bytes) -> Feed:
    facts, _, networks = data.partition(b"\n")
    fetched_at, source, simulated = json.loads(facts)
    return Feed(name, NetworkSet.from_bytes(networks), fetched_at, source, simulated)
