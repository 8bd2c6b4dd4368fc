"""The register: what it holds when its store fails, forgets, or begins anew."""

import pytest

from groupz_shield.bans import DecisionRegister
from groupz_shield.decisions import POLICY, Decision, Scope, Subject
from groupz_shield.decisions.protection import Protection
from groupz_shield.errors import StoreCorruptError, StoreError
from groupz_shield.events import EventKind
from groupz_shield.stores.memory import MemoryStore
from shielded import Bench, FailingStore
from store_clients import NOW, ban, feed


class Corruptible(FailingStore):
    """A store whose file can be put aside."""

    def __init__(self, *, movable: bool = True) -> None:
        super().__init__()
        self._movable = movable

    def spoil(self) -> None:
        self.fails = StoreCorruptError("file", "it is corrupt")

    def set_aside(self) -> str:
        if not self._movable:
            raise StoreError("file", "it cannot be moved")
        self.begin_anew()
        self.fails = None
        return "file.corrupt-1"

    def begin_anew(self) -> None:
        MemoryStore.__init__(self)


def test_what_one_process_decides_the_other_enforces() -> None:
    one = Bench()
    other = Bench(one.store)
    assert other.found("203.0.113.9") is None

    decision = one.ban("203.0.113.9")
    other.look()
    assert other.found("203.0.113.9") == decision

    assert decision is not None
    one.register.put([decision.lifted(one.clock.now)])
    other.look()
    assert other.found("203.0.113.9") is None


def test_a_change_is_looked_for_at_most_twice_a_second() -> None:
    bench = Bench()
    bench.found("203.0.113.9")
    asked = bench.store.asked

    for _ in range(100):
        bench.found("203.0.113.9")

    assert bench.store.asked == asked


def test_what_a_store_held_before_is_in_force_from_the_first_request() -> None:
    store = FailingStore()
    store.put([ban()])
    store.put_feed(feed("drop", "198.51.100.0/24"))

    bench = Bench(store)

    assert bench.found("203.0.113.9") is not None
    assert bench.found("198.51.100.7") is not None


def test_the_last_good_decisions_stay_when_the_store_fails() -> None:
    bench = Bench()
    bench.store.put_feed(feed("drop", "198.51.100.0/24"))
    bench.look()
    bench.ban("203.0.113.9")

    with bench.store.away():
        bench.look()

        assert bench.found("203.0.113.9") is not None
        assert bench.found("198.51.100.7") is not None


def test_a_new_decision_holds_at_once_and_is_written_later() -> None:
    bench = Bench()
    with bench.store.away():
        decision = bench.ban("203.0.113.9")
        assert bench.found("203.0.113.9") == decision

    assert bench.store.decisions() == []
    bench.look()
    assert bench.store.decisions() == [decision]


def test_an_outage_is_told_once_and_so_is_its_end() -> None:
    bench = Bench()
    with bench.store.away():
        for _ in range(3):
            bench.look()
        [alarm] = bench.events
        assert (alarm.kind, alarm.alarm) == (EventKind.STORE_FAILED, True)

    bench.look()
    bench.look()

    assert bench.kinds() == [EventKind.STORE_FAILED, EventKind.STORE_RECOVERED]


def test_a_store_that_failed_a_moment_ago_is_left_alone() -> None:
    bench = Bench()
    with bench.store.away():
        bench.look()
        asked = bench.store.asked
        for number in range(50):
            bench.ban(f"203.0.113.{number}")
            bench.found(f"203.0.113.{number}")

    assert bench.store.asked == asked


def test_a_decision_that_was_undone_meanwhile_is_written_too() -> None:
    bench = Bench()
    decision = bench.ban("203.0.113.9")
    assert decision is not None
    with bench.store.away():
        bench.register.put([decision.lifted(NOW)])
        assert bench.found("203.0.113.9") is None

    bench.look()

    assert [d.lifted_at for d in bench.store.decisions()] == [NOW]


def test_a_store_that_begins_anew_gets_back_what_was_known() -> None:
    store = Corruptible()
    bench = Bench(store)
    store.put_feed(feed("drop", "198.51.100.0/24"))
    store.put_feed(feed("gone"))
    bench.look()
    store.remove_feed("gone")
    decision = bench.ban("203.0.113.9")
    bench.register.table.put([ban("203.0.113.7", origin=POLICY, until=None)])

    store.begin_anew()
    bench.look()

    assert store.decisions() == [decision]
    assert [kept.name for kept in store.feeds()] == ["drop"]
    assert bench.found("198.51.100.7") is not None


def test_a_corrupt_file_is_put_aside_and_a_new_one_filled() -> None:
    store = Corruptible()
    bench = Bench(store)
    decision = bench.ban("203.0.113.9")

    store.spoil()
    bench.look()
    assert "file.corrupt-1" in bench.events[-1].message
    assert bench.found("203.0.113.9") == decision
    bench.look()
    bench.look()

    assert store.decisions() == [decision]
    assert bench.kinds()[1:] == [EventKind.STORE_FAILED, EventKind.STORE_RECOVERED]


def test_a_corrupt_file_that_cannot_be_moved_is_an_outage_like_others() -> None:
    store = Corruptible(movable=False)
    bench = Bench(store)
    bench.ban("203.0.113.9")

    store.spoil()
    bench.look()

    assert "it cannot be moved" in bench.events[-1].message
    assert bench.found("203.0.113.9") is not None


def test_a_feed_that_is_taken_away_bans_nobody_any_more() -> None:
    bench = Bench()
    bench.store.put_feed(feed("drop", "198.51.100.0/24"))
    bench.store.put_feed(feed("other", "203.0.113.0/24"))
    bench.look()
    bench.store.remove_feed("drop")
    bench.look()

    assert bench.found("198.51.100.7") is None
    assert bench.found("203.0.113.7") is not None


@pytest.mark.parametrize("is_away", [False, True])
def test_memory_is_bounded_and_what_ends_soonest_goes_first(*, is_away: bool) -> None:
    bench = Bench(most=100)
    for_ever = ban("198.51.100.1", until=None)
    long = ban("198.51.100.2", until=NOW + 86_400)
    bench.register.put([for_ever, long])
    if is_away:
        bench.store.fails = StoreError("memory", "it is away")

    for number in range(1000):
        bench.clock.tick(1)
        bench.ban(f"203.0.{number >> 8}.{number & 255}")

    assert bench.register.table.own <= 100
    assert len(bench.register._to_write) <= 100  # noqa: SLF001 — memory is the point
    assert bench.found("198.51.100.1") == for_ever
    assert bench.found("198.51.100.2") == long
    assert bench.found("203.0.3.231") is not None, "the last one"


def test_what_could_not_be_written_in_time_is_lost_but_what_was_undone_is_not() -> None:
    bench = Bench(most=10)
    first = bench.ban("203.0.113.1")
    assert first is not None
    with bench.store.away():
        bench.look()
        bench.register.put([first.lifted(NOW)])
        for number in range(2, 60):
            bench.clock.tick(1)
            bench.ban(f"203.0.113.{number}")

    bench.look()

    written = {d.value: d for d in bench.store.decisions()}
    assert written["203.0.113.1"].lifted_at == NOW
    assert "203.0.113.2" not in written
    assert "203.0.113.59" in written


def test_a_memory_store_keeps_what_ends_last() -> None:
    store = MemoryStore(most=10)
    kept = [ban("198.51.100.1", until=None), ban("198.51.100.2", until=NOW + 9000)]
    store.put(kept)
    seen = store.changes("", 0)
    assert seen is not None

    for number in range(50):
        store.put([ban(f"203.0.113.{number}", until=NOW + number)])
        store.put([ban(f"203.0.114.{number}", until=None, lifted_at=NOW - 1)])

    left = store.decisions()
    assert len(left) <= 10
    assert {d.value for d in kept} <= {d.value for d in left}


def test_what_ended_long_ago_is_forgotten_by_the_hour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench = Bench()
    old = bench.ban("203.0.113.1")
    bench.clock.tick(29 * 86_400)
    recent = bench.ban("203.0.113.2")
    bench.clock.tick(2 * 86_400)

    monkeypatch.setattr(bench.register, "_next_prune", 0.0)
    bench.look()

    assert old not in bench.store.decisions()
    assert list(bench.register.table) == bench.store.decisions() == [recent]


def test_a_process_forgets_when_it_begins_and_then_by_the_hour(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    bench, pruned = Bench(), list[float]()
    monkeypatch.setattr(bench.store, "prune", pruned.append)

    for _ in range(5):
        bench.look()
    assert len(pruned) == 1


def test_a_store_knows_whom_the_site_protects() -> None:
    bench = Bench()
    bench.look()

    note = bench.store.read_note("protected")

    assert note is not None
    assert "192.0.2.0/24" in note


def test_an_account_is_no_client() -> None:
    bench = Bench()
    bench.register.put([Decision(Subject.account("noor"), NOW, None)])

    found = bench.register.table.find_account("noor", NOW)
    assert found is not None
    assert found.scope is Scope.ACCOUNT
    assert bench.found("203.0.113.9") is None


def test_another_thread_that_looks_is_not_waited_for() -> None:
    bench = Bench()
    bench.register._looking.acquire()  # noqa: SLF001 — as the other thread does
    try:
        asked = bench.store.asked
        bench.register.follow()
    finally:
        bench.register._looking.release()  # noqa: SLF001 — as above

    assert bench.store.asked == asked


def test_a_register_can_be_made_alone() -> None:
    register = DecisionRegister(
        MemoryStore(),
        protection=Protection(),
        report=lambda _event: None,
        clock=lambda: NOW,
    )

    assert register.seconds_until(NOW + 0.2) == 1
    assert register.seconds_until(NOW + 59.1) == 60
    assert register.seconds_until(NOW - 9) == 1
