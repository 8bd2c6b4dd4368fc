"""What a banned client is answered: one small page, the same for everybody."""

from http import HTTPStatus

from werkzeug.test import Client as Browser
from werkzeug.wrappers import Response

from groupz_shield import ConstantPage, Shield, ShieldPolicy
from groupz_shield.events import EventKind
from shielded import Site
from store_clients import ban


def banned_browser(**policy: object) -> tuple[Browser, str]:
    def never(*_: object) -> tuple[str, list[tuple[str, str]], bytes]:
        raise AssertionError("a ban has no page of the application's")

    app = Response("fine")
    app.set_cookie("session", "1")
    shield = Shield(
        app,
        ShieldPolicy(ban_private_addresses=True, refusal_page=never, **policy),  # type: ignore[arg-type]  # fields of the policy
    )
    decision = ban("127.0.0.1", until=None)
    shield.parts.register.put([decision])
    return Browser(shield), decision.reference


def test_it_is_small_never_stored_and_sets_no_cookie() -> None:
    browser, reference = banned_browser(refusal_headers=[("X-Frame-Options", "DENY")])

    answer = browser.get("/", environ_base={"REMOTE_ADDR": "127.0.0.1"})

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert answer.text == f"Refused. Reference: {reference}\n"
    assert dict(answer.headers) == {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": str(len(answer.data)),
        "Cache-Control": "no-store",
        "X-Frame-Options": "DENY",
    }


def test_it_can_be_another_text() -> None:
    page = ConstantPage("<p>Nee. {reference} {}", "text/html; charset=utf-8")
    browser, reference = banned_browser(constant_page=page)

    answers = [
        browser.get("/", environ_base={"REMOTE_ADDR": "127.0.0.1"}) for _ in range(2)
    ]

    assert answers[0].text == answers[1].text == f"<p>Nee. {reference} {{}}"
    assert answers[0].mimetype == "text/html"


def test_a_head_has_no_body_but_its_length() -> None:
    browser, _ = banned_browser()

    answer = browser.head("/", environ_base={"REMOTE_ADDR": "127.0.0.1"})

    assert answer.data == b""
    assert int(answer.headers["Content-Length"]) > 20


def test_the_page_of_the_application_is_for_other_refusals() -> None:
    asked: list[str] = []

    def page(_environ: object, refusal: object) -> tuple[str, list[object], bytes]:
        asked.append(refusal.guard)  # type: ignore[attr-defined]  # a Refusal
        return "429 Slow", [], b"slow"

    site = Site({"refusal_page": page, "flood_limit": 1})

    site.ask("203.0.113.9")
    site.ask("203.0.113.9")

    assert asked == ["flood"]
    assert EventKind.REFUSAL_PAGE_FAILED not in site.kinds()
