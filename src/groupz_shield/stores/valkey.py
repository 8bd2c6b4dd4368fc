"""A store in Valkey or Redis, shared by several machines."""

import json
from collections.abc import Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, Final

from groupz_shield.decisions import Decision, Feed, NetworkSet, new_id
from groupz_shield.errors import StoreCorruptError
from groupz_shield.patience import PATIENCE
from groupz_shield.stores.protocol import Changes
from groupz_shield.stores.written import decision_of, ended, oldest_first, row_of
from groupz_shield.valkey_client import connect, shown, told

_STATE: Final = ("groupz:epoch", "groupz:version")
_DECISIONS: Final = ("groupz:decisions", "groupz:decisions:changed")
_FEEDS: Final = ("groupz:feeds", "groupz:feeds:changed")
_NOTES: Final = "groupz:notes"
_MOST_AT_ONCE: Final = 2000

# A server that was restarted, or a replica that took its place, may have lost the
# latest writes and count on from an earlier version: so its run is part of the epoch.
_CHANGES: Final = """
    local epoch = redis.call('GET', KEYS[1])
    if not epoch then
        epoch = ARGV[1]
        redis.call('SET', KEYS[1], epoch)
    end
    epoch = epoch .. string.match(redis.call('INFO', 'server'), 'run_id:(%w+)')
    local version = redis.call('GET', KEYS[2]) or '0'
    local since = ARGV[2] == epoch and ARGV[3] or '-1'
    if since == version then
        return nil
    end
    local function changed(names, values)
        if since == '-1' then
            return redis.call('HGETALL', values)
        end
        local found = {}
        local since_then = redis.call('ZRANGEBYSCORE', names, '(' .. since, '+inf')
        for _, name in ipairs(since_then) do
            found[#found + 1] = name
            found[#found + 1] = redis.call('HGET', values, name)
        end
        return found
    end
    return {epoch, version, changed(KEYS[4], KEYS[3]), changed(KEYS[6], KEYS[5])}
"""
_PUT: Final = """
    local version = redis.call('INCR', KEYS[1])
    for at = 1, #ARGV, 2 do
        redis.call('HSET', KEYS[2], ARGV[at], ARGV[at + 1])
        redis.call('ZADD', KEYS[3], version, ARGV[at])
    end
"""
_PRUNE: Final = """
    local gone = 0
    for at = 1, #ARGV, 2 do
        if redis.call('HGET', KEYS[1], ARGV[at]) == ARGV[at + 1] then
            redis.call('HDEL', KEYS[1], ARGV[at])
            redis.call('ZREM', KEYS[2], ARGV[at])
            gone = gone + 1
        end
    end
    return gone
"""


class ValkeyStore:
    """Decisions in a server. See `DecisionStore`.

    What survives a restart of the server is for its own configuration to say; what
    it lost is written again by the sites that still know it.

    Args:
        address: Such as `"valkey://user:password@127.0.0.1:6379/0"`. A host name is
            looked up without a limit of time, an address is not.
        patience: How many seconds an answer may take.
    """

    def __init__(self, address: str, patience: float = PATIENCE) -> None:
        self._patience = patience
        self._address = address
        self._client: Any = None

    def changes(self, epoch: str, version: int) -> Changes | None:
        """Return what is new since `version` of `epoch`; None if nothing is."""
        keys = (*_STATE, *_DECISIONS, *_FEEDS)
        found = self._run(_CHANGES, keys, new_id(), epoch, version)
        if found is None:
            return None
        with self._readable():
            there, now, decisions, feeds = found
            return Changes(
                there.decode(),
                int(now),
                [_decision(data) for _, data in _pairs(decisions)],
                {name.decode(): _feed(name, data) for name, data in _pairs(feeds)},
            )

    def put(self, decisions: Collection[Decision]) -> None:
        """Add decisions, or replace those of the same id; all of them or none.

        More than 2,000 are written in steps, so that the server answers in time.
        """
        for step in _steps((d.id, json.dumps(row_of(d))) for d in decisions):
            self._run(_PUT, (_STATE[1], *_DECISIONS), *step)

    def decisions(self) -> list[Decision]:
        """Return every decision that is kept, the ended ones too, oldest first."""
        return oldest_first(decision for decision, _ in self._kept())

    def put_feed(self, feed: Feed) -> None:
        """Add a feed, or replace the one of this name."""
        facts = json.dumps([feed.fetched_at, feed.source, feed.simulated])
        data = facts.encode() + b"\n" + feed.networks.to_bytes()
        self._run(_PUT, (_STATE[1], *_FEEDS), feed.name, data)

    def remove_feed(self, name: str) -> None:
        """Remove a feed; one that is not there is no error."""
        self._run(_PUT, (_STATE[1], *_FEEDS), name, b"")

    def feeds(self) -> list[Feed]:
        """Return every feed, by name."""
        found = self._ask("HGETALL", _FEEDS[0])
        with self._readable():
            feeds = [_feed(name, data) for name, data in sorted(found.items())]
        return [feed for feed in feeds if feed is not None]

    def write_note(self, name: str, text: str) -> None:
        """Keep a short text under a name, such as what the site protects."""
        self._ask("HSET", _NOTES, name, text)

    def read_note(self, name: str) -> str | None:
        """Return the text that was kept under a name."""
        text = self._ask("HGET", _NOTES, name)
        with self._readable():
            return None if text is None else str(text, "utf-8")

    def prune(self, before: float) -> int:
        """Delete what ended, or was lifted, before a moment; return how many."""
        gone = [(d.id, data) for d, data in self._kept() if ended(d, before)]
        return sum(int(self._run(_PRUNE, _DECISIONS, *step)) for step in _steps(gone))

    def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            self._client.close()

    def _kept(self) -> list[tuple[Decision, bytes]]:
        found = self._ask("HVALS", _DECISIONS[0])
        with self._readable():
            return [(_decision(data), data) for data in found]

    def _run(self, script: str, keys: Sequence[str], *values: object) -> Any:
        """Run a script, which the server does all of or nothing."""
        return self._ask("EVAL", script, len(keys), *keys, *values)

    def _ask(self, command: str, *values: object) -> Any:
        if self._client is None:
            self._client = connect(self._address, self._patience)
        with told(self._address):
            return self._client.execute_command(command, *values)

    @contextmanager
    def _readable(self) -> Iterator[None]:
        try:
            yield
        except (ValueError, TypeError) as error:
            why = f"its keys groupz:* hold what nobody here wrote ({error})"
            raise StoreCorruptError(shown(self._address), why) from error


def _steps(pairs: Iterable[tuple[str, str | bytes]]) -> Iterator[list[str | bytes]]:
    """Yield pairs in flat lists which are short enough for one answer in time."""
    waiting = iter(pairs)
    while step := list(islice(waiting, _MOST_AT_ONCE)):
        yield [part for pair in step for part in pair]


def _pairs(flat: Sequence[bytes]) -> Iterator[tuple[bytes, bytes]]:
    return zip(flat[::2], flat[1::2], strict=True)


def _decision(data: bytes) -> Decision:
    return decision_of(json.loads(data))


def _feed(name: bytes, data: bytes) -> Feed | None:
    if not data:
        return None
    facts, _, networks = data.partition(b"\n")
    fetched_at, source, simulated = json.loads(facts)
    return Feed(
        name.decode(), NetworkSet.from_bytes(networks), fetched_at, source, simulated
    )
