"""One durable commit for all who wait: SQLite's writers take turns in a transaction.

A disk makes few things durable in a second, but each of them may be large. So writers
stand in one line, first come, first served. Each writes in a SAVEPOINT of its own and
then lets the next in line into the same transaction, until nobody of the same role
waits or `MOST_TURNS` were taken. The last one commits, and only then do all of them
return. One that fails undoes its own SAVEPOINT and is out.
"""

from collections import deque
from collections.abc import Mapping
from threading import Lock
from typing import Protocol

from sqlalchemy import Connection

from groupz_platform.db.failures import TOO_BUSY
from groupz_platform.errors import BusyError
from groupz_platform.roles import Role

MOST_TURNS = 64
PATIENCE_SECONDS = 10.0


class Writer(Protocol):
    """One role's writing connection, as the line uses it."""

    @property
    def is_sound(self) -> bool:
        """Whether the transaction is there, and every turn in it ended."""

    def begin(self) -> None:
        """Begin the transaction around the turns."""

    def commit(self) -> None:
        """Make the transaction durable."""

    def abandon(self) -> None:
        """Undo the transaction, whatever state it is in; raises nothing."""

    def connection(self) -> Connection:
        """Answer the connection to work on within a turn."""


class Place:
    """One writer's place: in the line, then in the batch.

    Attributes:
        role: As whom it writes.
        bell: Rings twice: when its turn has come, and when its batch is settled.
        failure: Why the batch was not committed.
    """

    __slots__ = ("bell", "failure", "role")

    def __init__(self, role: Role) -> None:
        self.role = role
        self.bell = Lock()
        self.bell.acquire()
        self.failure: BaseException | None = None

    def settle(self, failure: BaseException | None) -> None:
        """Tell how it ended."""
        self.failure = failure
        self.bell.release()


class SharedCommit:
    """The process's one line of writers for a database.

    Only the holder of the turn touches the writer and the batch; the guard protects the
    line alone.
    """

    def __init__(
        self,
        writers: Mapping[Role, Writer],
        *,
        patience_seconds: float = PATIENCE_SECONDS,
        most_turns: int = MOST_TURNS,
    ) -> None:
        self._writers = writers
        self._patience_seconds = patience_seconds
        self._most_turns = most_turns
        self._guard = Lock()
        self._line: deque[Place] = deque()
        self._taken = False
        self._batch: list[Place] = []
        self._turns = 0

    @property
    def waiting(self) -> int:
        """How many wait for their turn."""
        return len(self._line)

    def enter(self, place: Place) -> Connection:
        """Wait for a turn; answer the connection to write on in it.

        Raises:
            BusyError: The line is too long.
        """
        writer = self._writers[place.role]
        self._wait_for_turn(place)
        try:
            if self._turns == 0:
                writer.begin()
            self._turns += 1
            return writer.connection()
        except BaseException as error:
            self._pass_on(place.role, writer, error)
            raise

    def leave(self, place: Place, failure: BaseException | None) -> None:
        """End a turn; unless it failed, return once what it wrote is durable.

        Raises:
            BusyError: The commit failed, and with it everything in it.
        """
        writer = self._writers[place.role]
        if failure is not None:
            self._pass_on(place.role, writer, failure)
            return
        self._batch.append(place)
        self._pass_on(place.role, writer, None)
        self._wait_for_commit(place)

    def _wait_for_turn(self, place: Place) -> None:
        with self._guard:
            if not self._taken:
                self._taken = True
                return
            self._line.append(place)
        try:
            come = place.bell.acquire(timeout=self._patience_seconds)
        except BaseException:
            if not self._left_line(place):
                self._pass_on(place.role, self._writers[place.role], None)
            raise
        if not come and self._left_line(place):
            raise BusyError(TOO_BUSY)

    def _left_line(self, place: Place) -> bool:
        """Leave the line; answer no where the turn has come meanwhile."""
        with self._guard:
            try:
                self._line.remove(place)
            except ValueError:
                place.bell.acquire(blocking=False)
                return False
            return True

    def _pass_on(self, role: Role, writer: Writer, error: BaseException | None) -> None:
        """Let the next in line in: to the same transaction, or after its end."""
        if writer.is_sound and self._next_joins(role):
            return
        batch, self._batch, self._turns = self._batch, [], 0
        failure = self._end(writer, batch, error)
        self._let_next_in()
        for place in batch:
            place.settle(failure)

    def _next_joins(self, role: Role) -> bool:
        if self._turns >= self._most_turns:
            return False
        with self._guard:
            if not self._line or self._line[0].role is not role:
                return False
            self._line.popleft().bell.release()
            return True

    def _let_next_in(self) -> None:
        with self._guard:
            if self._line:
                self._line.popleft().bell.release()
            else:
                self._taken = False

    def _end(
        self, writer: Writer, batch: list[Place], error: BaseException | None
    ) -> BaseException | None:
        """End the transaction; answer why it was not committed, if it was not."""
        if not writer.is_sound:
            writer.abandon()
            return error or RuntimeError("the transaction ended before its commit")
        if not batch:
            writer.abandon()
            return None
        try:
            writer.commit()
        except BaseException as failure:  # noqa: BLE001 - all of the batch must hear of it
            writer.abandon()
            return failure
        return None

    def _wait_for_commit(self, place: Place) -> None:
        if not place.bell.acquire(timeout=self._patience_seconds):
            raise BusyError(TOO_BUSY)
        if place.failure is not None:
            raise BusyError(TOO_BUSY) from place.failure
