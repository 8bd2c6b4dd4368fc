"""The line of SQLite's writers, by itself: who shares a commit with whom."""

from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from threading import Lock
from time import perf_counter
from typing import cast

import pytest
from sqlalchemy import Connection

from groupz_platform.db.shared_commit import Place, SharedCommit
from groupz_platform.errors import BusyError
from groupz_platform.roles import Role

BOOKER, STAFF = Role.BOOKER, Role.BACKOFFICE


@dataclass
class RecordingWriter:
    """Writes down what it is told, and fails where it is asked to."""

    role: Role
    log: list[str]
    is_sound: bool = False
    failing: set[str] = field(default_factory=set)

    def begin(self) -> None:
        self._do("begin")
        self.is_sound = True

    def commit(self) -> None:
        self._do("commit")
        self.is_sound = False

    def abandon(self) -> None:
        self._do("abandon")
        self.is_sound = False

    def connection(self) -> Connection:
        return cast("Connection", self)

    def _do(self, what: str) -> None:
        self.log.append(f"{what} {self.role}")
        if what in self.failing:
            raise OSError(what)


class Line:
    """A line of writers, and people to stand in it."""

    def __init__(self, most_turns: int = 64, patience_seconds: float = 10) -> None:
        self.log: list[str] = []
        self.writers = {
            role: RecordingWriter(role, self.log) for role in (BOOKER, STAFF)
        }
        self.line = SharedCommit(
            self.writers, most_turns=most_turns, patience_seconds=patience_seconds
        )
        self._people = ThreadPoolExecutor(16)
        self.visits: list[Future[None]] = []

    def queue(self, *roles: Role, failing: BaseException | None = None) -> None:
        """Let somebody of each role line up, one behind the other."""
        for role in roles:
            wanted = self.line.waiting + 1
            self.visits.append(self._people.submit(self.visit, role, failing))
            self.wait_until_queued(wanted)

    def wait_until_queued(self, wanted: int) -> None:
        deadline = perf_counter() + 10
        while self.line.waiting < wanted:
            assert perf_counter() < deadline, "nobody lined up"

    def visit(self, role: Role, failing: BaseException | None = None) -> None:
        place = Place(role)
        self.line.enter(place)
        self.log.append(f"turn {role}")
        self.line.leave(place, failing)
        self.log.append("return")

    def first(self, role: Role = BOOKER) -> Callable[[BaseException | None], None]:
        """Take the first turn; answer how to leave."""
        place = Place(role)
        self.line.enter(place)
        self.log.append(f"turn {role}")
        return partial(self.line.leave, place)

    def finish(self) -> list[BaseException | None]:
        """Wait until everybody left; answer what each of them met with."""
        return [visit.exception(timeout=10) for visit in self.visits]

    def steps(self) -> list[str]:
        return [step for step in self.log if step != "return"]


@pytest.fixture
def line() -> Iterator[Line]:
    line = Line()
    yield line
    line.finish()


def test_those_who_wait_share_one_commit(line: Line) -> None:
    leave = line.first()
    line.queue(BOOKER, BOOKER, BOOKER)

    leave(None)

    assert line.finish() == [None] * 3
    assert line.steps() == ["begin booker", *["turn booker"] * 4, "commit booker"]


def test_nobody_returns_before_the_commit(line: Line) -> None:
    leave = line.first()
    line.queue(BOOKER, BOOKER)

    leave(None)

    line.finish()
    assert line.log.index("return") > line.log.index("commit booker")


def test_another_role_waits_for_the_commit(line: Line) -> None:
    leave = line.first()
    line.queue(BOOKER, STAFF, STAFF, BOOKER)

    leave(None)

    line.finish()
    assert line.steps() == [
        *["begin booker", "turn booker", "turn booker", "commit booker"],
        *["begin backoffice", "turn backoffice", "turn backoffice"],
        "commit backoffice",
        *["begin booker", "turn booker", "commit booker"],
    ]


@pytest.mark.parametrize(
    ("waiting", "commits"),
    [
        pytest.param(2, 1, id="exactly as many as may"),
        pytest.param(3, 2, id="one more"),
        pytest.param(6, 3, id="twice as many and one"),
    ],
)
def test_a_transaction_takes_a_bounded_number_of_turns(
    waiting: int, commits: int
) -> None:
    line = Line(most_turns=3)
    leave = line.first()
    line.queue(*[BOOKER] * waiting)

    leave(None)

    line.finish()
    assert line.log.count("commit booker") == commits


def test_who_fails_returns_at_once_and_spares_the_others(line: Line) -> None:
    leave = line.first()
    line.queue(BOOKER, BOOKER)

    leave(ValueError("mine alone"))

    assert line.finish() == [None, None]
    assert line.steps() == ["begin booker", *["turn booker"] * 3, "commit booker"]


def test_the_last_one_commits_for_the_others_even_if_it_fails(line: Line) -> None:
    leave = line.first()
    line.queue(BOOKER, failing=ValueError("mine alone"))

    leave(None)

    assert line.steps()[-1] == "commit booker"


def test_nothing_is_committed_where_everybody_failed(line: Line) -> None:
    leave = line.first()

    leave(ValueError("mine alone"))

    assert line.steps() == ["begin booker", "turn booker", "abandon booker"]


def test_everybody_hears_of_a_failed_commit(line: Line) -> None:
    line.writers[BOOKER].failing = {"commit"}
    leave = line.first()
    line.queue(BOOKER, BOOKER)

    with pytest.raises(BusyError):
        leave(None)

    assert [type(error) for error in line.finish()] == [BusyError, BusyError]


def test_everybody_hears_of_a_transaction_that_was_lost(line: Line) -> None:
    leave = line.first()
    line.queue(BOOKER, BOOKER)
    line.writers[BOOKER].is_sound = False

    with pytest.raises(BusyError):
        leave(None)

    assert line.finish() == [None, None]
    assert line.log.count("begin booker") == 2


def test_who_cannot_begin_is_refused_and_the_next_tries_again(line: Line) -> None:
    line.writers[BOOKER].failing = {"begin"}
    leave = line.first(STAFF)
    line.queue(BOOKER)
    leave(None)
    assert isinstance(line.finish()[0], OSError)
    line.writers[BOOKER].failing = set()

    line.visit(BOOKER)

    assert line.steps()[-1] == "commit booker"


def test_who_waits_too_long_is_refused_and_leaves_the_line() -> None:
    line = Line(patience_seconds=0.01)
    line.first()

    with pytest.raises(BusyError):
        line.visit(BOOKER)

    assert line.line.waiting == 0


class Bell:
    """A bell at which something happens while its owner waits for it."""

    def __init__(self, meanwhile: Callable[[], None], ends: type[BaseException] | None):
        self._meanwhile = meanwhile
        self._ends = ends

    def acquire(self, *, blocking: bool = True, timeout: float = -1) -> bool:
        if blocking and timeout > 0:
            self._meanwhile()
            if self._ends is not None:
                raise self._ends
        return False

    def release(self) -> None:
        """Ring."""


@pytest.mark.parametrize("turn_has_come", [False, True])
def test_who_is_interrupted_in_the_line_leaves_it(
    line: Line, *, turn_has_come: bool
) -> None:
    leave = line.first()
    failed = ValueError("mine alone")
    place = Place(BOOKER)
    bell = Bell(lambda: leave(failed) if turn_has_come else None, KeyboardInterrupt)
    place.bell = cast("Lock", bell)

    with pytest.raises(KeyboardInterrupt):
        line.line.enter(place)

    if not turn_has_come:
        leave(failed)
    assert line.line.waiting == 0
    line.visit(BOOKER)


def test_a_turn_that_comes_at_the_last_moment_is_taken(line: Line) -> None:
    leave = line.first()
    place = Place(BOOKER)
    place.bell = cast("Lock", Bell(lambda: leave(ValueError("mine alone")), None))

    line.line.enter(place)

    line.line.leave(place, ValueError("mine too"))
    line.visit(BOOKER)


def test_who_waits_too_long_for_the_commit_is_told_to_try_again() -> None:
    line = Line(patience_seconds=0.01)
    leave = line.first()
    slow = Place(BOOKER)
    slow.bell = cast("Lock", Bell(lambda: None, None))
    line.line._batch.append(slow)  # noqa: SLF001 - as if it had left before

    with pytest.raises(BusyError):
        line.line._wait_for_commit(slow)  # noqa: SLF001 - the same

    leave(None)
