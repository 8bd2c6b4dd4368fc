"""Transactions: one session from its first statement to its commit.

They are classes and no generators because the way in and out of a transaction is the
hottest path of all: threads that wake up on another core find nothing in its cache.
"""

from threading import get_ident
from types import TracebackType

from sqlalchemy import Connection, Engine
from sqlalchemy.orm import Session
from typing_extensions import override

from groupz_platform.db.errors import NestedTransactionError
from groupz_platform.db.failures import refuse_if_it_will_pass
from groupz_platform.db.shared_commit import Place, SharedCommit
from groupz_platform.roles import Role


class Transaction:
    """Gives a session, commits it at the end, and undoes it on an error.

    A failure of the database that will pass becomes a `BusyError`.
    """

    __slots__ = ("_engine", "_session")

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._session: Session

    def __enter__(self) -> Session:
        try:
            bind = self._enter()
        except Exception as error:
            refuse_if_it_will_pass(error)
            raise
        self._session = Session(bind, expire_on_commit=False, close_resets_only=False)
        return self._session

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        failure = self._end_session(error)
        self._leave(failure)
        if failure is not None:
            refuse_if_it_will_pass(failure)
            if failure is not error:
                raise failure

    def _end_session(self, error: BaseException | None) -> BaseException | None:
        """Commit and close, or only close; answer what went wrong first."""
        try:
            with self._session:
                if error is None:
                    self._session.commit()
        except BaseException as raised:  # noqa: BLE001 - the caller raises it
            return raised
        return error

    def _enter(self) -> Engine | Connection:
        return self._engine

    def _leave(self, failure: BaseException | None) -> None:
        """Do what follows once the session is closed."""


class WritingTransaction(Transaction):
    """One of at most one in a thread: the second would wait for the first for ever."""

    __slots__ = ("_thread", "_writing_threads")

    def __init__(self, engine: Engine, writing_threads: set[int]) -> None:
        super().__init__(engine)
        self._writing_threads = writing_threads

    @override
    def _enter(self) -> Engine | Connection:
        self._thread = get_ident()
        if self._thread in self._writing_threads:
            raise NestedTransactionError
        self._writing_threads.add(self._thread)
        return self._engine

    @override
    def _leave(self, failure: BaseException | None) -> None:
        self._writing_threads.discard(self._thread)


class SharedTransaction(WritingTransaction):
    """One whose commit is shared by all who wait for theirs."""

    __slots__ = ("_line", "_place")

    def __init__(
        self,
        engine: Engine,
        writing_threads: set[int],
        line: SharedCommit,
        role: Role,
    ) -> None:
        super().__init__(engine, writing_threads)
        self._line = line
        self._place = Place(role)

    @override
    def _enter(self) -> Connection:
        super()._enter()
        try:
            return self._line.enter(self._place)
        except BaseException:
            super()._leave(None)
            raise

    @override
    def _leave(self, failure: BaseException | None) -> None:
        try:
            self._line.leave(self._place, failure)
        finally:
            super()._leave(failure)
