"""Refused requests get the application's own page, or the small constant one."""

import json
from collections.abc import Callable
from http import HTTPStatus
from pathlib import Path
from typing import Any

import pytest
from flask import (
    Blueprint,
    Flask,
    Request,
    Response,
    abort,
    current_app,
    flash,
    g,
    get_flashed_messages,
    has_app_context,
    redirect,
    request,
    session,
    url_for,
)
from flask.sessions import SecureCookieSessionInterface
from flask_babel import Babel, get_locale
from flask_login import current_user
from typing_extensions import override
from werkzeug.exceptions import Forbidden, HTTPException, TooManyRequests
from werkzeug.middleware.dispatcher import DispatcherMiddleware
from werkzeug.test import Client, TestResponse
from werkzeug.wrappers import Response as AnyResponse

from groupz_shield import (
    REFERENCE_KEY,
    ConstantPage,
    EventKind,
    Refusal,
    RequestFacts,
    SecurityEvent,
    ShieldPolicy,
)
from groupz_shield.ext.flask import FlaskShield
from members_site import VISITOR, browser_of, members, sign_in

PLAIN = "Refused. Reference: "
ORIGIN = "http://localhost"


class Guarded:
    """An application that refuses whatever does not come from its own pages."""

    def __init__(self, app: Flask, **policy: Any) -> None:
        self.app = app
        self.events: list[SecurityEvent] = []
        settings = {"public_origins": [ORIGIN], "event_sink": self.events.append}
        self.shield = FlaskShield(app, ShieldPolicy(**{**settings, **policy}))

    def refused(self, path: str = "/", **asked: Any) -> TestResponse:
        return browser_of(self.app).post(path, **asked)

    @property
    def kinds(self) -> list[EventKind]:
        return [event.kind for event in self.events]


def guarded(page: Callable[[Forbidden], Any], **policy: Any) -> Guarded:
    app = Flask(
        "guarded", static_folder=Path(__file__).parent, static_url_path="/files"
    )
    app.secret_key = "for tests alone"
    app.register_error_handler(403, page)
    return Guarded(app, **policy)


def test_an_application_without_a_page_gets_the_constant_one() -> None:
    answer = Guarded(Flask("bare")).refused()

    assert (answer.status_code, answer.mimetype) == (403, "text/plain")
    assert answer.text.startswith(PLAIN)


def test_a_page_of_the_application_is_shown_with_its_reference() -> None:
    site = guarded(lambda _: f"<p>{request.environ[REFERENCE_KEY]} {request.path}</p>")

    answer = site.refused("/order")

    assert (answer.status, answer.mimetype) == ("403 Forbidden", "text/html")
    assert answer.text == f"<p>{site.events[-1].reference} /order</p>"
    assert answer.headers["Cache-Control"] == "no-store"
    assert site.kinds == [EventKind.REFUSED]


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(lambda _: "page", id="without a status"),
        pytest.param(lambda _: ("page", 403), id="a status"),
        pytest.param(lambda _: ("page", 404, {"X-A": "1"}), id="another status"),
        pytest.param(lambda _: Response("page", 418), id="a response"),
        pytest.param(lambda _: Response(iter(["pa", "ge"]), 403), id="a stream"),
        pytest.param(lambda e: e.get_response(), id="the error's own"),
        pytest.param(lambda _: {"error": "page"}, id="JSON"),
    ],
)
def test_whatever_a_handler_returns_the_status_is_of_the_refusal(
    page: Callable[[Forbidden], Any],
) -> None:
    site = guarded(page)

    answer = site.refused()

    assert answer.status == "403 Forbidden"
    assert not answer.text.startswith(PLAIN)
    assert int(answer.headers["Content-Length"]) == len(answer.data) > 0
    assert site.kinds == [EventKind.REFUSED]


def test_a_file_is_a_page_too_and_is_closed() -> None:
    site = guarded(lambda _: (current_app.send_static_file(Path(__file__).name), 403))

    answer = site.refused()

    assert answer.data == Path(__file__).read_bytes()
    assert answer.status_code == 403


def test_what_a_page_wants_to_close_is_closed() -> None:
    closed: list[str] = []

    def page(_: Forbidden) -> Response:
        response = Response("page")
        response.call_on_close(lambda: closed.append("page"))
        return response

    guarded(page).refused()

    assert closed == ["page"]


def test_a_redirect_gives_way_to_the_constant_page_since_it_might_never_end() -> None:
    site = guarded(lambda _: redirect("/sign-in"))

    answer = site.refused()

    assert answer.status_code == 403
    assert "Location" not in answer.headers
    assert answer.text.startswith(PLAIN)


@pytest.mark.parametrize(
    "error",
    [
        pytest.param(ZeroDivisionError(), id="breaks"),
        pytest.param(HTTPException(response=Response("x")), id="raises a response"),
    ],
)
def test_a_handler_that_raises_leaves_the_constant_page_and_an_alarm(
    error: Exception,
) -> None:
    def page(_: Forbidden) -> str:
        raise error

    site = guarded(page)

    answer = site.refused()

    assert (answer.status_code, answer.text[: len(PLAIN)]) == (403, PLAIN)
    assert site.kinds == [EventKind.REFUSED, EventKind.REFUSAL_PAGE_FAILED]
    assert site.events[-1].error is error


def test_a_handler_that_aborts_is_one_that_raises() -> None:
    site = guarded(lambda _: abort(404))

    assert site.refused().status_code == 403
    assert site.kinds[-1] is EventKind.REFUSAL_PAGE_FAILED


def test_a_handler_that_returns_nothing_is_one_that_raises() -> None:
    site = guarded(lambda _: None)

    assert site.refused().text.startswith(PLAIN)
    assert site.kinds[-1] is EventKind.REFUSAL_PAGE_FAILED


def test_a_handler_that_hands_the_error_back_has_no_page() -> None:
    site = guarded(lambda error: error)

    assert site.refused().text.startswith(PLAIN)
    assert site.kinds == [EventKind.REFUSED]


def test_a_constant_page_of_ones_own_stands_in_for_what_has_no_page() -> None:
    site = Guarded(Flask("bare"), constant_page=ConstantPage("Sorry: {reference}"))

    assert site.refused().text == f"Sorry: {site.events[0].reference}"


def test_a_page_that_the_policy_names_goes_before_the_handlers() -> None:
    site = guarded(
        lambda _: "handler",
        refusal_page=lambda _environ, _refusal: ("403 No", [], b"policy"),
    )

    assert (site.refused().status, site.refused().text) == ("403 No", "policy")


def test_a_handler_knows_who_is_signed_in_and_what_is_in_the_session() -> None:
    app = members()
    app.register_error_handler(
        403, lambda _: (f"{current_user.get_id()} {session['notes']}", 403)
    )
    Guarded(app)
    browser = browser_of(app)
    browser.environ_base["HTTP_ORIGIN"] = ORIGIN
    sign_in(browser)
    with browser.session_transaction() as kept:
        kept["notes"] = ["a"]

    answer = browser.post("/sign-out", headers={"Sec-Fetch-Site": "cross-site"})

    assert answer.text == "Noor ['a']"


def test_what_a_page_does_to_the_session_is_not_kept() -> None:
    def page(_: Forbidden) -> str:
        flash("once")
        return f"page {get_flashed_messages()}"

    site = guarded(page)
    browser = browser_of(site.app)

    answers = [browser.post("/") for _ in range(2)]

    assert [answer.text for answer in answers] == ["page ['once']"] * 2
    assert "Set-Cookie" not in answers[0].headers


@pytest.mark.parametrize(
    ("accepted", "word"),
    [
        pytest.param("nl-NL,nl;q=0.9,en;q=0.1", "nl", id="Dutch"),
        pytest.param("en", "en", id="English"),
        pytest.param("zz", "en", id="neither"),
    ],
)
def test_a_page_speaks_the_language_of_the_visitor(accepted: str, word: str) -> None:
    app = Flask("bilingual")
    Babel(
        app,
        locale_selector=lambda: request.accept_languages.best_match(["nl", "en"]),
    )
    app.register_error_handler(403, lambda _: (f"{get_locale()}", 403))

    answer = Guarded(app).refused(headers={"Accept-Language": accepted})

    assert answer.text == word


def test_a_handler_for_everything_sees_the_status() -> None:
    app = Flask("json")

    @app.errorhandler(HTTPException)
    def as_json(error: HTTPException) -> AnyResponse:
        response = error.get_response()
        response.set_data(json.dumps({"code": error.code}))
        response.content_type = "application/json"
        return response

    site = Guarded(app, flood_limit=1)
    browser = browser_of(app)

    answers = [browser.get("/" + "a" * 5000), *(browser.get("/") for _ in range(2))]

    assert [one.status_code for one in answers] == [414, 404, 429]
    assert [one.get_json() for one in answers] == [
        {"code": 414},
        {"code": 404},
        {"code": 429},
    ]
    assert int(answers[2].headers["Retry-After"]) > 0
    assert site.refused().get_json() == {"code": 429}


def test_a_handler_for_a_class_of_errors_is_found() -> None:
    app = Flask("classes")
    app.register_error_handler(TooManyRequests, lambda _: ("slowly", 429))
    Guarded(app, flood_limit=1)
    browser = browser_of(app)

    assert [browser.get("/").text[:6] for _ in range(2)] == ["<!doct", "slowly"]


@pytest.mark.parametrize("trap", ["TRAP_HTTP_EXCEPTIONS", "TRAP_BAD_REQUEST_ERRORS"])
def test_traps_for_debugging_catch_no_refusal(trap: str) -> None:
    app = Flask("trapped")
    app.config[trap] = True
    site = Guarded(app)

    assert browser_of(app).get("/?a=%00").status_code == 400
    assert site.kinds == [EventKind.REFUSED]


def test_a_page_of_a_blueprint_is_for_its_own_addresses() -> None:
    app = Flask("parts")
    desk = Blueprint("desk", __name__, url_prefix="/desk")
    desk.add_url_rule("/book", view_func=lambda: "booked", methods=["POST"])
    desk.register_error_handler(403, lambda _: ("the desk's", 403))
    app.register_blueprint(desk)
    app.register_error_handler(403, lambda _: ("everybody's", 403))
    site = Guarded(app)

    assert site.refused("/desk/book").text == "the desk's"
    assert site.refused("/desk/nowhere").text == "everybody's"


class Unpaid:
    """A guard with a status of its own."""

    name = "unpaid"

    def check(self, _: RequestFacts, /) -> Refusal:
        return Refusal(self.name, "not paid", HTTPStatus.PAYMENT_REQUIRED)


def test_a_status_that_no_handler_can_have_gets_the_constant_page() -> None:
    app = Flask("paid")
    app.register_error_handler(HTTPException, lambda _: "page")
    site = Guarded(app, guards=[Unpaid()])

    answer = browser_of(app).get("/")

    assert (answer.status, answer.text[: len(PLAIN)]) == ("402 Payment Required", PLAIN)
    assert site.kinds == [EventKind.REFUSED]


def test_who_is_banned_gets_the_constant_page_at_next_to_no_cost() -> None:
    asked: list[Forbidden] = []
    site = guarded(asked.append, blocklist=[VISITOR])

    answers = [site.refused() for _ in range(3)]

    assert {answer.text for answer in answers} == {
        f"{PLAIN}{site.events[0].reference}\n"
    }
    assert asked == []


def test_a_page_of_a_mounted_application_links_to_where_it_is_mounted() -> None:
    site = guarded(lambda _: url_for("static", filename="a.css"))
    browser = Client(DispatcherMiddleware(Flask("root"), {"/shop": site.app}))

    answer = browser.post("/shop/order", environ_base={"REMOTE_ADDR": VISITOR})

    assert answer.text == "/shop/files/a.css"


def test_functions_around_a_request_do_not_run_for_a_refused_one() -> None:
    ran: list[str] = []
    site = guarded(lambda _: "page")
    site.app.before_request(lambda: ran.append("before"))
    site.app.after_request(lambda _: abort(418))
    site.app.teardown_request(lambda _: ran.append("teardown"))

    assert site.refused().text == "page"
    assert ran == ["teardown"]


class AwaySessions(SecureCookieSessionInterface):
    """Sessions in a place that is away."""

    @override
    def open_session(self, app: Flask, request: Request) -> None:
        raise OSError("away")


def test_a_context_that_cannot_be_pushed_is_not_left_to_the_next_visitor() -> None:
    site = guarded(lambda _: "page")
    site.app.session_interface = AwaySessions()

    assert site.refused().text.startswith(PLAIN)
    assert site.kinds[-1] is EventKind.REFUSAL_PAGE_FAILED
    assert not has_app_context()


def test_a_teardown_that_misses_what_was_never_set_up_changes_no_status() -> None:
    site = guarded(lambda _: "page")
    site.app.teardown_request(lambda _: g.database.close())

    assert (site.refused().status_code, site.kinds[-1]) == (
        403,
        EventKind.REFUSAL_PAGE_FAILED,
    )


def test_a_head_request_is_refused_without_a_body() -> None:
    site = guarded(lambda _: "page", guards=[Unpaid()])

    answer = browser_of(site.app).head("/")

    assert (answer.status_code, answer.data) == (402, b"")
