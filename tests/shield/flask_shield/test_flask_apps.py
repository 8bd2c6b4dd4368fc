"""One extension for any number of applications, however they are made and mounted."""

from pathlib import Path

import pytest
from flask import Flask, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.test import Client

import groupz_shield.ext.limits  # noqa: F401 — makes shield:// known
from flask_site import create_app, shield
from groupz_shield import EventKind, SecurityEvent, Shield, ShieldPolicy
from groupz_shield.ext.flask import FlaskShield
from guarded_server import Answer, ask, wait_for
from gunicorn_server import gunicorn
from members_site import VISITOR, browser_of

TESTS = Path(__file__).parents[2]
OTHER = "203.0.113.200"


Proxied = tuple[Flask, list[SecurityEvent], ShieldPolicy]


def scan(app: Flask, address: str = VISITOR) -> set[int]:
    browser = browser_of(app, address)
    return {browser.get(f"/wp-{n}.php").status_code for n in range(30)}


def status(app: Flask, address: str = VISITOR, path: str = "/") -> int:
    return browser_of(app, address).get(path).status_code


def test_a_factory_makes_applications_that_know_nothing_of_each_other() -> None:
    one, other = create_app(), create_app()

    scan(one)

    assert (status(one), status(other)) == (403, 200)


def test_applications_of_one_extension_have_policies_of_their_own() -> None:
    strict = create_app(SHIELD_FLOOD_LIMIT=1, SHIELD_TRUSTED_PROXIES=["192.0.2.1"])
    lenient = create_app(SHIELD_PROFILE="FOR_TESTS")

    assert [status(strict) for _ in range(2)] == [200, 429]
    assert {status(lenient) for _ in range(700)} == {200}
    assert scan(lenient) == {404}


def test_the_extension_finds_the_shield_of_the_application_that_is_asked() -> None:
    one, other = create_app(SHIELD_BLOCKLIST=[VISITOR]), create_app()
    found = []

    for app in (one, other):
        with app.test_request_context(environ_base={"REMOTE_ADDR": VISITOR}):
            found.append(shield.decision_for(request))
            assert shield.shield is app.extensions["groupz_shield"]

    assert found[0] is not None
    assert found[1] is None


def test_an_application_is_guarded_once_however_often_it_is_asked_for() -> None:
    app = create_app(SHIELD_FLOOD_LIMIT=4)
    guarded = app.wsgi_app

    shield.init_app(app)
    FlaskShield(app)

    assert app.wsgi_app is guarded
    assert [status(app) for _ in range(5)] == [200] * 4 + [429]


def test_an_application_that_serves_already_is_not_half_guarded() -> None:
    app = Flask("late")
    bare = app.wsgi_app
    status(app)

    with pytest.raises(AssertionError, match="first request"):
        FlaskShield(app)

    assert app.wsgi_app == bare
    assert app.extensions == {}


def test_one_application_within_another_is_guarded_by_both() -> None:
    inner, outer = create_app(SHIELD_FLOOD_LIMIT=3), create_app()
    browser = Client(DispatcherMiddleware(outer, {"/inner": inner}))
    from_there = {"REMOTE_ADDR": VISITOR}

    answers = [browser.get("/inner/", environ_base=from_there) for _ in range(4)]
    hook = browser.post("/inner/hook", environ_base={"REMOTE_ADDR": OTHER})

    assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
    assert hook.text == OTHER
    assert browser.get("/", environ_base=from_there).status_code == 200


def test_a_shield_around_a_guarded_application_changes_nothing() -> None:
    app = create_app()
    app.wsgi_app = Shield(app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way

    assert status(app) == 200
    assert browser_of(app).post("/hook").text == VISITOR


def test_tests_of_an_application_come_from_its_own_machine_and_are_not_banned() -> None:
    app = create_app(SHIELD_NOT_FOUND_LIMIT=2, SHIELD_FLOOD_LIMIT=5)
    browser = app.test_client()

    assert {browser.get(f"/{n}").status_code for n in range(50)} == {404}


def behind(app: Flask, forwarded: str, peer: str = "127.0.0.1") -> str:
    answer = app.test_client().get(
        "/who",
        environ_base={"REMOTE_ADDR": peer},
        headers={"X-Forwarded-For": forwarded, "X-Forwarded-Proto": "https"},
    )
    return answer.text if answer.status_code == 200 else answer.status


@pytest.fixture
def proxied() -> Proxied:
    app = Flask("proxied")
    events: list[SecurityEvent] = []

    @app.get("/who")
    def who() -> str:
        client = app.extensions["groupz_shield"].client_of(request.environ)
        return f"{request.scheme} {request.remote_addr} {client.key}"

    policy = ShieldPolicy(
        trusted_proxies=["127.0.0.1"],
        blocklist=["198.51.100.7"],
        event_sink=events.append,
    )
    return app, events, policy


def test_a_shield_around_proxy_fix_agrees_with_it(proxied: Proxied) -> None:
    app, events, policy = proxied
    app.wsgi_app = ProxyFix(app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way
    FlaskShield(app, policy)

    answers = [behind(app, f"1.2.3.4, {VISITOR}") for _ in range(20)]

    assert set(answers) == {f"https {VISITOR} {VISITOR}"}
    assert behind(app, "198.51.100.7") == "403 Forbidden"
    assert [event.kind for event in events] == [EventKind.REFUSED]


def test_proxy_fix_around_a_shield_agrees_too_but_raises_an_alarm_for_clients(
    proxied: Proxied,
) -> None:
    app, events, policy = proxied
    FlaskShield(app, policy)
    app.wsgi_app = ProxyFix(app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way

    answers = [behind(app, f"1.2.3.4, {VISITOR}") for _ in range(20)]

    assert set(answers) == {f"https {VISITOR} {VISITOR}"}
    assert behind(app, "198.51.100.7") == "403 Forbidden"
    assert [event.kind for event in events] == [
        EventKind.FORWARDING_IGNORED,  # the shield cannot tell who wrote the header
        EventKind.REFUSED,
    ]


def test_flask_limiter_counts_where_the_shield_does() -> None:
    apps = [create_app(), create_app()]
    for app in apps:
        counters = app.extensions["groupz_shield"].parts.counters
        Limiter(
            get_remote_address,
            app=app,
            storage_uri="shield://",
            storage_options={"counters": counters},
            default_limits=["3 per minute"],
        )
        app.register_error_handler(429, lambda _: ("Slowly", 429))

    answers = [browser_of(apps[0]).get("/").text for _ in range(4)]

    assert answers[3] == "Slowly"
    assert "Slowly" not in answers[:3]
    assert status(apps[1]) == 200
    apps[0].extensions["groupz_shield"].parts.counters.reset()
    assert status(apps[0]) == 200


@pytest.mark.parametrize("preload", [("--preload",), ()], ids=["forked", "each"])
def test_two_processes_of_gunicorn_share_what_is_decided(
    tmp_path: Path, preload: tuple[str, ...]
) -> None:
    environ = {
        "PYTHONPATH": str(TESTS),
        "FLASK_SHIELD_FLOOD_LIMIT": "null",
        "FLASK_SHIELD_STORE": f"sqlite:///{tmp_path}/decisions.db",
        "FLASK_SHIELD_TRUSTED_PROXIES": '["127.0.0.1"]',
    }
    with gunicorn("flask_site:serve()", tmp_path, *preload, environ=environ) as server:

        def asked(client: str, path: str = "/") -> Answer:
            return ask(server.address, client, path)

        wait_for(lambda: len({asked(OTHER).text for _ in range(20)}) == 2)
        wait_for(lambda: 403 in {asked(VISITOR, f"/{n}.php").status for n in range(60)})
        wait_for(lambda: {asked(VISITOR).status for _ in range(20)} == {403})

        assert asked(OTHER).status == 200
        (ban,) = (tmp_path / "bans").read_text().splitlines()
        assert ban.split()[0] != str(server.process.pid)
        assert ban.split()[1] == VISITOR
