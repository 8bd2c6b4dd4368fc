"""Doing several things at the same moment, each in a thread of its own."""

from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from groupz_platform.errors import RefusalError


def at_once(
    attempts: Iterable[Callable[[], object]],
) -> list[type[RefusalError] | None]:
    """Start all of them together; answer with what each was refused, if it was."""
    everything = list(attempts)
    start = Barrier(len(everything))

    def attempt(do: Callable[[], object]) -> type[RefusalError] | None:
        start.wait(timeout=30)
        try:
            do()
        except RefusalError as refusal:
            return type(refusal)
        return None

    with ThreadPoolExecutor(len(everything)) as threads:
        return list(threads.map(attempt, everything))
