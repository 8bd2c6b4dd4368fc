"""Jobs of the background: they go on whatever happens, and end together."""

from collections.abc import Iterator
from threading import Event, Thread, active_count, enumerate as threads

import pytest
from structlog.testing import capture_logs
from typing_extensions import override

from clocks import FrozenClock
from groupz_platform.background import Job, once_a_day, running
from groupz_platform.errors import BusyError

LONG_SECONDS = 60.0
PATIENCE_SECONDS = 10.0


def job(*steps: bool | Exception, stop: Event, pause_seconds: float = 0) -> Job:
    """Make a job that goes through its steps, and then tells itself to stop."""
    left: Iterator[bool | Exception] = iter(steps)

    def work() -> bool:
        step = next(left, None)
        if isinstance(step, Exception):
            raise step
        if step is None:
            stop.set()
        return bool(step)

    return Job("work", work, pause_seconds)


@pytest.mark.parametrize(
    ("steps", "logged"),
    [
        pytest.param((True, False, True), 0, id="something and nothing to do"),
        pytest.param((BusyError("busy"), True), 0, id="a busy database"),
        pytest.param((ValueError("odd"), True), 1, id="an error of any kind"),
    ],
)
def test_a_job_goes_on_whatever_happens(
    steps: tuple[bool | Exception, ...], logged: int
) -> None:
    stop = Event()

    with capture_logs() as log:
        job(*steps, stop=stop).run(stop)

    assert stop.is_set()
    assert [line["job"] for line in log] == ["work"] * logged


@pytest.mark.parametrize(
    ("step", "pauses"),
    [
        pytest.param(True, 0, id="there may be more to do"),
        pytest.param(False, 1, id="nothing was to be done"),
        pytest.param(BusyError("busy"), 1, id="the database was busy"),
        pytest.param(ValueError("odd"), 1, id="it failed"),
    ],
)
def test_a_job_rests_only_where_nothing_was_done(
    step: bool | Exception,  # noqa: FBT001 - what a job answers
    pauses: int,
) -> None:
    class Stop(Event):
        def __init__(self) -> None:
            super().__init__()
            self.waited: list[float | None] = []

        @override
        def wait(self, timeout: float | None = None) -> bool:
            self.waited.append(timeout)
            return self.is_set()

    stop = Stop()

    job(step, stop=stop, pause_seconds=7).run(stop)

    assert stop.waited == [7] * (pauses + 1)


def test_a_job_that_hangs_keeps_no_other_waiting() -> None:
    freed, reached = Event(), Event()

    def hang() -> bool:
        return not freed.wait(PATIENCE_SECONDS)

    def go_on() -> bool:
        reached.set()
        return False

    with running([Job("hangs", hang, LONG_SECONDS), Job("goes on", go_on, 0.01)]):
        others_went_on = reached.wait(PATIENCE_SECONDS)
        freed.set()

    assert others_went_on


def test_jobs_end_at_once_when_the_block_is_left_also_by_an_error() -> None:
    before = active_count()
    resting = Event()

    def rest() -> bool:
        resting.set()
        return False

    jobs = [Job("one", rest, LONG_SECONDS), Job("two", rest, LONG_SECONDS)]

    with pytest.raises(ValueError, match="odd"), running(jobs):
        fail_after(resting)

    assert active_count() == before


def fail_after(moment: Event) -> None:
    assert moment.wait(PATIENCE_SECONDS)
    raise ValueError("odd")


def test_threads_bear_the_names_of_their_jobs() -> None:
    with running([Job("delivery", lambda: False, LONG_SECONDS)]):
        names = {thread.name for thread in threads()}

    assert "delivery" in names


def test_a_signal_between_two_starts_leaves_no_thread_behind(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    before = active_count()

    started: list[object] = []
    start = Thread.start

    def start_once(thread: Thread) -> None:
        if started:
            raise SystemExit
        started.append(thread)
        start(thread)

    monkeypatch.setattr(Thread, "start", start_once)
    rest = [Job(name, lambda: False, LONG_SECONDS) for name in ("one", "two")]

    with pytest.raises(SystemExit), running(rest):
        pass

    assert started
    assert active_count() == before


def test_what_is_due_once_a_day_is_done_at_the_start_and_once_on_a_later_day() -> None:
    clock, done = FrozenClock(), list[int]()
    when_due = once_a_day(clock, lambda: done.append(1))

    answers = [when_due() for _ in range(3)]
    clock.tick(days=1)
    answers += [when_due() for _ in range(3)]

    assert len(done) == 2
    assert not any(answers)


def test_what_failed_is_due_again_on_the_same_day() -> None:
    done: list[int] = []

    def fails_first() -> None:
        done.append(1)
        if len(done) == 1:
            raise ValueError("the disk is full")

    when_due = once_a_day(FrozenClock(), fails_first)
    with pytest.raises(ValueError, match="disk"):
        when_due()
    for _ in range(2):
        when_due()

    assert len(done) == 2
