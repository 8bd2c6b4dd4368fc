"""Sessions on the server, as a Flask application has them."""

import pytest
from flask import Flask
from flask.testing import FlaskClient
from typing_extensions import override

from desk_with_sessions import cookie_of, desk_of, desk_with_extensions, id_of
from groupz_shield import EventKind, SecurityEvent, ShieldPolicy
from groupz_shield.errors import StoreError
from groupz_shield.ext.flask import FlaskShield
from groupz_shield.ext.flask_sessions import (
    AnonymousSessionError,
    ServerSideSessions,
    sign_in,
)
from groupz_shield.sessions import (
    MemorySessions,
    SessionCookie,
    SessionRecord,
    Sessions,
)
from session_places import Site

HOUR = 3600.0
IN_BACKGROUND = {"Sec-Fetch-Mode": "cors"}


@pytest.fixture
def desk(memory_site: Site) -> Flask:
    return desk_of(memory_site.sessions)


@pytest.fixture
def browser(desk: Flask) -> FlaskClient:
    return desk.test_client()


@pytest.fixture
def signed_in(browser: FlaskClient) -> FlaskClient:
    browser.post("/in/noor")
    return browser


@pytest.mark.parametrize(
    ("path", "varies"),
    [
        pytest.param("/public", None, id="that reads nothing"),
        pytest.param("/data", "Cookie", id="that reads the session"),
        pytest.param("/me", "Cookie", id="that asks who it is"),
        pytest.param("/nowhere", None, id="that is not there"),
    ],
)
def test_a_visitor_gets_no_session_and_no_cookie_from_a_page(
    browser: FlaskClient, memory_site: Site, path: str, varies: str | None
) -> None:
    answer = browser.get(path)

    assert cookie_of(answer) == ""
    assert answer.headers.get("Vary") == varies
    assert memory_site.place.content() == ""


def test_a_visitors_session_may_be_emptied(browser: FlaskClient) -> None:
    assert cookie_of(browser.post("/tidy")) == ""


def test_writing_to_a_visitors_session_says_what_to_do(
    browser: FlaskClient, memory_site: Site
) -> None:
    with pytest.raises(AnonymousSessionError, match=r"'notes' .* Call sign_in\(\)"):
        browser.post("/note/lost")

    assert memory_site.place.content() == ""


def test_signing_in_gives_a_cookie_with_an_id_alone(
    browser: FlaskClient, memory_site: Site
) -> None:
    answer = browser.post("/in/noor", headers={"User-Agent": "Firefox"})

    assert answer.text == "1"
    session_id = id_of(browser)
    assert memory_site.sessions.read(session_id) is not None
    given = f"session={session_id}; HttpOnly; Path=/; SameSite=Strict"
    assert cookie_of(answer) == given
    assert browser.get("/me").text == "noor 127.0.0.1 Firefox"
    assert cookie_of(browser.get("/me")) == ""


@pytest.mark.parametrize(
    ("cookie", "sent"),
    [
        pytest.param(
            SessionCookie(),
            "__Host-session=ID; Secure; HttpOnly; Path=/; SameSite=Strict",
            id="everywhere",
        ),
        pytest.param(
            SessionCookie("staff", path="/backoffice", same_site="Lax"),
            "__Secure-staff=ID; Secure; HttpOnly; Path=/backoffice; SameSite=Lax",
            id="below a path",
        ),
        pytest.param(
            SessionCookie(secure=False, path="/backoffice"),
            "session=ID; HttpOnly; Path=/backoffice; SameSite=Strict",
            id="without https",
        ),
    ],
)
def test_the_cookie_has_the_prefix_that_browsers_hold_it_to(
    memory_site: Site, cookie: SessionCookie, sent: str
) -> None:
    desk = desk_of(memory_site.sessions, cookie)

    header = cookie_of(desk.test_client().post("/in/noor"))

    session_id = header.partition("=")[2].partition(";")[0]
    assert header.replace(session_id, "ID") == sent


def test_an_attackers_id_is_never_accepted(
    browser: FlaskClient, memory_site: Site
) -> None:
    planted = "A" * 43
    browser.set_cookie("session", planted)

    browser.post("/in/noor")

    assert id_of(browser) not in ("", planted)
    assert memory_site.sessions.read(planted) is None


def test_a_session_that_was_there_before_signing_in_is_dead_and_its_data_gone(
    signed_in: FlaskClient, memory_site: Site
) -> None:
    old = id_of(signed_in)
    signed_in.post("/note/first")

    signed_in.post("/in/piet")

    assert memory_site.sessions.read(old) is None
    assert memory_site.reasons == ["rotated"]
    assert signed_in.get("/data").json == {"step": 1}


def test_data_is_kept_between_requests_and_changes_inside_it_count(
    signed_in: FlaskClient,
) -> None:
    signed_in.post("/note/first")
    signed_in.post("/note/second")

    assert signed_in.get("/data").json == {"step": 1, "notes": ["first", "second"]}


def test_all_data_may_be_taken_out(signed_in: FlaskClient) -> None:
    signed_in.post("/tidy")

    assert signed_in.get("/data").json == {}
    assert signed_in.get("/me").text.startswith("noor")


def test_rotating_gives_a_new_cookie_and_keeps_the_data(
    signed_in: FlaskClient, memory_site: Site
) -> None:
    old = id_of(signed_in)
    signed_in.post("/note/first")

    answer = signed_in.post("/up")

    assert id_of(signed_in) in cookie_of(answer)
    assert id_of(signed_in) != old
    assert memory_site.sessions.read(old) is None
    assert signed_in.get("/data").json == {"step": 2, "notes": ["first"]}


def test_a_visitor_cannot_rise(browser: FlaskClient) -> None:
    with pytest.raises(AnonymousSessionError):
        browser.post("/up")


def test_signing_out_deletes_the_session_and_takes_the_cookie_away(
    signed_in: FlaskClient, memory_site: Site
) -> None:
    answer = signed_in.post("/out")

    assert answer.text == "{}"
    assert cookie_of(answer).startswith("session=; Max-Age=0; HttpOnly; Path=/")
    assert id_of(signed_in) == ""
    assert memory_site.reasons == ["signed_out"]
    assert memory_site.place.content() == ""


def test_a_visitor_may_sign_out(browser: FlaskClient) -> None:
    assert cookie_of(browser.post("/out")) == ""


@pytest.mark.parametrize("ending", ["idle", "end"])
def test_whose_session_is_over_is_nobody_and_loses_the_cookie(
    signed_in: FlaskClient, memory_site: Site, ending: str
) -> None:
    if ending == "idle":
        memory_site.clock.tick(HOUR)
    else:
        memory_site.sessions.end_all("noor")

    answer = signed_in.get("/me")

    assert answer.text == "nobody"
    assert "Max-Age=0" in cookie_of(answer)
    assert id_of(signed_in) == ""


def test_what_a_page_asks_in_the_background_takes_no_cookie_away(
    signed_in: FlaskClient,
) -> None:
    late = signed_in.application.test_client()
    late.set_cookie("session", id_of(signed_in))
    signed_in.post("/up")

    answer = late.get("/me", headers=IN_BACKGROUND)

    assert answer.text == "nobody"
    assert cookie_of(answer) == ""
    assert "Max-Age=0" in cookie_of(late.get("/me"))


@pytest.mark.parametrize(
    ("path", "headers", "is_alive"),
    [
        pytest.param("/data", {}, True, id="a page"),
        pytest.param("/news", {}, False, id="a marked view"),
        pytest.param("/data", {"X-Poll": "yes"}, False, id="what the predicate names"),
        pytest.param("/public", {}, False, id="a page that does not read it"),
    ],
)
def test_what_keeps_a_session_alive(
    signed_in: FlaskClient,
    memory_site: Site,
    path: str,
    headers: dict[str, str],
    *,
    is_alive: bool,
) -> None:
    memory_site.clock.tick(HOUR - 1)
    signed_in.get(path, headers=headers)

    memory_site.clock.tick(1)

    assert (signed_in.get("/me").text != "nobody") == is_alive


def test_everywhere_means_here_as_well(signed_in: FlaskClient) -> None:
    other = signed_in.application.test_client()
    other.post("/in/noor")

    answer = signed_in.post("/everywhere/noor")

    assert answer.text == "2"
    assert "Max-Age=0" in cookie_of(answer)
    assert other.get("/me").text == "nobody"


@pytest.mark.parametrize("path", ["/everywhere/noor?keep", "/everywhere/piet"])
def test_the_own_session_may_go_on(signed_in: FlaskClient, path: str) -> None:
    other = signed_in.application.test_client()
    other.post("/in/noor" if "noor" in path else "/in/piet")

    answer = signed_in.post(path)

    assert (answer.text, cookie_of(answer)) == ("1", "")
    assert signed_in.get("/me").text.startswith("noor")
    assert other.get("/me").text == "nobody"


class EndedMeanwhile(MemorySessions):
    """A store in which a session ends while its request is answered."""

    @override
    def write(self, session_hash: str, data: str) -> bool:
        found = self.find(session_hash)
        if found is not None:
            self.remove(found.handle, found.seen_at)
        return super().write(session_hash, data)


def test_a_session_that_ended_meanwhile_does_not_come_back() -> None:
    store = EndedMeanwhile()
    browser = desk_of(Sessions(store)).test_client()
    browser.post("/in/noor")

    answer = browser.post("/note/late")

    assert "Max-Age=0" in cookie_of(answer)
    assert store.of_user("noor") == []
    assert browser.get("/me").text == "nobody"


class Unreachable(MemorySessions):
    """A store that nobody reaches."""

    @override
    def find(self, session_hash: str) -> SessionRecord | None:
        raise StoreError("unreachable", f"looked for {len(session_hash)} digits")


def test_a_store_that_fails_harms_only_pages_that_read_the_session() -> None:
    desk = desk_of(Sessions(Unreachable()))
    desk.testing = False
    browser = desk.test_client()
    browser.set_cookie("session", "A" * 43)

    statuses = [browser.get(path).status_code for path in ("/public", "/none", "/me")]

    assert statuses == [200, 404, 500]


def test_without_the_interface_signing_in_says_what_is_missing() -> None:
    app = Flask("plain")

    with app.test_request_context(), pytest.raises(TypeError, match="ServerSide"):
        sign_in("noor")


def test_extensions_work_for_whoever_is_signed_in(memory_site: Site) -> None:
    browser = desk_with_extensions(memory_site.sessions).test_client()
    assert browser.get("/").status_code == 401

    browser.post("/sign-in", data={"name": "Noor"})

    home = browser.get("/").json
    assert home is not None
    assert (home["who"], home["said"]) == ("Noor", [["good", "Welcome"]])
    again = browser.get("/").json
    assert again is not None
    assert again["said"] == []
    assert browser.post("/sign-out").status_code == 400
    left = browser.post("/sign-out", data={"csrf_token": again["token"]})
    assert left.status_code == 302
    assert browser.get("/").status_code == 401
    assert memory_site.place.content() == ""


def test_a_form_token_of_an_older_session_is_refused(memory_site: Site) -> None:
    browser = desk_with_extensions(memory_site.sessions).test_client()
    browser.post("/sign-in", data={"name": "Noor"})
    token = browser.get("/form").text

    browser.post("/sign-in", data={"name": "Noor"})

    answer = browser.post("/sign-out", data={"csrf_token": token})
    assert answer.status_code == 400


def test_a_form_token_for_a_visitor_says_what_to_do(memory_site: Site) -> None:
    browser = desk_with_extensions(memory_site.sessions).test_client()

    with pytest.raises(AnonymousSessionError, match="CSRFProtect"):
        browser.get("/form")


def test_the_shield_knows_the_cookie_and_who_is_signed_in(memory_site: Site) -> None:
    desk = desk_of(memory_site.sessions)
    events = list[SecurityEvent]()
    policy = ShieldPolicy(declared_cookies=(), event_sink=events.append)
    FlaskShield(desk, policy)
    browser = desk.test_client()
    browser.environ_base["REMOTE_ADDR"] = "203.0.113.9"
    browser.post("/in/noor")

    statuses = {browser.get(f"/missing-{n}").status_code for n in range(40)}

    assert statuses == {404}
    assert browser.get("/me").text.startswith("noor 203.0.113.9")
    assert {event.kind for event in events} == {EventKind.ORIGIN_UNCHECKED}


def test_the_extension_may_come_before_the_application(memory_site: Site) -> None:
    app = Flask("later")
    interface = ServerSideSessions(None, memory_site.sessions)

    interface.init_app(app)

    assert app.session_interface is interface
    assert app.config["SESSION_COOKIE_NAME"] == "__Host-session"
