"""Shared counters that fail: counting goes on locally, and somebody is told once."""

import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Barrier

import pytest

from counting import Trouble, kinds, until_recovered
from groupz_shield.counters import Counters, MemoryCounters, falling_back, open_counters
from groupz_shield.counters.falling_back import RETRY_SECONDS, FallingBack
from groupz_shield.errors import PolicyError
from groupz_shield.events import EventKind, SecurityEvent
from ports import free_port
from shielded import Moment
from valkey_server import TestingValkey

OUTAGE = [EventKind.STORE_FAILED, EventKind.STORE_RECOVERED]


@dataclass
class Trial:
    """Counters that fall back, and what they are made of."""

    shared: Trouble
    local: MemoryCounters
    time: Moment
    events: list[SecurityEvent] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.counters = FallingBack(self.shared, self.local, self.events.append)


@pytest.fixture
def trial(monkeypatch: pytest.MonkeyPatch) -> Trial:
    trial = Trial(Trouble(), MemoryCounters(), Moment())
    monkeypatch.setattr(falling_back, "monotonic", trial.time)
    return trial


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Try again soon, so that a test need not wait."""
    monkeypatch.setattr(falling_back, "RETRY_SECONDS", 0.05)


def opened(address: str, events: list[SecurityEvent]) -> Counters:
    return open_counters(address, events.append, Moment())


def test_while_all_is_well_only_the_shared_ones_count(trial: Trial) -> None:
    assert [trial.counters.add("a", 60)[0] for _ in range(3)] == [1, 2, 3]
    assert trial.counters.distinct("a", "x", 60) == 1
    assert trial.counters.get("a")[0] == 3

    assert trial.local.get("a")[0] == 0
    assert trial.events == []


def test_while_they_fail_every_question_is_answered_locally(trial: Trial) -> None:
    trial.shared.fails = True

    assert [trial.counters.add("a", 60)[0] for _ in range(3)] == [1, 2, 3]
    assert [trial.counters.distinct("a", m, 60) for m in "xyx"] == [1, 2, 2]
    assert trial.counters.get("a")[0] == 3
    trial.counters.clear("a")
    assert trial.counters.get("a")[0] == 0
    trial.counters.add("b", 60)
    trial.counters.reset()
    assert trial.counters.get("b")[0] == 0


def test_one_outage_is_one_alarm_and_one_all_clear(trial: Trial) -> None:
    trial.shared.fails = True
    for _ in range(20):
        trial.counters.add("a", 60)
        trial.time.tick(RETRY_SECONDS / 3)
    trial.shared.fails = False
    trial.time.tick(RETRY_SECONDS)
    for _ in range(20):
        trial.counters.add("a", 60)

    assert kinds(trial.events) == OUTAGE
    assert [event.alarm for event in trial.events] == [True, False]
    assert "it fails on purpose" in trial.events[0].message


def test_a_second_outage_is_told_again(trial: Trial) -> None:
    for fails in (True, False, True, False):
        trial.shared.fails = fails
        trial.time.tick(RETRY_SECONDS)
        trial.counters.get("a")

    assert kinds(trial.events) == OUTAGE * 2


@pytest.mark.parametrize(
    ("passed", "tries"),
    [
        pytest.param(RETRY_SECONDS - 0.1, 1, id="before"),
        pytest.param(RETRY_SECONDS, 2, id="then"),
    ],
)
def test_only_one_question_in_five_seconds_tries_again(
    trial: Trial, passed: float, tries: int
) -> None:
    trial.shared.fails = True
    trial.counters.add("a", 60)

    trial.time.tick(passed)
    for _ in range(50):
        trial.counters.add("a", 60)

    assert trial.shared.tries == tries


def test_one_thread_tries_again_and_the_others_do_not_wait_for_it(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial.shared.fails = True
    trial.counters.add("a", 60)
    trial.time.tick(RETRY_SECONDS)
    begun, over, tries = Barrier(2), Barrier(2), []

    def hang() -> Counters:
        tries.append("try")
        begun.wait(timeout=30)
        over.wait(timeout=30)
        return trial.local

    monkeypatch.setattr(trial.shared, "_tried", hang)
    with ThreadPoolExecutor(1) as threads:
        one = threads.submit(trial.counters.get, "a")
        begun.wait(timeout=30)
        others = [trial.counters.get("a")[0] for _ in range(5)]
        over.wait(timeout=30)
        one.result(timeout=30)

    assert others == [1] * 5
    assert tries == ["try"]
    assert kinds(trial.events) == OUTAGE


def test_two_tries_that_succeed_are_one_all_clear(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    trial.shared.fails = True
    trial.counters.add("a", 60)
    trial.time.tick(RETRY_SECONDS)

    def succeed_while_another_does() -> Counters:
        trial.time.tick(RETRY_SECONDS)
        monkeypatch.setattr(trial.shared, "_tried", lambda: trial.local)
        trial.counters.get("a")
        return trial.local

    monkeypatch.setattr(trial.shared, "_tried", succeed_while_another_does)
    trial.counters.get("a")

    assert kinds(trial.events) == OUTAGE


def test_threads_that_fail_together_raise_one_alarm(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    together, fail = Barrier(8), trial.shared._tried  # noqa: SLF001 — while all wait
    trial.shared.fails = True

    def fail_together() -> Counters:
        together.wait(timeout=30)
        return fail()

    monkeypatch.setattr(trial.shared, "_tried", fail_together)
    with ThreadPoolExecutor(8) as threads:
        counts = list(threads.map(lambda _: trial.counters.add("a", 60)[0], range(8)))

    assert sorted(counts) == [*range(1, 9)]
    assert kinds(trial.events) == [EventKind.STORE_FAILED]


def test_an_answer_from_before_an_outage_does_not_end_it(
    trial: Trial, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked, told = Barrier(2), Barrier(2)

    def slow() -> Counters:
        asked.wait(timeout=30)
        told.wait(timeout=30)
        return trial.local

    with ThreadPoolExecutor(1) as threads:
        monkeypatch.setattr(trial.shared, "_tried", slow)
        early = threads.submit(trial.counters.get, "a")
        asked.wait(timeout=30)
        monkeypatch.undo()
        trial.shared.fails = True
        trial.counters.get("a")
        told.wait(timeout=30)
        early.result(timeout=30)

    assert kinds(trial.events) == [EventKind.STORE_FAILED]


@pytest.mark.usefixtures("impatient")
def test_a_killed_server_stops_nobody_and_is_used_again(
    own_valkey: TestingValkey,
) -> None:
    events: list[SecurityEvent] = []
    counters, other = (opened(own_valkey.address, sink) for sink in (events, []))
    counters.add("a", 60, 100)

    own_valkey.kill()
    counted = [counters.add("a", 60)[0] for _ in range(50)]
    own_valkey.start()
    until_recovered(counters, events)

    assert counted == [*range(1, 51)]
    assert kinds(events) == OUTAGE
    assert "look whether the server runs" in events[0].message
    other.add("a", 60, 7)
    assert counters.add("a", 60)[0] == 8


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("connected", [True, False])
def test_a_server_that_hangs_stops_nobody_and_is_used_again(
    own_valkey: TestingValkey, *, connected: bool
) -> None:
    events: list[SecurityEvent] = []
    counters = opened(own_valkey.address, events)
    if connected:
        counters.add("a", 60)

    with own_valkey.hanging():
        counted = [counters.add("b", 60)[0] for _ in range(5)]
    until_recovered(counters, events)

    assert counted == [1, 2, 3, 4, 5]
    assert kinds(events) == OUTAGE
    assert "no answer in time" in events[0].message
    assert counters.get("a")[0] == (1 if connected else 0)


@pytest.mark.usefixtures("impatient")
def test_a_full_server_stops_nobody(own_valkey: TestingValkey) -> None:
    events: list[SecurityEvent] = []
    counters = opened(own_valkey.address, events)
    with own_valkey.client() as client:
        client.config_set("maxmemory", 1)
        counted = [counters.add("a", 60)[0] for _ in range(5)]
        client.config_set("maxmemory", 0)
    until_recovered(counters, events)

    assert counted == [1, 2, 3, 4, 5]
    assert "its limits" in events[0].message


def test_keys_that_another_program_wrote_stop_nobody(valkey: TestingValkey) -> None:
    events: list[SecurityEvent] = []
    with valkey.client() as client:
        client.set("groupz:count:a", "no number")

    assert opened(valkey.address, events).add("a", 60)[0] == 1
    assert kinds(events) == [EventKind.STORE_FAILED]


@pytest.mark.parametrize("form", ["valkey", "redis", "unix"])
def test_each_form_of_address_counts_in_the_server(
    valkey: TestingValkey, form: str
) -> None:
    address = f"{form}://127.0.0.1:{valkey.port}/0"
    if form == "unix":
        address = f"unix://{valkey.socket}"
    events: list[SecurityEvent] = []

    opened(address, events).add("a", 60, 4)

    assert opened(valkey.address, events).get("a")[0] == 4
    assert events == []


@pytest.mark.parametrize(
    ("address", "told"),
    [
        pytest.param("valkeys://app:s3cret@{}/0", "", id="no TLS there"),
        pytest.param("rediss://app:s3cret@{}/0", "", id="no TLS there either"),
        pytest.param("valkey://app:s3cret@{}/0", "the password", id="no such user"),
        pytest.param("valkey://app:s3cret@{}/99", "out of range", id="no database"),
        pytest.param("valkey://app:s3cret@{}/0?foo=1", "foo", id="no such option"),
        pytest.param("valkey://app:s3cret@{}/0?db=x", "db", id="a bad option"),
    ],
)
def test_what_cannot_be_used_is_an_alarm_without_its_password(
    valkey: TestingValkey, address: str, told: str
) -> None:
    events: list[SecurityEvent] = []
    if "99" in address:
        address = address.replace("app:s3cret", "default:")

    counters = opened(address.format(f"127.0.0.1:{valkey.port}"), events)
    counted = [counters.add("a", 60)[0] for _ in range(3)]

    assert counted == [1, 2, 3]
    [event] = events
    assert event.alarm
    assert told in event.message
    assert "s3cret" not in event.message


def test_a_server_that_was_never_there_is_an_alarm_too() -> None:
    events: list[SecurityEvent] = []

    assert opened(f"valkey://127.0.0.1:{free_port()}", events).add("a", 60)[0] == 1
    assert kinds(events) == [EventKind.STORE_FAILED]


def test_a_missing_client_is_an_alarm_that_names_the_extra(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "valkey", None)
    events: list[SecurityEvent] = []

    assert opened("valkey://127.0.0.1", events).add("a", 60)[0] == 1
    assert "groupz[valkey]" in events[0].message


def test_memory_is_counters_with_the_clock_that_is_handed_in() -> None:
    counters = open_counters("memory", print, Moment(1000.0))

    assert counters.add("a", 60) == (1, 1060.0)


@pytest.mark.parametrize(
    "setting",
    [
        pytest.param("", id="nothing"),
        pytest.param("memory://", id="an address of memory"),
        pytest.param("valkey:127.0.0.1", id="no slashes"),
        pytest.param("valkey://", id="no host"),
        pytest.param("http://app:s3cret@127.0.0.1", id="another service"),
        pytest.param("sqlite:///counters.sqlite3", id="a file"),
    ],
)
def test_any_other_setting_is_refused_without_its_password(setting: str) -> None:
    with pytest.raises(PolicyError, match="are no counters") as refusal:
        open_counters(setting, print, Moment())

    assert "s3cret" not in str(refusal.value)
