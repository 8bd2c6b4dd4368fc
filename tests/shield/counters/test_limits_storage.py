"""Flask-Limiter counts with the shield's counters, as `shield://`."""

from http import HTTPStatus

import pytest
from flask import Flask
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits import RateLimitItemPerMinute
from limits.errors import StorageError
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

from counting import Place, Trouble
from groupz_shield.counters import Counters, MemoryCounters
from groupz_shield.errors import StoreError
from groupz_shield.ext.limits import ShieldStorage
from store_clients import NOW

LIMIT = RateLimitItemPerMinute(3)


@pytest.fixture(params=["memory", "valkey"])
def place(request: pytest.FixtureRequest) -> Place:
    shared = request.param == "valkey"
    return Place(request.getfixturevalue("valkey") if shared else None)


@pytest.fixture
def storage(place: Place) -> ShieldStorage:
    return ShieldStorage("shield://", counters=place.open())


def application(counters: Counters) -> tuple[Flask, Limiter]:
    app = Flask("limited")
    limiter = Limiter(
        get_remote_address,
        app=app,
        storage_uri="shield://",
        storage_options={"counters": counters},  # type: ignore[dict-item]  # says str
        strategy="fixed-window",
        headers_enabled=True,
    )

    @app.get("/")
    @limiter.limit("3 per minute")
    def page() -> str:
        return "page"

    return app, limiter


def statuses(app: Flask, times: int, address: str = "203.0.113.9") -> list[int]:
    browser = app.test_client()
    asked = (
        browser.get("/", environ_base={"REMOTE_ADDR": address}) for _ in range(times)
    )
    return [answer.status_code for answer in asked]


def test_an_application_limits_each_client_in_its_window(place: Place) -> None:
    app, _ = application(place.open())

    assert statuses(app, 4) == [200, 200, 200, HTTPStatus.TOO_MANY_REQUESTS]
    assert statuses(app, 1, "203.0.113.10") == [200]
    place.tick(60)
    assert statuses(app, 1) == [200]


def test_two_applications_share_the_counts_of_one_place(place: Place) -> None:
    one, other = (application(place.open())[0] for _ in range(2))

    assert statuses(one, 2) + statuses(other, 2) == [200, 200, 200, 429]


def test_a_reset_lets_everybody_in_again(place: Place) -> None:
    app, limiter = application(place.open())
    statuses(app, 4)

    limiter.reset()

    assert statuses(app, 1) == [200]


def test_an_answer_says_how_many_are_left() -> None:
    app, _ = application(MemoryCounters())

    headers = app.test_client().get("/").headers

    assert (headers["X-RateLimit-Limit"], headers["X-RateLimit-Remaining"]) == (
        "3",
        "2",
    )


def test_a_window_ends_when_the_counters_say(
    place: Place, storage: ShieldStorage
) -> None:
    limiter = FixedWindowRateLimiter(storage)
    limiter.hit(LIMIT, "a", cost=2)
    place.tick(20)

    reset_at, left = limiter.get_window_stats(LIMIT, "a")

    assert left == 1
    assert reset_at == pytest.approx(NOW + 60, abs=10)
    limiter.clear(LIMIT, "a")
    assert limiter.get_window_stats(LIMIT, "a")[1] == 3


def test_what_the_shield_counts_is_not_touched_by_limits(place: Place) -> None:
    counters = place.open()
    storage = ShieldStorage(counters=counters)
    counters.add("203.0.113.9", 60)

    storage.incr("203.0.113.9", 60, 5)
    storage.clear("203.0.113.9")

    assert counters.get("203.0.113.9")[0] == 1
    assert storage.get("203.0.113.9") == 0


def test_without_counters_a_storage_has_its_own() -> None:
    one, other = storage_from_string("shield://"), storage_from_string("shield://")

    assert isinstance(one, ShieldStorage)
    assert (one.incr("a", 60), one.incr("a", 60), other.incr("a", 60)) == (1, 2, 1)
    assert one.check()


def test_counters_that_fail_are_said_to() -> None:
    trouble = Trouble()
    trouble.fails = True
    plain, wrapped = (
        ShieldStorage(counters=trouble, wrap_exceptions=wrap) for wrap in (False, True)
    )

    assert not plain.check()
    with pytest.raises(StoreError):
        plain.incr("a", 60)
    with pytest.raises(StorageError):
        wrapped.incr("a", 60)
