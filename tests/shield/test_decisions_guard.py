"""The decisions guard: a small constant answer, told once, and throttling."""

from dataclasses import replace
from http import HTTPStatus

from groupz_shield.decisions import Decision, DecisionKind, Subject
from groupz_shield.events import EventKind
from shielded import Site
from store_clients import NOW, ban, feed


def throttled(value: str, **facts: object) -> Decision:
    return ban(value, kind=DecisionKind.THROTTLE, until=NOW + 3600, **facts)


def test_a_banned_client_is_refused_until_the_ban_ends() -> None:
    site = Site()
    site.register.put([ban(until=NOW + 60)])

    assert site.ask("203.0.113.9") == HTTPStatus.FORBIDDEN
    assert site.ask("203.0.113.10") == HTTPStatus.OK
    site.clock.tick(60)
    assert site.ask("203.0.113.9") == HTTPStatus.OK


def test_a_refused_client_is_told_of_once_and_counted_each_time() -> None:
    site = Site()
    decision = ban()
    site.register.put([decision])

    for _ in range(50):
        site.ask("203.0.113.9", "/wp-login.php")

    [event] = site.events
    assert (event.kind, event.reference) == (EventKind.REFUSED, decision.reference)
    assert event.message == "banned by manual"


def test_being_refused_never_lengthens_a_ban() -> None:
    site = Site()
    site.scan("203.0.113.9")
    [first] = site.bans("203.0.113.9")

    assert site.scan("203.0.113.9", 6000) == {403: 6000}
    assert site.bans("203.0.113.9") == [first]

    assert first.until is not None
    site.clock.now = first.until
    assert site.ask("203.0.113.9") == HTTPStatus.OK
    assert site.ask("203.0.113.9", "/wp-1.php") == HTTPStatus.NOT_FOUND


def test_thousands_of_bans_are_refused_each_with_its_own_reference() -> None:
    site = Site()
    site.register.put([ban(f"203.{n >> 8}.{n & 255}.1") for n in range(5000)])

    statuses = {site.ask(f"203.{n >> 8}.{n & 255}.1") for n in range(5000)}

    assert statuses == {HTTPStatus.FORBIDDEN}
    assert len({event.reference for event in site.events}) == 5000


def test_a_throttled_client_has_thirty_requests_a_minute() -> None:
    site = Site()
    site.register.put([throttled("203.0.113.0/24")])

    first = [site.ask("203.0.113.9") for _ in range(30)]
    assert set(first) == {HTTPStatus.OK}
    assert site.ask("203.0.113.9") == HTTPStatus.TOO_MANY_REQUESTS
    assert site.ask("203.0.113.10") == HTTPStatus.OK, "each client by itself"
    site.clock.tick(60)
    assert site.ask("203.0.113.9") == HTTPStatus.OK


def test_an_exception_goes_before_a_ban_and_a_feed() -> None:
    site = Site()
    site.register.put([ban("203.0.113.0/24")])
    assert site.ask("203.0.113.9") == HTTPStatus.FORBIDDEN

    site.register.put(
        [Decision(Subject.parse("203.0.113.9"), NOW, None, kind=DecisionKind.ALLOW)]
    )

    assert site.ask("203.0.113.9") == HTTPStatus.OK
    assert site.scan("203.0.113.9", 100) == {404: 100}


def test_a_simulated_ban_is_told_and_passes() -> None:
    site = Site()
    site.register.put([ban(simulated=True), throttled("203.0.113.8", simulated=True)])

    assert site.ask("203.0.113.9") == HTTPStatus.OK
    assert {site.ask("203.0.113.8") for _ in range(31)} == {HTTPStatus.OK}
    assert site.kinds() == [EventKind.WOULD_REFUSE] * 2


def test_a_decision_that_was_met_and_then_changed_holds_as_it_is_now() -> None:
    site = Site()
    decision = ban(simulated=True)
    site.register.put([decision])
    assert site.ask("203.0.113.9") == HTTPStatus.OK

    site.register.put([replace(decision, simulated=False)])
    assert site.ask("203.0.113.9") == HTTPStatus.FORBIDDEN

    site.register.put([decision])
    assert site.ask("203.0.113.9") == HTTPStatus.OK
    assert EventKind.REFUSED in site.kinds()


def test_a_feed_that_is_to_ban_after_a_week_of_observing_does() -> None:
    site = Site()
    for simulated, status in ((True, 200), (False, 403), (True, 200)):
        listed = feed("drop", "203.0.113.0/24", simulated=simulated)
        site.register.table.put_feeds([listed])

        assert site.ask("203.0.113.9") == status
