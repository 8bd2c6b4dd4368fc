"""Feeds are fetched when they are due, beside the requests, by one process of many."""

from collections.abc import Iterator
from pathlib import Path
from threading import Event, Thread, enumerate as threads

import pytest

from groupz_shield import EventKind, FeedSource
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

    def slow(request: object) -> None:
        assert sent.wait(20)
        answer(request, BODY)  # type: ignore[arg-type]

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
