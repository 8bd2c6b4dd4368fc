"""What must not cross a fork: locks that another thread holds, and open files.

SQLite's locks on a file belong to a process. A child that goes on with an inherited
connection, or only opens another one while it has it, may lose what it writes
(sqlite.org/howtocorrupt.html, section 2.6). So files are closed before a fork, and
each of both processes opens them again when it needs them.
"""

import os
from collections.abc import Callable
from threading import Lock
from weakref import WeakSet


class ForkSafe:
    """A lock that is free in a forked process, and what it guards closed before.

    Args:
        let_go: Closes what is open; called while the lock is held.
    """

    def __init__(self, let_go: Callable[[], None]) -> None:
        self.lock = Lock()
        self.let_go = let_go
        with _forking:
            _all.add(self)


_forking = Lock()
_all: WeakSet[ForkSafe] = WeakSet()
_held: list[ForkSafe] = []


def _before() -> None:
    _forking.acquire()  # until the fork is over
    _held.extend(_all)
    for one in _held:
        one.lock.acquire()
        one.let_go()


def _after() -> None:
    for one in _held:
        one.lock.release()
    _held.clear()
    _forking.release()


os.register_at_fork(before=_before, after_in_parent=_after, after_in_child=_after)
