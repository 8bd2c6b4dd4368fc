"""A site with Flask-Login and Flask-WTF keeps its own tests, whatever stands around it.

Each test of the site runs bare, with `Shield`, and with `FlaskShield`; at the end all
three answer one journey with the same bytes.
"""

from collections.abc import Callable
from datetime import datetime
from io import BytesIO
from typing import Any, Self

import pytest
from flask import Flask
from flask.testing import FlaskClient
from typing_extensions import override
from werkzeug.test import TestResponse

from groupz_shield import EventKind, SecurityEvent, Shield, ShieldPolicy
from groupz_shield.ext.flask import FlaskShield
from members_site import browser_of, members, sign_in

REMEMBER = "remember_token"


class Noon(datetime):
    """A clock for Flask-Login, which asks for the time itself."""

    @classmethod
    @override
    def utcnow(cls) -> Self:
        return cls(2026, 11, 22, 12)


@pytest.fixture(autouse=True)
def _steady(monkeypatch: pytest.MonkeyPatch) -> None:
    """Sign at one moment, and draw one lot: equal sites have equal cookies."""
    monkeypatch.setattr("itsdangerous.timed.time.time", lambda: 1_800_000_000)
    monkeypatch.setattr("flask_login.login_manager.datetime", Noon)
    monkeypatch.setattr("flask_wtf.csrf.os.urandom", bytes)


def bare(_app: Flask) -> None:
    """Leave the site as it is."""


def two_lines(app: Flask) -> None:
    app.wsgi_app = Shield(app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way


WAYS: list[Callable[[Flask], object]] = [bare, two_lines, FlaskShield]


@pytest.fixture(params=WAYS, ids=["bare", "Shield", "FlaskShield"])
def browser(request: pytest.FixtureRequest) -> FlaskClient:
    site = members()
    request.param(site)
    return browser_of(site)


def test_who_signs_in_is_known_and_greeted_once(browser: FlaskClient) -> None:
    answer = sign_in(browser)

    assert (answer.status_code, answer.location) == (302, "/")
    assert browser.get("/").text == "Noor ['Welcome']"
    assert browser.get("/").text == "Noor []"


def test_who_signs_out_is_a_stranger_again(browser: FlaskClient) -> None:
    sign_in(browser)

    token = browser.get("/sign-in").text
    browser.post("/sign-out", headers={"X-CSRFToken": token})

    assert browser.get("/").text == "None ['Welcome', 'Goodbye']"
    assert browser.get("/members").location == "/sign-in?next=%2Fmembers"


def test_who_wants_to_be_remembered_is(browser: FlaskClient) -> None:
    sign_in(browser, remember="1")

    browser.delete_cookie("session")

    assert browser.get("/members").text == "Inside: Noor"


def test_who_does_not_want_to_is_not(browser: FlaskClient) -> None:
    sign_in(browser)

    browser.delete_cookie("session")

    assert browser.get_cookie(REMEMBER) is None
    assert browser.get("/members").status_code == 302


def test_a_cookie_that_somebody_forged_is_nobodys(browser: FlaskClient) -> None:
    browser.set_cookie(REMEMBER, "Noor|0000")
    browser.set_cookie("session", "eyJfdXNlcl9pZCI6Ik5vb3IifQ.aaaaaa.aaaa")

    assert browser.get("/").text == "None []"


def test_a_form_without_its_token_is_refused(browser: FlaskClient) -> None:
    answer = browser.post("/notes", data={"text": "a"})

    assert answer.status_code == 400
    assert "The CSRF token is missing." in answer.text


def test_a_form_shows_what_is_wrong_with_it(browser: FlaskClient) -> None:
    token = browser.get("/sign-in").text

    answer = browser.post("/notes", data={"text": "", "csrf_token": token})

    assert answer.status_code == 200
    assert "This field is required." in answer.text


def test_notes_are_kept_and_changed_in_the_session(browser: FlaskClient) -> None:
    token = browser.get("/sign-in").text
    browser.post("/notes", data={"text": "één", "csrf_token": token})

    answer = browser.put(
        "/notes/0", json={"text": "twee"}, headers={"X-CSRFToken": token}
    )

    assert answer.json == {"notes": ["twee"]}


def test_a_file_comes_as_it_was_sent(browser: FlaskClient) -> None:
    sent = bytes(range(256)) * 1024
    token = browser.get("/sign-in").text

    answer = browser.post(
        "/files", data={"file": (BytesIO(sent), "a b.bin"), "csrf_token": token}
    )

    assert (answer.status_code, answer.data) == (201, sent)
    assert answer.headers["X-File"] == "a b.bin"


def test_a_file_is_sent_in_parts(browser: FlaskClient) -> None:
    answer = browser.get("/download", headers={"Range": "bytes=2-4"})

    assert (answer.status_code, answer.data) == (206, b"234")
    assert answer.headers["Content-Range"] == "bytes 2-4/10"


def test_a_stream_comes_line_by_line(browser: FlaskClient) -> None:
    sign_in(browser)

    answer = browser.get("/stream", buffered=False)

    parts = iter(answer.response)
    assert not answer.is_sequence
    assert (next(parts), next(parts)) == (b"Noor\n", b"0\n")
    answer.close()


@pytest.mark.parametrize(
    ("method", "path", "status", "location"),
    [
        pytest.param("GET", "/gone", 404, None, id="not there"),
        pytest.param("GET", "/old", 308, "/", id="moved"),
        pytest.param("GET", "/folder", 308, "http://localhost/folder/", id="slash"),
        pytest.param("GET", "/teapot", 418, None, id="an error of its own"),
        pytest.param("GET", "/broken", 500, None, id="broken"),
        pytest.param("HEAD", "/", 200, None, id="HEAD"),
        pytest.param("OPTIONS", "/sign-in", 200, None, id="OPTIONS"),
        pytest.param("DELETE", "/", 405, None, id="no such method"),
        pytest.param("GET", "/members", 302, "/sign-in?next=%2Fmembers", id="doors"),
    ],
)
def test_every_address_answers_as_flask_does(
    browser: FlaskClient, method: str, path: str, status: int, location: str | None
) -> None:
    answer = browser.open(path, method=method)

    assert (answer.status_code, answer.location) == (status, location)


def journey(site: Flask) -> list[tuple[str, list[tuple[str, str]], bytes]]:
    """Go everywhere once, and tell every byte that came."""
    browser = browser_of(site)
    token = browser.get("/sign-in").text
    elsewhere = {"X-Forwarded-For": "1.2.3.4", "Sec-Fetch-Site": "cross-site"}
    file = {"file": (BytesIO(b"\x00\xff"), "x"), "csrf_token": token}
    note = {"text": "<b>é", "csrf_token": token}
    asked: list[tuple[str, str, dict[str, Any]]] = [
        ("GET", "/", {}),
        ("POST", "/notes", {"data": {"text": "a"}}),
        ("POST", "/sign-in", {"data": {"name": "Noor", "csrf_token": token}}),
        ("POST", "/sign-in?next=/members", {"data": {**note, "name": "Ø"}}),
        ("GET", "/members", {"headers": elsewhere}),
        ("GET", "/gone", {}),
        ("POST", "/sign-in", {"data": {**note, "name": "Ø", "remember": "1"}}),
        ("POST", "/notes", {"data": note, "headers": elsewhere}),
        ("PUT", "/notes/0", {"json": {"text": 1}, "headers": {"X-CSRFToken": token}}),
        ("POST", "/files", {"data": file, "headers": elsewhere}),
        ("GET", "/download", {"headers": {"Range": "bytes=1-"}}),
        ("GET", "/stream", {}),
        ("HEAD", "/stream", {}),
        *(("GET", path, {}) for path in ("/old", "/folder", "/folder/", "/teapot")),
        ("GET", "/broken", {}),
        ("OPTIONS", "/notes", {}),
        ("DELETE", "/notes", {}),
        ("PROPFIND", "/", {"headers": {"X-CSRFToken": token}}),
        ("POST", "/sign-out", {"headers": {"X-CSRFToken": token}}),
        ("GET", "/?a=%e9&b=%ff&c", {}),
        ("GET", "/gone", {}),
    ]
    answers: list[TestResponse] = [
        browser.open(path, method=method, **given) for method, path, given in asked
    ]
    return [(one.status, list(one.headers), one.data) for one in answers]


@pytest.mark.parametrize("way", WAYS[1:], ids=["Shield", "FlaskShield"])
def test_every_byte_is_as_it_is_without_a_shield(
    way: Callable[[Flask], object],
) -> None:
    plain, shielded = members(), members()
    way(shielded)

    assert journey(shielded) == journey(plain)


def test_cookies_keep_working_where_all_others_are_removed() -> None:
    site = members(SHIELD_PROFILE="STRICT", SHIELD_PUBLIC_ORIGINS=["http://localhost"])
    FlaskShield(site)
    browser = browser_of(site)
    browser.environ_base["HTTP_ORIGIN"] = "http://localhost"

    sign_in(browser, remember="1")

    assert browser.get("/members").text == "Inside: Noor"
    browser.delete_cookie("session")
    assert browser.get("/members").text == "Inside: Noor"


def test_who_is_signed_in_may_look_for_what_is_not_there() -> None:
    events: list[SecurityEvent] = []
    site = members()
    FlaskShield(site, ShieldPolicy(event_sink=events.append))
    staff, stranger = browser_of(site), browser_of(site, "198.51.100.7")
    sign_in(staff)

    for browser in (staff, stranger):
        for number in range(30):
            browser.get(f"/wp-{number}.php")

    assert staff.get("/").status_code == 200
    assert stranger.get("/").status_code == 403
    banned = [event for event in events if event.kind is EventKind.BANNED]
    assert [event.client and event.client.key for event in banned] == ["198.51.100.7"]


def test_a_session_that_somebody_forged_does_not_count() -> None:
    site = members()
    FlaskShield(site)
    browser = browser_of(site)
    browser.set_cookie("session", "eyJfdXNlcl9pZCI6Ik5vb3IifQ.aaaaaa.aaaa")

    for number in range(30):
        browser.get(f"/wp-{number}.php")

    assert browser.get("/").status_code == 403
