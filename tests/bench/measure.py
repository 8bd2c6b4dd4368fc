"""Measure A against B in one run: A B B A, so that a noisy machine disturbs both."""

import gc
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import cycle
from statistics import median, quantiles
from time import perf_counter


@dataclass(frozen=True)
class Measured:
    """A ratio, and the quarters of the rounds that lie below and above.

    Attributes:
        ratio: The median over all rounds of A's time divided by B's.
        low: A quarter of the rounds had a lower ratio.
        high: A quarter of the rounds had a higher one.
        a_seconds: The median time of one call of A.
        b_seconds: The median time of one call of B.
    """

    ratio: float
    low: float
    high: float
    a_seconds: float = 0.0
    b_seconds: float = 0.0

    @property
    def in_microseconds(self) -> str:
        """Both sides, for the table."""
        a, b = self.a_seconds * 1e6, self.b_seconds * 1e6
        return f"{a:.1f} µs against {b:.1f} µs ({a - b:+.1f})"


def interleaved(
    a: Callable[[], object], b: Callable[[], object], *, rounds: int, calls: int
) -> Measured:
    """Time `calls` calls of each side in each of `rounds` rounds."""
    for warm_up in (a, b):
        _seconds(warm_up, calls)
    times_a: list[float] = []
    times_b: list[float] = []
    for number in range(rounds):
        sides = [(a, times_a), (b, times_b)]
        for side, times in sides if number % 2 else reversed(sides):
            times.append(_seconds(side, calls))
    ratios = [one / other for one, other in zip(times_a, times_b, strict=True)]
    low, ratio, high = quantiles(ratios, n=4)
    return Measured(ratio, low, high, median(times_a), median(times_b))


def worst_twentieth(
    a: Callable[[], object], b: Callable[[], object], *, rounds: int, calls: int
) -> Measured:
    """Compare A's 95th percentile with B's median, call by call.

    The quarters of the result are A's quartiles against B's median.
    """
    for warm_up in (a, b):
        _seconds(warm_up, calls)
    times_a: list[float] = []
    times_b: list[float] = []
    for _ in range(rounds):
        times_b += [_once(b) for _ in range(calls)]
        times_a += [_once(a) for _ in range(calls)]
    usual = median(times_b)
    low, _, high = (time / usual for time in quantiles(times_a, n=4))
    slow = quantiles(times_a, n=20)[-1]
    return Measured(slow / usual, low, high, slow, usual)


def in_turn(calls: Sequence[Callable[[], object]]) -> Callable[[], object]:
    """Return what makes the next of many calls each time."""
    following = cycle(calls)

    def call() -> object:
        return next(following)()

    return call


def added(
    a: Sequence[Callable[[], object]],
    b: Sequence[Callable[[], object]],
    *,
    rounds: int,
) -> list[float]:
    """Return how much longer each call of A takes than that of B: medians of rounds."""
    times: list[list[float]] = [[] for _ in a]
    for number in range(rounds):
        gc.collect()
        for one, other, differences in zip(a, b, times, strict=True):
            if number % 2:
                differences.append(_once(one) - _once(other))
            else:
                differences.append(-_once(other) + _once(one))
    return [median(differences) for differences in times]


def _once(call: Callable[[], object]) -> float:
    start = perf_counter()
    call()
    return perf_counter() - start


def _seconds(side: Callable[[], object], calls: int) -> float:
    gc.collect()
    start = perf_counter()
    for _ in range(calls):
        side()
    return (perf_counter() - start) / calls
