"""Counters in memory: the bound, whom it keeps, threads, forks, and odd clocks."""

import os
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from itertools import count
from math import inf
from pathlib import Path
from threading import Barrier, Event, Thread

import pytest
from hypothesis import given, settings, strategies as st

from groupz_shield.counters import MemoryCounters
from groupz_shield.counters.protocol import MOST_DISTINCT
from shielded import Moment
from store_clients import NOW

keys = st.integers(0, 30).map(str)
hits = st.lists(st.tuples(keys, st.integers(1, 5), st.integers(0, 3)), max_size=200)
MOST_MEGABYTES = 24
MILLION = Path(__file__).parent / "rotating_addresses.py"


class Truth:
    """What a memory without a bound would say."""

    def __init__(self) -> None:
        self.windows: dict[str, tuple[int, float]] = {}

    def add(self, key: str, seconds: int, amount: int, now: float) -> int:
        count, ends = self.windows.get(key, (0, -inf))
        if ends <= now:
            count, ends = 0, now + seconds
        self.windows[key] = (count + amount, ends)
        return count + amount


@given(st.integers(1, 12), hits)
def test_law_a_count_is_never_too_large_and_the_keys_never_too_many(
    max_keys: int, steps: list[tuple[str, int, int]]
) -> None:
    clock = Moment()
    counters = MemoryCounters(max_keys, clock)
    hits: list[tuple[str, int, float]] = []

    for key, amount, passed in steps:
        clock.tick(passed)
        hits.append((key, amount, clock.now))
        earlier, _ = counters.get(key)
        found, ends = counters.add(key, 30, amount)
        assert found == earlier + amount
        within = (n for name, n, at in hits if name == key and ends - 30 <= at < ends)
        assert found <= sum(within)
        assert len(counters._windows) <= max_keys  # noqa: SLF001 — the bound


@given(hits)
def test_law_within_the_bound_every_count_is_exact(
    steps: list[tuple[str, int, int]],
) -> None:
    clock, truth = Moment(), Truth()
    counters = MemoryCounters(31, clock)

    for key, amount, passed in steps:
        clock.tick(passed)
        true = truth.add(key, 30, amount, clock.now)
        assert counters.add(key, 30, amount) == (true, truth.windows[key][1])


@settings(max_examples=50)
@given(st.integers(4, 40), st.lists(st.integers(2, 9), min_size=1, max_size=300))
def test_law_whoever_comes_more_often_than_the_others_is_counted_exactly(
    max_keys: int, visits: list[int]
) -> None:
    counters, addresses, true = MemoryCounters(max_keys), count(), 0

    for others in visits:  # each new address comes once for two hits of the offender
        for _ in range(min(others, max_keys // 2)):
            counters.add(f"walker {next(addresses)}", 3600)
        counters.add("offender", 3600, 2)
        true += 2

    assert counters.get("offender")[0] == true


@given(st.integers(1, 20), st.data())
def test_law_a_sweep_keeps_the_larger_half_and_forgets_little(
    max_keys: int, data: st.DataObject
) -> None:
    amounts = data.draw(
        st.lists(st.integers(1, 50), min_size=max_keys + 1, max_size=max_keys + 1)
    )
    counters = MemoryCounters(max_keys, Moment())

    for key, amount in enumerate(amounts):
        counters.add(str(key), 60, amount)
    left = {key: counters.get(str(key))[0] for key in range(len(amounts))}

    kept = [key for key in left if left[key]]
    forgotten = [amounts[key] for key in left if not left[key]]
    assert len(kept) == len(amounts) // 2
    assert all(left[key] == amounts[key] for key in kept)
    assert max(forgotten) <= min((amounts[key] for key in kept), default=inf)
    assert max(forgotten) <= 2 * sum(amounts) / len(amounts)


def test_of_equal_counts_the_newest_stay() -> None:
    counters = MemoryCounters(4)
    for key in "abcde":
        counters.add(key, 60)

    assert [key for key in "abcde" if counters.get(key)[0]] == ["d", "e"]


def test_windows_that_ended_go_before_the_smallest() -> None:
    clock = Moment()
    counters = MemoryCounters(4, clock)
    for key in "abc":
        counters.add(key, 10, 100)
    clock.tick(10)
    for key in "de":
        counters.add(key, 10)

    assert [counters.get(key)[0] for key in "abcde"] == [0, 0, 0, 1, 1]


def test_sets_are_bounded_like_counts_and_the_largest_stay() -> None:
    clock = Moment()
    counters = MemoryCounters(5 * 4, clock)
    for gone in "abcd":
        counters.distinct(gone, "/", 60)
    clock.tick(60)
    for path in range(10):
        counters.distinct("scanner", f"/{path}", 60)
    for walker in range(1000):
        counters.distinct(f"walker {walker}", "/", 60)
        assert len(counters._sets) == len(counters._set_ends) <= 4  # noqa: SLF001 — the bound
    seen = counters.distinct("scanner", "/more", 60)
    newest = counters.distinct("walker 999", "/more", 60)
    oldest = counters.distinct("walker 0", "/more", 60)

    assert (seen, newest, oldest) == (11, 2, 1)


def test_a_few_keys_have_room_for_sets_too() -> None:
    counters = MemoryCounters(max_keys=1)

    assert [counters.distinct("a", f"/{n}", 60) for n in range(3)] == [1, 2, 3]


def test_a_set_takes_64_members_and_no_more() -> None:
    counters = MemoryCounters()

    assert [counters.distinct("a", f"/{n}", 60) for n in range(70)][-7:] == [64] * 7


@pytest.mark.parametrize("hour", [-3600, 3600])
def test_a_clock_that_jumps_an_hour_makes_no_window_longer(hour: int) -> None:
    clock = Moment()
    counters = MemoryCounters(clock=clock)
    counters.add("a", 60)
    counters.distinct("a", "x", 60)
    clock.tick(hour)

    _, ends = counters.add("a", 60)
    counters.distinct("a", "x", 60)
    clock.tick(60)

    assert ends == NOW + hour + 60
    assert counters.get("a")[0] == 0
    assert counters.add("a", 60)[0] == 1
    assert counters.distinct("a", "y", 60) == 1


def test_a_clock_that_is_put_back_forgets_nobody() -> None:
    clock = Moment()
    counters = MemoryCounters(clock=clock)
    counters.add("a", 60, 7)
    counters.distinct("a", "x", 60)
    clock.tick(-3600)

    assert counters.add("a", 60)[0] == 8
    assert counters.distinct("a", "y", 60) == 2


def test_many_threads_lose_no_hit() -> None:
    usual = sys.getswitchinterval()
    counters, ready = MemoryCounters(), Barrier(8)

    def hit(thread: int) -> None:
        ready.wait(timeout=30)
        for number in range(3000):
            counters.add("all", 3600)
            counters.distinct("all", str(number % 30 + thread), 3600)

    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(8) as threads:
            list(threads.map(hit, range(8)))
    finally:
        sys.setswitchinterval(usual)

    assert counters.get("all")[0] == 8 * 3000
    assert counters.distinct("all", "0", 3600) == 37


def test_a_fork_while_others_count_leaves_no_lock_behind() -> None:
    counters, stop = MemoryCounters(), Event()

    def hit() -> None:
        while not stop.is_set():
            counters.add("all", 3600)

    threads = [Thread(target=hit) for _ in range(3)]
    for thread in threads:
        thread.start()
    try:
        children = [forked(counters) for _ in range(30)]
    finally:
        stop.set()
        for thread in threads:
            thread.join()

    assert children == [0] * 30


def forked(counters: MemoryCounters) -> int:
    child = os.fork()
    if child == 0:  # pragma: no cover — another process
        os._exit(0 if counters._lock.acquire(timeout=5) else 1)  # noqa: SLF001 — held?
    _, status = os.waitpid(child, 0)
    return os.waitstatus_to_exitcode(status)


def test_rotating_addresses_take_24_mb_at_most_and_hide_no_offender() -> None:
    answer = subprocess.run(
        [sys.executable, str(MILLION), "250000"],
        check=True,
        capture_output=True,
        text=True,
        timeout=300,
    )

    megabytes, counted, true, distinct = map(float, answer.stdout.split())
    assert (counted, distinct) == (true, MOST_DISTINCT)
    assert true == 1000
    assert megabytes < MOST_MEGABYTES
