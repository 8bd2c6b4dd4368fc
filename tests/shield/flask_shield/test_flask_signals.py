"""An application is told whom its shield refuses and bans, and may ask about anyone."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from blinker import ANY, NamedSignal
from flask import Flask, has_app_context, request

from groupz_shield import CLIENT_KEY, Decision, EventKind, SecurityEvent, ShieldPolicy
from groupz_shield.ext.flask import FlaskShield, client_banned, request_refused
from members_site import VISITOR, browser_of

Told = list[tuple[Flask, SecurityEvent]]


@contextmanager
def heard(signal: NamedSignal, sender: object = ANY) -> Iterator[Told]:
    told: Told = []

    def receive(app: Flask, event: SecurityEvent) -> None:
        told.append((app, event))

    with signal.connected_to(receive, sender):
        yield told


def shop(**policy: Any) -> tuple[Flask, FlaskShield]:
    app = Flask("shop")
    app.add_url_rule("/", "home", lambda: "home")
    return app, FlaskShield(app, ShieldPolicy(**policy))


def scan(app: Flask, address: str = VISITOR) -> None:
    browser = browser_of(app, address)
    for number in range(30):
        browser.get(f"/wp-{number}.php")


def test_a_ban_is_told_once_with_its_application() -> None:
    app, _ = shop()

    with heard(client_banned) as told:
        scan(app)

    ((sender, event),) = told
    assert sender is app
    assert (event.kind, event.client and event.client.key) == (
        EventKind.BANNED,
        VISITOR,
    )
    assert event.facts["scenario"] == "not_found"


def test_every_refusal_is_told_but_those_of_the_banned_once() -> None:
    app, _ = shop(flood_limit=2, blocklist=["198.51.100.7"])
    browser, banned = browser_of(app), browser_of(app, "198.51.100.7")

    with heard(request_refused) as told:
        references = [browser.get("/").text.split()[-1] for _ in range(5)][2:]
        banned.get("/")
        banned.get("/")

    assert [event.reference for _, event in told[:3]] == references
    assert [event.facts["guard"] for _, event in told] == ["flood"] * 3 + ["decisions"]


def test_a_receiver_of_one_application_hears_nothing_of_another() -> None:
    (one, _), (other, _) = shop(), shop()

    with heard(client_banned, one) as told:
        scan(other)
        assert told == []
        scan(one)

    assert [app for app, _ in told] == [one]


def test_the_sink_of_the_policy_is_told_as_well() -> None:
    events: list[SecurityEvent] = []
    app, _ = shop(event_sink=events.append)

    with heard(client_banned) as told:
        scan(app)

    assert told[0][1] in events
    assert len(events) > len(told)


def test_addresses_are_shortened_for_receivers_too() -> None:
    app, _ = shop(shorten_addresses=True)

    with heard(client_banned) as told:
        scan(app)

    client = told[0][1].client
    assert client is not None
    assert "203.0.113.9" not in {client.key, client.address}


def broken(*_: object, **__: object) -> None:
    raise RuntimeError("broken")


def test_a_sink_that_breaks_keeps_nothing_from_receivers() -> None:
    app, _ = shop(event_sink=broken)

    with heard(client_banned) as told:
        scan(app)

    assert [sender for sender, _ in told] == [app]


def test_a_receiver_that_breaks_keeps_nothing_from_the_sink_or_the_visitor() -> None:
    events: list[SecurityEvent] = []
    app, _ = shop(event_sink=events.append)

    with client_banned.connected_to(broken):
        scan(app)

    assert [event.kind for event in events] == [EventKind.BANNED, EventKind.REFUSED]
    assert browser_of(app).get("/").status_code == 403


def test_what_is_only_observed_is_no_refusal_and_no_ban() -> None:
    app, _ = shop(enforce=False, flood_limit=2)

    with heard(request_refused) as told:
        statuses = {browser_of(app).get("/").status_code for _ in range(9)}

    assert (statuses, told) == ({200}, [])


def test_a_receiver_that_needs_the_application_pushes_it() -> None:
    app, _ = shop(blocklist=[VISITOR])
    names: list[str] = []

    def receive(sender: Flask, event: SecurityEvent) -> None:
        assert not has_app_context()
        with sender.app_context():
            names.append(f"{sender.name} {event.kind}")

    with request_refused.connected_to(receive):
        browser_of(app).get("/")

    assert names == ["shop refused"]


def decided(app: Flask, shield: FlaskShield) -> list[Decision | None]:
    seen: list[Decision | None] = []

    @app.get("/me")
    def me() -> str:
        seen.append(shield.decision_for(request))
        return shield.client_of(request).key

    return seen


def test_a_view_knows_its_client_and_that_nothing_is_decided() -> None:
    app, shield = shop()
    seen = decided(app, shield)

    assert browser_of(app, "2001:db8::1").get("/me").text == "2001:db8::/64"
    assert seen == [None]


@pytest.mark.parametrize("policy", [{"enforce": False}, {"exempt": lambda *_: True}])
def test_a_view_knows_the_decision_about_a_client_that_comes_through(
    policy: dict[str, Any],
) -> None:
    app, shield = shop(blocklist=["203.0.113.0/24"], **policy)
    seen = decided(app, shield)

    browser_of(app).get("/me")

    assert seen[0] is not None
    assert (seen[0].value, seen[0].scenario) == ("203.0.113.0/24", "blocklist")


def test_a_page_of_a_refusal_knows_the_decision_too() -> None:
    app, shield = shop(flood_limit=1)
    app.register_error_handler(
        429, lambda _: f"{shield.decision_for(request)} {shield.client_of(request).key}"
    )
    browser = browser_of(app)

    answers = [browser.get("/") for _ in range(2)]

    assert answers[1].text == f"None {VISITOR}"


def test_a_request_that_met_no_shield_is_looked_up_all_the_same() -> None:
    app, shield = shop(blocklist=[VISITOR], trusted_proxies=["127.0.0.1"])

    with app.test_request_context(
        environ_base={"REMOTE_ADDR": "127.0.0.1"},
        headers={"X-Forwarded-For": VISITOR},
    ):
        found = shield.decision_for(request)
        client = shield.client_of(request)

    assert found is not None
    assert (found.value, client.key) == (VISITOR, VISITOR)


def test_a_ban_ends_when_somebody_lifts_it() -> None:
    app, shield = shop()
    scan(app)
    with app.app_context():
        register = shield.shield.parts.register
    (decision,) = register.table

    register.put([decision.lifted(decision.created_at + 1)])

    assert browser_of(app).get("/").status_code == 200


def test_the_client_stands_in_the_environ_as_for_every_wsgi_application() -> None:
    app, shield = shop()

    @app.get("/same")
    def same() -> str:
        return str(shield.client_of(request) is request.environ[CLIENT_KEY])

    assert browser_of(app).get("/same").text == "True"
