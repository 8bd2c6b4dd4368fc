"""Feeds are fetched when they are due, beside the requests, by one process of many."""

import os
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Barrier, Event, Lock, Thread, enumerate as threads

import pytest
from typing_extensions import override

from groupz_shield import EventKind, FeedSource
from groupz_shield.bans.register import PROTECTED_NOTE
from groupz_shield.errors import StoreError
from groupz_shield.feeds import schedule
from groupz_shield.stores import MemoryStore, open_store
from guarded_server import wait_for
from https_server import HttpsServer, answer, https_server
from shielded import Site

BODY = b"203.0.113.0/24\n192.0.2.0/24\n"
LISTED, OFFICE = "203.0.113.9", "192.0.2.9"
HOUR = 3600.0


@pytest.fixture(autouse=True)
def eager(monkeypatch: pytest.MonkeyPatch) -> None:
    """Look at every request whether something is due."""
    monkeypatch.setattr(schedule, "LOOK_SECONDS", 0.0)
    monkeypatch.setattr(schedule, "SETTLE_SECONDS", 0.05)


@pytest.fixture
def server(tmp_path: Path) -> Iterator[HttpsServer]:
    with https_server(tmp_path) as running:
        running.serve("/drop", BODY)
        yield running


def site_with(server: HttpsServer, **policy: object) -> Site:
    feed = FeedSource("drop", server.address("/drop"), ssl_context=server.context)
    return Site({"feeds": [feed], **policy})


def kinds(site: Site) -> list[EventKind]:
    return [event.kind for event in site.events if event.kind is not EventKind.REFUSED]


def fetched(site: Site, times: int = 1) -> None:
    """Let requests come until a feed was fetched so often."""

    def looked() -> bool:
        site.ask("198.51.100.1")
        return len(kinds(site)) >= times

    wait_for(looked)


def looked(site: Site, times: int = 5) -> None:
    """Let requests come, and after each one whatever it started end."""
    for _ in range(times):
        site.ask("198.51.100.1")
        for thread in fetching():
            thread.join(20)


def fetching() -> list[Thread]:
    return [thread for thread in threads() if thread.name == schedule.THREAD_NAME]


def test_a_listed_client_is_refused_and_the_office_among_them_is_not(
    server: HttpsServer,
) -> None:
    site = site_with(server)
    fetched(site)
    wait_for(lambda: site.ask(LISTED) == 403)

    assert site.ask(OFFICE) == 200
    assert site.ask("198.51.100.1") == 200
    assert kinds(site) == [EventKind.FEED_REFRESHED]


def test_a_request_never_waits_for_a_publisher(server: HttpsServer) -> None:
    sent = Event()

    def slow(request: BaseHTTPRequestHandler) -> None:
        assert sent.wait(20)
        answer(request, BODY)

    server.answers["/drop"] = slow
    site = site_with(server)

    assert [site.ask(LISTED) for _ in range(50)] == [200] * 50
    assert kinds(site) == []
    sent.set()
    fetched(site)
    assert len(server.agents) == 1


def test_a_feed_is_fetched_again_when_it_is_as_old_as_it_may_become(
    server: HttpsServer,
) -> None:
    site = site_with(server)
    fetched(site)
    site.clock.tick(23 * HOUR)
    looked(site)
    assert len(server.agents) == 1

    site.clock.tick(HOUR)
    fetched(site, 2)
    assert len(server.agents) == 2


def test_a_feed_that_failed_is_left_alone_for_an_hour(server: HttpsServer) -> None:
    server.answers["/drop"] = lambda asked: answer(asked, status=500)
    site = site_with(server)
    fetched(site)
    looked(site)
    assert kinds(site) == [EventKind.FEED_FAILED]

    server.serve("/drop", BODY)
    site.clock.tick(HOUR)
    fetched(site, 2)
    assert kinds(site) == [EventKind.FEED_FAILED, EventKind.FEED_REFRESHED]
    wait_for(lambda: site.ask(LISTED) == 403)


def test_sites_that_share_a_store_fetch_a_feed_once(
    server: HttpsServer, tmp_path: Path
) -> None:
    setting = f"sqlite:///{tmp_path}/shield.sqlite3"
    first, second = (site_with(server, store=setting) for _ in range(2))
    fetched(first)

    wait_for(lambda: second.ask(LISTED) == 403)
    looked(second)
    assert kinds(second) == []
    assert len(server.agents) == 1


def test_a_feed_outlives_the_site_that_fetched_it(
    server: HttpsServer, tmp_path: Path
) -> None:
    setting = f"sqlite:///{tmp_path}/shield.sqlite3"
    fetched(site_with(server, store=setting))

    assert Site({"store": setting}).ask(LISTED) == 403
    open_store(setting).remove_feed("drop")
    assert Site({"store": setting}).ask(LISTED) == 200


def test_a_store_that_fails_meanwhile_breaks_no_request(
    server: HttpsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = MemoryStore()

    def fail() -> None:
        raise StoreError("memory", "is down")

    monkeypatch.setattr(store, "feeds", fail)
    site = site_with(server, store=store)

    assert {site.ask(LISTED) for _ in range(20)} == {200}
    assert server.agents == []

    monkeypatch.undo()
    monkeypatch.setattr(schedule, "LOOK_SECONDS", 0.0)
    fetched(site)


class Together(MemoryStore):
    """A store in which two read a note before either of them writes it.

    The second writes when the first has read what it wrote, or a little later.
    """

    def __init__(self) -> None:
        super().__init__()
        self.both, self.first, self.read = Barrier(2), Lock(), Event()

    @override
    def read_note(self, name: str) -> str | None:
        found = super().read_note(name)
        if found is None:
            self.both.wait(20)
        else:
            self.read.set()
        return found

    @override
    def write_note(self, name: str, text: str) -> None:
        if name != PROTECTED_NOTE and not self.first.acquire(blocking=False):
            self.read.wait(0.1)
        super().write_note(name, text)


@pytest.mark.parametrize(
    ("settle_seconds", "times"),
    [(1.0, 1), pytest.param(0.0, 2, id="control, in which nobody waits")],
)
def test_processes_that_want_a_feed_at_the_same_moment_fetch_it_once(
    server: HttpsServer,
    monkeypatch: pytest.MonkeyPatch,
    settle_seconds: float,
    times: int,
) -> None:
    monkeypatch.setattr(schedule, "SETTLE_SECONDS", settle_seconds)
    store = Together()
    sites = [site_with(server, store=store) for _ in range(2)]

    for site in sites:
        site.ask("198.51.100.1")
    for thread in fetching():
        thread.join(20)

    assert len(server.agents) == times


def test_a_feed_that_the_policy_changes_is_fetched_at_once(
    server: HttpsServer, tmp_path: Path
) -> None:
    setting = f"sqlite:///{tmp_path}/shield.sqlite3"
    address, context = server.address("/drop"), server.context
    enforced = FeedSource("drop", address, ssl_context=context)
    simulated = FeedSource("drop", address, ssl_context=context, simulated=True)
    moved = FeedSource("drop", server.serve("/new", BODY), ssl_context=context)
    fetched(Site({"store": setting, "feeds": [enforced]}))

    site = Site({"store": setting, "feeds": [simulated]})
    assert site.ask(LISTED) == 403
    wait_for(lambda: site.ask(LISTED) == 200)

    site = Site({"store": setting, "feeds": [moved]})
    wait_for(lambda: site.ask(LISTED) == 403)
    looked(site)
    assert len(server.agents) == 3


def test_a_feed_that_waits_behind_a_slow_one_is_fetched_once(
    server: HttpsServer,
) -> None:
    sent = Event()

    def slow(request: BaseHTTPRequestHandler) -> None:
        assert sent.wait(20)
        answer(request, BODY)

    server.answers["/slow"] = slow
    names = ("slow", "drop")
    context = server.context
    site = Site(
        {
            "feeds": [
                FeedSource(n, server.address(f"/{n}"), ssl_context=context)
                for n in names
            ]
        }
    )

    fetched(site)  # what is behind, by another thread
    sent.set()
    fetched(site, 2)
    looked(site)
    assert len(server.agents) == 2


@pytest.mark.parametrize("hours", [-1000, 1000])
def test_a_clock_that_was_wrong_ends_by_itself(server: HttpsServer, hours: int) -> None:
    site = site_with(server)
    fetched(site)

    site.clock.tick(hours * HOUR)
    fetched(site, 2)


def test_a_process_without_another_thread_breaks_no_request(
    server: HttpsServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none_left(_: Thread) -> None:
        raise RuntimeError("can't start new thread")

    with monkeypatch.context() as patched:
        patched.setattr(Thread, "start", none_left)
        site = site_with(server)
        assert site.ask(LISTED) == 200

    fetched(site)


def test_a_process_that_was_forked_meanwhile_fetches_by_itself(
    server: HttpsServer,
) -> None:
    sent = Event()

    def slow(request: BaseHTTPRequestHandler) -> None:
        assert sent.wait(20)
        answer(request, BODY)

    server.answers["/drop"] = slow
    site = site_with(server)
    site.ask(LISTED)
    wait_for(lambda: len(server.agents) == 1)
    site.clock.tick(HOUR)  # the other one has had its time

    child = os.fork()
    if child == 0:  # pragma: no cover — another process
        try:
            looked(site, 1)
        finally:
            os._exit(len(site.events))
    wait_for(lambda: len(server.agents) == 2)
    sent.set()
    _, status = os.waitpid(child, 0)

    assert os.waitstatus_to_exitcode(status) == 1
    fetched(site)
