"""Two lines never break an application: Flask with sessions, unchanged."""

import pytest
from flask import Flask, abort, flash, get_flashed_messages, request, session
from werkzeug.test import TestResponse

from groupz_shield import EventKind, SecurityEvent, Shield, ShieldPolicy


def shop() -> Flask:
    app = Flask("shop")
    app.secret_key = "for tests alone"

    @app.post("/sign-in")
    def sign_in() -> str:
        session["who"] = request.form["who"]
        flash("Welkom")
        return "in"

    @app.get("/")
    def home() -> str:
        return f"{session.get('who')} {get_flashed_messages()}"

    @app.post("/file")
    def file() -> tuple[bytes, int, dict[str, str]]:
        return request.files["f"].read(), 201, {"X-Own": "1"}

    @app.get("/broken")
    def broken() -> str:
        abort(418)

    return app


def visit(app: Flask) -> list[tuple[str, bytes, list[tuple[str, str]]]]:
    browser = app.test_client()
    forwarded = {"X-Forwarded-For": "1.2.3.4", "Sec-Fetch-Site": "cross-site"}
    answers: list[TestResponse] = [
        browser.post("/sign-in", data={"who": "Noor"}),
        browser.get("/?q=1"),
        browser.get("/", headers=forwarded),
        browser.post("/file", data={"f": (__file__, "x.py")}, headers=forwarded),
        browser.get("/broken"),
        browser.get("/nowhere"),
        browser.open("/", method="OPTIONS"),
        browser.open("/", method="HEAD"),
    ]
    return [(a.status, a.data, list(a.headers)) for a in answers]


@pytest.fixture
def steady(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sign sessions at one moment, so that equal sessions have equal cookies."""
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: 1_800_000_000)


@pytest.mark.usefixtures("steady")
def test_every_answer_is_the_same_with_a_shield_of_two_lines() -> None:
    bare = shop()
    shielded = shop()
    shielded.wsgi_app = Shield(shielded.wsgi_app)  # type: ignore[method-assign]  # Flask's own way

    assert visit(shielded) == visit(bare)


def test_what_a_policy_would_change_is_reported() -> None:
    events: list[SecurityEvent] = []
    app = shop()
    app.wsgi_app = Shield(app.wsgi_app, ShieldPolicy(event_sink=events.append))  # type: ignore[method-assign]  # Flask's own way

    visit(app)

    assert {event.kind for event in events} == {
        EventKind.COOKIE_UNDECLARED,
        EventKind.ORIGIN_UNCHECKED,
    }


def test_flask_sessions_work_under_a_whole_policy() -> None:
    app = shop()
    policy = ShieldPolicy(
        public_origins=["https://shop.example"],
        declared_cookies=["session"],
        trusted_proxies=["127.0.0.1"],
    )
    app.wsgi_app = Shield(app.wsgi_app, policy)  # type: ignore[method-assign]  # Flask's own way
    browser = app.test_client()
    ask: dict[str, str] = {
        "Origin": "https://shop.example",
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "https",
    }

    answer = browser.post("/sign-in", data={"who": "Noor"}, headers=ask)
    home = browser.get("/", headers=ask, base_url="https://localhost")

    assert answer.headers["Set-Cookie"].endswith("; Secure; SameSite=Lax")
    assert home.text.startswith("Noor")
