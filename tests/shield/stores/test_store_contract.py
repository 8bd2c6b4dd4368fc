"""What every store of decisions keeps to: memory, a SQLite file, a real Valkey."""

import multiprocessing
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings, strategies as st

from groupz_shield.decisions import Decision, DecisionKind, Feed, NetworkSet, Subject
from groupz_shield.stores import DecisionStore
from groupz_shield.stores.memory import MemoryStore
from groupz_shield.stores.opening import open_store
from store_clients import NOW, PATIENT, START, ban, feed
from valkey_server import TestingValkey


@dataclass(frozen=True)
class Place:
    """Where a store keeps what it holds; every opened store is another handle on it."""

    setting: str
    opened: list[DecisionStore]
    memory: MemoryStore

    def open(self) -> DecisionStore:
        is_memory = self.setting == "memory"
        store = self.memory if is_memory else open_store(self.setting, PATIENT)
        self.opened.append(store)
        return store


@pytest.fixture(params=["memory", "sqlite", "valkey"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Place]:
    setting = request.param
    if setting == "sqlite":
        setting = f"sqlite://{tmp_path}/shield.sqlite3"
    elif setting == "valkey":
        setting = request.getfixturevalue("valkey").address
    place = Place(setting, [], MemoryStore())
    yield place
    for store in place.opened:
        store.close()


@pytest.fixture
def store(place: Place) -> DecisionStore:
    return place.open()


@pytest.fixture
def other(place: Place) -> DecisionStore:
    """Another handle on the same data, as another process has one."""
    return place.open()


def facts_of(feed: Feed) -> tuple[object, ...]:
    """A feed in a form that can be compared."""
    return (feed.name, [*feed.networks], feed.fetched_at, feed.source, feed.simulated)


def test_a_new_store_holds_nothing_and_says_so_once(store: DecisionStore) -> None:
    first = store.changes(*START)

    assert first is not None
    assert (list(first.decisions), dict(first.feeds)) == ([], {})
    assert first.epoch
    assert store.changes(first.epoch, first.version) is None
    assert (store.decisions(), store.feeds(), store.read_note("any")) == ([], [], None)


def test_what_one_writes_the_other_sees_once(
    store: DecisionStore, other: DecisionStore
) -> None:
    first = other.changes(*START)
    assert first is not None
    one, two = ban(), ban("2001:db8::/48")

    store.put([one, two])
    store.put_feed(feed("drop", "198.51.100.0/24"))
    seen = other.changes(first.epoch, first.version)

    assert seen is not None
    assert seen.epoch == first.epoch
    assert {d.id: d for d in seen.decisions} == {one.id: one, two.id: two}
    assert [facts_of(f) for f in seen.feeds.values() if f] == [
        facts_of(feed("drop", "198.51.100.0/24"))
    ]
    assert other.changes(seen.epoch, seen.version) is None


def test_changes_hold_only_what_is_new(
    store: DecisionStore, other: DecisionStore
) -> None:
    store.put([ban("203.0.113.1")])
    store.put_feed(feed("old", "198.51.100.0/24"))
    first = other.changes(*START)
    assert first is not None

    later = ban("203.0.113.2")
    store.put([later])
    second = other.changes(first.epoch, first.version)

    assert second is not None
    assert (list(second.decisions), dict(second.feeds)) == ([later], {})


@pytest.mark.parametrize("epoch", ["", "another"])
def test_whoever_knows_another_epoch_is_told_everything(
    store: DecisionStore, epoch: str
) -> None:
    one, two = ban("203.0.113.1"), ban("203.0.113.2")
    store.put([one])
    store.put([two])
    current = store.changes(*START)
    assert current is not None

    seen = store.changes(epoch, current.version)

    assert seen is not None
    assert {d.id for d in seen.decisions} == {one.id, two.id}


def test_a_store_that_is_opened_again_goes_on_where_it_was(
    place: Place, store: DecisionStore
) -> None:
    store.put([ban()])
    before = store.changes(*START)
    assert before is not None
    store.close()

    again = place.open()

    assert again.changes(before.epoch, before.version) is None
    assert store.changes(before.epoch, before.version) is None  # closed ones serve too


def test_a_lifted_decision_replaces_itself_and_stays_as_history(
    store: DecisionStore, other: DecisionStore
) -> None:
    decision = ban()
    store.put([decision])
    first = other.changes(*START)
    assert first is not None

    store.put([decision.lifted(NOW + 5)])
    store.put([decision.lifted(NOW + 5)])
    second = other.changes(first.epoch, first.version)

    assert second is not None
    assert list(second.decisions) == [decision.lifted(NOW + 5)]
    assert store.decisions() == [decision.lifted(NOW + 5)]


def test_decisions_are_told_oldest_first(store: DecisionStore) -> None:
    newer, oldest, old = (ban(created_at=NOW + at) for at in (3, 1, 2))
    store.put([newer, oldest, old])

    assert store.decisions() == [oldest, old, newer]


def test_a_feed_is_replaced_by_name_and_feeds_are_told_in_order(
    store: DecisionStore,
) -> None:
    store.put_feed(feed("zen", "198.51.100.0/24"))
    store.put_feed(feed("drop", "203.0.113.0/24", "2001:db8::/32", simulated=True))
    store.put_feed(feed("zen", "192.0.2.0/24", fetched_at=NOW + 1))

    assert [facts_of(found) for found in store.feeds()] == [
        facts_of(feed("drop", "203.0.113.0/24", "2001:db8::/32", simulated=True)),
        facts_of(feed("zen", "192.0.2.0/24", fetched_at=NOW + 1)),
    ]


def test_a_removed_feed_is_told_as_gone(
    store: DecisionStore, other: DecisionStore
) -> None:
    store.put_feed(feed("drop", "198.51.100.0/24"))
    first = other.changes(*START)
    assert first is not None

    store.remove_feed("drop")
    store.remove_feed("never there")
    second = other.changes(first.epoch, first.version)

    assert second is not None
    assert second.feeds["drop"] is None
    assert store.feeds() == []


def test_an_empty_feed_is_not_a_removed_one(store: DecisionStore) -> None:
    store.put_feed(feed("empty"))

    assert [found.name for found in store.feeds()] == ["empty"]


@pytest.mark.parametrize(
    ("decision", "stays"),
    [
        pytest.param(ban(until=NOW - 1), False, id="ended before"),
        pytest.param(ban(until=NOW), True, id="ended right then"),
        pytest.param(ban(until=NOW + 1), True, id="ended after"),
        pytest.param(ban(until=None), True, id="never ends"),
        pytest.param(ban(until=None, lifted_at=NOW - 1), False, id="lifted before"),
        pytest.param(ban(until=NOW + 9, lifted_at=NOW - 1), False, id="lifted early"),
        pytest.param(ban(until=NOW + 9, lifted_at=NOW), True, id="lifted right then"),
        pytest.param(ban(until=NOW - 9, lifted_at=NOW + 1), False, id="lifted late"),
    ],
)
def test_pruning_forgets_what_ended_before(
    store: DecisionStore, decision: Decision, *, stays: bool
) -> None:
    store.put([decision])

    gone = store.prune(NOW)

    assert gone == (0 if stays else 1)
    assert store.decisions() == ([decision] if stays else [])
    whole = store.changes(*START)
    assert whole is not None
    assert list(whole.decisions) == store.decisions()


def test_what_was_pruned_is_no_change(
    store: DecisionStore, other: DecisionStore
) -> None:
    first = other.changes(*START)
    assert first is not None
    stays = ban(until=None)
    store.put([ban(until=NOW - 1), stays])

    store.prune(NOW)
    seen = other.changes(first.epoch, first.version)

    assert seen is not None
    assert list(seen.decisions) == [stays]


def test_a_note_is_kept_until_it_is_replaced(
    store: DecisionStore, other: DecisionStore
) -> None:
    store.write_note("protected", "192.0.2.1")
    store.write_note("protected", "192.0.2.2 — café")

    assert other.read_note("protected") == "192.0.2.2 — café"
    assert other.read_note("another") is None


def test_putting_nothing_is_no_error(store: DecisionStore) -> None:
    store.put([])

    assert store.decisions() == []


def test_half_a_surrogate_pair_in_a_reason_is_no_error(store: DecisionStore) -> None:
    store.put([ban(reason="odd \ud800 path")])
    store.write_note("odd", "\ud800")

    assert [d.reason.replace("\ud800", r"\ud800") for d in store.decisions()] == [
        r"odd \ud800 path"
    ]
    assert store.read_note("odd") in {"\ud800", r"\ud800"}


moments = st.floats(allow_nan=False, allow_infinity=False)
clients = st.one_of(
    st.ip_addresses().map(str).map(Subject.parse),
    st.builds(
        lambda number, bits: Subject.numbered(4, number, bits),
        st.integers(0, 2**32 - 1),
        st.integers(0, 32),
    ),
    st.builds(
        lambda number, bits: Subject.numbered(6, number, bits),
        st.integers(0, 2**64 - 1),
        st.integers(0, 64),
    ),
)
accounts = st.text(min_size=1, max_size=254).map(Subject.account)
decisions = st.builds(
    Decision,
    st.one_of(clients, accounts),
    created_at=moments,
    until=st.none() | moments,
    kind=st.sampled_from(DecisionKind),
    origin=st.text(),
    scenario=st.text(),
    reason=st.text(),
    simulated=st.booleans(),
    lifted_at=st.none() | moments,
    id=st.integers(0, 2**64 - 1).map("{:016x}".format),
)
feeds = st.builds(
    Feed,
    st.text(min_size=1),
    st.lists(clients).map(NetworkSet),
    moments,
    st.text(),
    st.booleans(),
)


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    st.lists(decisions, min_size=1, max_size=5, unique_by=lambda decision: decision.id)
)
def test_law_a_decision_survives_every_store(
    store: DecisionStore, written: list[Decision]
) -> None:
    known = store.changes(*START)
    assert known is not None

    store.put(written)
    seen = store.changes(known.epoch, known.version)

    assert seen is not None
    by_id = {decision.id: decision for decision in store.decisions()}
    assert [by_id[d.id] for d in written] == written
    assert {d.id: d for d in seen.decisions} == {d.id: d for d in written}


@settings(
    deadline=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(feeds)
def test_law_a_feed_survives_every_store(store: DecisionStore, written: Feed) -> None:
    known = store.changes(*START)
    assert known is not None

    store.put_feed(written)
    seen = store.changes(known.epoch, known.version)

    assert seen is not None
    told = seen.feeds[written.name]
    assert told is not None
    assert facts_of(told) == facts_of(written)
    kept = {found.name: facts_of(found) for found in store.feeds()}
    assert kept[written.name] == facts_of(written)


def test_a_feed_of_many_networks_comes_back_whole(
    store: DecisionStore, other: DecisionStore
) -> None:
    many = NetworkSet(
        Subject.numbered(4, number << 12, 24) for number in range(100_000)
    )

    store.put_feed(Feed("many", many, NOW))
    seen = other.changes(*START)

    assert seen is not None
    told = seen.feeds["many"]
    assert told is not None
    assert told.networks.to_bytes() == many.to_bytes()


def test_many_decisions_at_once_are_seen_at_once(
    store: DecisionStore, other: DecisionStore
) -> None:
    many = [ban(f"203.{n >> 8}.{n & 255}.1") for n in range(20_000)]

    store.put(many)
    seen = other.changes(*START)

    assert seen is not None
    assert {d.id for d in seen.decisions} == {d.id for d in many}


SPAWN = multiprocessing.get_context("spawn")
FORK = multiprocessing.get_context("fork")
EACH = 60


def put_one_by_one(setting: str, values: list[str]) -> None:
    store = open_store(setting, PATIENT)
    for value in values:
        store.put([ban(value)])


def write_in_a_fork(store: DecisionStore, values: list[str]) -> None:
    for value in values:
        store.put([ban(value)])


def in_processes(start: Callable[[int], multiprocessing.process.BaseProcess]) -> None:
    processes = [start(number) for number in range(2)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(timeout=60)
    assert [process.exitcode for process in processes] == [0, 0]


def values_of(number: int) -> list[str]:
    return [f"203.0.{113 + number}.{n}" for n in range(EACH)]


@pytest.mark.parametrize("place", ["sqlite", "valkey"], indirect=True)
def test_two_processes_lose_nothing_of_each_other(
    place: Place, store: DecisionStore
) -> None:
    known = store.changes(*START)
    assert known is not None

    in_processes(
        lambda number: SPAWN.Process(
            target=put_one_by_one, args=(place.setting, values_of(number))
        )
    )
    seen = store.changes(known.epoch, known.version)

    assert seen is not None
    assert seen.version == known.version + 2 * EACH
    assert {d.value for d in seen.decisions} == {*values_of(0), *values_of(1)}


@pytest.mark.parametrize("place", ["sqlite", "valkey"], indirect=True)
def test_forked_processes_go_on_with_a_store_that_was_open(
    place: Place, store: DecisionStore
) -> None:
    store.put([ban("192.0.2.1")])

    in_processes(
        lambda number: FORK.Process(
            target=write_in_a_fork, args=(store, values_of(number))
        )
    )
    store.put([ban("192.0.2.2")])

    expected = {"192.0.2.1", "192.0.2.2", *values_of(0), *values_of(1)}
    assert {d.value for d in place.open().decisions()} == expected


@pytest.mark.parametrize("place", ["memory"], indirect=True)
def test_a_forked_process_has_a_memory_of_its_own(store: DecisionStore) -> None:
    child = os.fork()
    if child == 0:  # pragma: no cover — another process
        store.put([ban()])
        os._exit(len(store.decisions()))

    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 1
    assert store.decisions() == []


def test_valkey_is_the_real_one(valkey: TestingValkey) -> None:
    with valkey.client() as client:
        assert client.info("server")["server_name"] == "valkey"
