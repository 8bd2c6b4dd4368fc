"""Sessions in Valkey or Redis, shared by several machines."""

from collections.abc import Iterator, Sequence
from math import ceil
from typing import Any, Final

from groupz_shield.errors import StoreCorruptError
from groupz_shield.sessions.record import SessionRecord
from groupz_shield.valkey_client import connect, shown, told

_PATIENCE_SECONDS: Final = 2.0
_MARGIN_SECONDS: Final = 3600.0
_MOST_AT_ONCE: Final = 500
_INDEXES: Final = ("groupz:sessions:seen", "groupz:sessions:begun")

# A session is a hash of its own, found by its handle, by the hash of its id, among
# those of its user, and by its moments. Keys are made here: a cluster cannot run this.
_COMMON: Final = """
    local fields = {'handle', 'hash', 'user', 'written', 'created_at', 'seen_at',
                    'client', 'agent'}
    local seen, begun = KEYS[1], KEYS[2]
    local function one(handle) return 'groupz:session:' .. handle end
    local function by_hash(hash) return 'groupz:session:id:' .. hash end
    local function of_user(user) return 'groupz:session:of:' .. user end
    local function record(handle)
        local found = redis.call('HMGET', one(handle), unpack(fields))
        if found[1] then return found end
    end
    local function handle_of(hash)
        local handle = redis.call('GET', by_hash(hash))
        if handle and redis.call('EXISTS', one(handle)) == 1 then return handle end
    end
    local function forget(found)
        redis.call('DEL', one(found[1]), by_hash(found[2]))
        redis.call('SREM', of_user(found[3]), found[1])
        redis.call('ZREM', seen, found[1])
        redis.call('ZREM', begun, found[1])
        return found
    end
"""
_ADD: Final = """
    local kept = table.remove(ARGV)
    local values = {}
    for at, name in ipairs(fields) do
        values[2 * at - 1], values[2 * at] = name, ARGV[at]
    end
    local handle, hash, user = ARGV[1], ARGV[2], ARGV[3]
    redis.call('HSET', one(handle), unpack(values))
    redis.call('PEXPIRE', one(handle), kept)
    redis.call('SET', by_hash(hash), handle, 'PX', kept)
    redis.call('SADD', of_user(user), handle)
    redis.call('ZADD', begun, ARGV[5], handle)
    redis.call('ZADD', seen, ARGV[6], handle)
    for _, index in ipairs({of_user(user), begun, seen}) do
        if redis.call('PTTL', index) < tonumber(kept) then
            redis.call('PEXPIRE', index, kept)
        end
    end
"""
_FIND: Final = """
    local handle = handle_of(ARGV[1])
    return handle and record(handle)
"""
_FIND_HANDLE: Final = "return record(ARGV[1])"
_TOUCH: Final = """
    local handle = handle_of(ARGV[1])
    if not handle then return 0 end
    if tonumber(redis.call('HGET', one(handle), 'seen_at')) < tonumber(ARGV[2]) then
        redis.call('HSET', one(handle), 'seen_at', ARGV[2])
        redis.call('ZADD', seen, ARGV[2], handle)
    end
    return 1
"""
_WRITE: Final = """
    local handle = handle_of(ARGV[1])
    if not handle then return 0 end
    redis.call('HSET', one(handle), 'written', ARGV[2])
    return 1
"""
_RENAME: Final = """
    local handle = handle_of(ARGV[1])
    if not handle then return 0 end
    redis.call('HSET', one(handle), 'hash', ARGV[2])
    redis.call('RENAME', by_hash(ARGV[1]), by_hash(ARGV[2]))
    return 1
"""
_REMOVE: Final = """
    local found = record(ARGV[1])
    if found and tonumber(found[6]) <= tonumber(ARGV[2]) then return forget(found) end
"""
_OF_USER: Final = """
    local all = {}
    for _, handle in ipairs(redis.call('SMEMBERS', of_user(ARGV[1]))) do
        local found = record(handle)
        if found then
            all[#all + 1] = found
        else
            redis.call('SREM', of_user(ARGV[1]), handle)
        end
    end
    return all
"""
_REMOVE_EXPIRED: Final = """
    local gone, count = {}, 0
    for at, index in ipairs(KEYS) do
        local over = redis.call('ZRANGEBYSCORE', index, '-inf', ARGV[at],
                                'LIMIT', 0, ARGV[3])
        count = count + #over
        for _, handle in ipairs(over) do
            local found = record(handle)
            if found then
                gone[#gone + 1] = forget(found)
            else
                redis.call('ZREM', seen, handle)
                redis.call('ZREM', begun, handle)
            end
        end
    end
    return {count, gone}
"""


class ValkeySessions:
    """Sessions in a server. See `SessionStore`.

    A session that no reaper ever comes for is forgotten by the server itself an hour
    after its longest time. A cluster is not supported: one server, or a sentinel's.

    Args:
        address: Such as `"valkey://user:password@127.0.0.1:6379/0"`.
        patience: How many seconds an answer may take.
    """

    def __init__(self, address: str, patience: float = _PATIENCE_SECONDS) -> None:
        self._address = address
        self._patience = patience
        self._client: Any = None

    def add(self, record: SessionRecord, keep_seconds: float) -> None:
        """Keep a new session, which the server forgets an hour after `keep_seconds`."""
        facts = (
            record.handle,
            record.hash,
            record.user,
            record.written,
            repr(record.created_at),
            repr(record.seen_at),
            record.client,
            record.agent,
        )
        self._run(_ADD, *facts, ceil((keep_seconds + _MARGIN_SECONDS) * 1000))

    def find(self, session_hash: str) -> SessionRecord | None:
        """Return the session with this hash of its id."""
        return self._one(_FIND, session_hash)

    def touch(self, session_hash: str, seen_at: float) -> bool:
        """Note that a session was used; tell whether it is there."""
        return bool(self._run(_TOUCH, session_hash, repr(seen_at)))

    def write(self, session_hash: str, data: str) -> bool:
        """Replace the data of a session; tell whether it is there."""
        return bool(self._run(_WRITE, session_hash, data))

    def rename(self, session_hash: str, new: str) -> bool:
        """Give a session another hash; tell whether it was there."""
        return bool(self._run(_RENAME, session_hash, new))

    def remove(self, handle: str, seen_by: float) -> SessionRecord | None:
        """Delete a session which was not used after `seen_by`."""
        return self._one(_REMOVE, handle, repr(seen_by))

    def remove_expired(self, seen_by: float, begun_by: float) -> list[SessionRecord]:
        """Delete sessions that were last used, or began, by these moments."""
        return list(self._removed(repr(seen_by), repr(begun_by)))

    def find_handle(self, handle: str) -> SessionRecord | None:
        """Return the session with this handle."""
        return self._one(_FIND_HANDLE, handle)

    def of_user(self, user: str) -> list[SessionRecord]:
        """Return the sessions of a user, the oldest first."""
        found = [self._record(values) for values in self._run(_OF_USER, user)]
        return sorted(found, key=lambda record: (record.created_at, record.handle))

    def close(self) -> None:
        """Let go of the connections."""
        if self._client is not None:
            self._client.close()

    def _removed(self, *moments: str) -> Iterator[SessionRecord]:
        """Yield what is removed, in steps that the server does in time."""
        count = _MOST_AT_ONCE
        while count >= _MOST_AT_ONCE:
            count, gone = self._run(_REMOVE_EXPIRED, *moments, _MOST_AT_ONCE)
            yield from map(self._record, gone)

    def _one(self, script: str, *values: str) -> SessionRecord | None:
        found = self._run(script, *values)
        return None if found is None else self._record(found)

    def _run(self, script: str, *values: str | int) -> Any:
        """Run a script, which the server does all of or nothing."""
        if self._client is None:
            self._client = connect(self._address, self._patience)
        with told(self._address):
            return self._client.eval(
                _COMMON + script, len(_INDEXES), *_INDEXES, *values
            )

    def _record(self, values: Sequence[bytes]) -> SessionRecord:
        try:
            handle, session_hash, user, data, begun, seen, client, agent = (
                value.decode() for value in values
            )
            moments = float(begun), float(seen)
        except (ValueError, AttributeError) as error:
            why = f"its keys groupz:session:* hold what nobody here wrote ({error})"
            raise StoreCorruptError(shown(self._address), why) from error
        return SessionRecord(handle, session_hash, user, data, *moments, client, agent)
