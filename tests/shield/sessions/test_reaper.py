"""The thread that ends what is over."""

import os
import threading
from collections.abc import Iterator
from threading import Event

import pytest
from typing_extensions import override

from groupz_shield import EventKind, SecurityEvent
from groupz_shield.sessions import MemorySessions, Reaper, SessionRecord, Sessions
from groupz_shield.sessions.reaper import THREAD_NAME
from session_places import Site

HOUR = 3600.0


class Failing(MemorySessions):
    """A store that fails while it is told to."""

    fails = True

    @override
    def remove_expired(self, seen_by: float, begun_by: float) -> list[SessionRecord]:
        if self.fails:
            raise OSError("the disk is gone")
        return super().remove_expired(seen_by, begun_by)


@pytest.fixture
def reaper(memory_site: Site) -> Iterator[Reaper]:
    made = Reaper(memory_site.sessions, every=0.01)
    yield made
    made.stop()


def threads() -> list[threading.Thread]:
    return [one for one in threading.enumerate() if one.name == THREAD_NAME]


def test_what_is_over_is_deleted_without_any_request(
    memory_site: Site, reaper: Reaper
) -> None:
    told = Event()
    sessions = Sessions(
        memory_site.place.open(), clock=memory_site.clock, on_event=lambda _: told.set()
    )
    sessions.begin("noor")
    memory_site.clock.tick(HOUR)

    in_thread = Reaper(sessions, every=0.01)
    in_thread.start()

    assert told.wait(timeout=30)
    in_thread.stop()
    assert memory_site.place.content() == ""
    assert reaper.reap() == 0


def test_it_runs_once_and_ends_with_the_process(reaper: Reaper) -> None:
    reaper.start()
    reaper.start()

    [thread] = threads()
    assert thread.daemon
    reaper.stop()
    reaper.stop()
    assert threads() == []


def test_it_begins_again_after_it_was_stopped(reaper: Reaper) -> None:
    reaper.start()
    reaper.stop()
    reaper.start()

    assert len(threads()) == 1


def test_it_goes_on_in_a_forked_process(reaper: Reaper) -> None:
    reaper.start()

    child = os.fork()
    if child == 0:  # pragma: no cover — measured in no child
        os._exit(len([one for one in threads() if one.is_alive()]))

    _, status = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(status) == 1


def test_a_failure_is_told_once_and_so_is_its_end() -> None:
    store, events = Failing(), list[SecurityEvent]()
    reaper = Reaper(Sessions(store), on_event=events.append)

    counts = [reaper.reap(), reaper.reap()]
    store.fails = False
    counts += [reaper.reap(), reaper.reap()]

    assert counts == [0, 0, 0, 0]
    kinds = [event.kind for event in events]
    assert kinds == [EventKind.STORE_FAILED, EventKind.STORE_RECOVERED]
    assert "the disk is gone" in events[0].message
    assert events[0].alarm
