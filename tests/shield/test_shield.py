"""The middleware: what passes through it unchanged, and how it refuses."""

import sys
from collections.abc import Callable, Iterable
from http import HTTPStatus
from io import BytesIO
from ipaddress import IPv6Address
from threading import Thread
from typing import Any
from wsgiref.types import StartResponse, WSGIApplication, WSGIEnvironment
from wsgiref.util import FileWrapper, setup_testing_defaults

import pytest
from werkzeug.test import Client as Browser, TestResponse
from werkzeug.wrappers import Response

from groupz_shield import (
    CLIENT_KEY,
    REFERENCE_KEY,
    Client,
    EventKind,
    Refusal,
    RequestFacts,
    SecurityEvent,
    Shield,
    ShieldPolicy,
)
from groupz_shield.refusal import Header

FINE = Response("fine")


class Refusing:
    name = "refusing"

    def __init__(self, refusal: Refusal) -> None:
        self.refusal = refusal

    def check(self, facts: RequestFacts, /) -> Refusal | None:
        return self.refusal if facts.path == "/refused" else None


class Failing:
    name = "failing"

    def check(self, _facts: RequestFacts, /) -> Refusal | None:
        raise RecursionError("a guard of the deep")


def refused(
    *, refusal: Refusal | None = None, method: str = "GET", **policy: Any
) -> TestResponse:
    guard = Refusing(
        refusal or Refusal("refusing", "It may not.", reference="0badcafe")
    )
    shield = Shield(FINE, ShieldPolicy(guards=[guard], **policy))
    return Browser(shield).open("/refused", method=method)


def environ_of(**more: Any) -> WSGIEnvironment:
    environ: WSGIEnvironment = {"REMOTE_ADDR": "203.0.113.9", **more}
    setup_testing_defaults(environ)
    return environ


class Started:
    def __init__(self) -> None:
        self.calls: list[tuple[Any, ...]] = []
        self.written: list[bytes] = []

    def __call__(self, *args: Any) -> Callable[[bytes], object]:
        self.calls.append(args)
        return self.written.append


def test_the_answer_of_the_application_is_the_very_same_object() -> None:
    body = FileWrapper(BytesIO(b"fine"))

    def app(_environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        start("200 OK", [("Content-Length", "4")])
        return body

    assert Shield(app)(environ_of(), Started()) is body


def test_exc_info_and_write_pass_through() -> None:
    started = Started()

    def app(_environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        start("200 OK", [("Set-Cookie", "a=1")])
        try:
            int("no number")
        except ValueError:
            start("500 Oh", [("Set-Cookie", "b=1")], sys.exc_info())(b"written")
        return []

    Shield(app, ShieldPolicy(declared_cookies=()))(environ_of(), started)

    (first, second) = started.calls
    assert first == ("200 OK", [])
    assert second[:2] == ("500 Oh", [])
    assert second[2][0] is ValueError
    assert started.written == [b"written"]


def test_the_list_of_headers_of_the_application_is_not_changed_behind_its_back() -> (
    None
):
    headers = [("Set-Cookie", "a=1")]

    def app(_environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        start("200 OK", headers)
        return []

    Shield(app, ShieldPolicy(declared_cookies=()))(environ_of(), Started())

    assert headers == [("Set-Cookie", "a=1")]


def test_an_error_of_the_application_stays_its_own() -> None:
    def app(_environ: WSGIEnvironment, _start: StartResponse) -> Iterable[bytes]:
        raise KeyError("mine")

    with pytest.raises(KeyError, match="mine"):
        Shield(app)(environ_of(), Started())


@pytest.mark.parametrize(
    ("peer", "client", "scheme"),
    [
        pytest.param(
            "::1",
            Client.at(IPv6Address("2001:db8::7"), "::1", "https"),
            "https",
            id="a trusted proxy",
        ),
        pytest.param(
            "::2", Client.at(IPv6Address("::2"), "::2"), "http", id="a forger"
        ),
    ],
)
def test_the_application_finds_the_client_and_the_scheme(
    peer: str, client: Client, scheme: str
) -> None:
    environ = environ_of(
        REMOTE_ADDR=peer,
        HTTP_X_FORWARDED_FOR="2001:db8::7",
        HTTP_X_FORWARDED_PROTO="https",
    )

    Shield(FINE, ShieldPolicy(trusted_proxies=["::1"]))(environ, Started())

    assert environ[CLIENT_KEY] == client
    assert environ["wsgi.url_scheme"] == scheme


def test_host_is_never_taken_from_a_forwarding_header() -> None:
    environ = environ_of(
        REMOTE_ADDR="::1", HTTP_HOST="ours", HTTP_X_FORWARDED_HOST="evil",
        HTTP_FORWARDED="for=1.2.3.4;host=evil",
    )  # fmt: skip

    Shield(FINE, ShieldPolicy(trusted_proxies=["::1"], forwarding_header="Forwarded"))(
        environ, Started()
    )

    assert (environ["HTTP_HOST"], environ["SERVER_NAME"]) == ("ours", "127.0.0.1")


@pytest.mark.parametrize(
    ("requests", "alarms"),
    [
        pytest.param(9, 0, id="now and then"),
        pytest.param(10, 1, id="again and again"),
        pytest.param(40, 1, id="all the time"),
    ],
)
def test_a_proxy_that_nobody_trusts_raises_one_alarm(
    requests: int, alarms: int
) -> None:
    events: list[SecurityEvent] = []
    shield = Shield(FINE, ShieldPolicy(event_sink=events.append))

    for number in range(requests):
        shield(environ_of(HTTP_X_FORWARDED_FOR=f"1.2.3.{number}"), Started())

    assert [event.kind for event in events] == [EventKind.FORWARDING_IGNORED] * alarms
    assert all("trusted_proxies" in event.message and event.alarm for event in events)


def test_a_refusal_is_small_constant_and_never_stored() -> None:
    answer = refused(refusal_headers=[("X-Content-Type-Options", "nosniff")])

    assert answer.status == "403 Forbidden"
    assert answer.data == b"Refused. Reference: 0badcafe\n"
    assert dict(answer.headers) == {
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Length": "29",
        "Cache-Control": "no-store",
        "X-Content-Type-Options": "nosniff",
    }


def test_a_refusal_has_the_status_and_headers_of_its_guard() -> None:
    answer = refused(
        refusal=Refusal(
            "flood", "Too much.", HTTPStatus.TOO_MANY_REQUESTS, (("Retry-After", "9"),)
        )
    )

    assert answer.status_code == HTTPStatus.TOO_MANY_REQUESTS
    assert answer.headers["Retry-After"] == "9"


def test_a_refused_head_has_no_body_but_the_length() -> None:
    answer = refused(method="HEAD")

    assert (answer.data, answer.headers["Content-Length"]) == (b"", "29")


def test_the_reference_stands_in_the_answer_the_event_and_the_environ() -> None:
    events: list[SecurityEvent] = []
    guard = Refusing(Refusal("refusing", "It may not."))
    environ = environ_of(PATH_INFO="/refused")
    shield = Shield(FINE, ShieldPolicy(guards=[guard], event_sink=events.append))

    body = b"".join(shield(environ, Started())).decode()

    (event,) = events
    assert event.reference == environ[REFERENCE_KEY] == guard.refusal.reference
    assert body == f"Refused. Reference: {event.reference}\n"
    assert (event.kind, event.message) == (EventKind.REFUSED, "It may not.")
    assert event.client == environ[CLIENT_KEY]
    assert event.facts == {"guard": "refusing", "method": "GET", "path": "/refused"}


def test_every_refusal_has_a_reference_of_its_own() -> None:
    assert len({Refusal("g", "why").reference for _ in range(50)}) == 50


def test_a_page_of_the_platform_sets_no_cookie_and_is_not_stored() -> None:
    def page(
        environ: WSGIEnvironment, refusal: Refusal
    ) -> tuple[str, list[Header], bytes]:
        headers = [
            ("Content-Type", "text/html; charset=utf-8"),
            ("Content-Language", environ["HTTP_ACCEPT_LANGUAGE"]),
            ("Set-Cookie", "a=1"),
            ("Cache-Control", "public"),
            ("Content-Length", "1"),
            ("x-frame-options", "ALLOWALL"),
        ]
        return "451 Because", headers, f"Nee: {refusal.reference}".encode()

    guard = Refusing(Refusal("refusing", "It may not.", reference="0badcafe"))
    policy = ShieldPolicy(
        guards=[guard], refusal_page=page, refusal_headers=[("X-Frame-Options", "DENY")]
    )

    answer = Browser(Shield(FINE, policy)).get(
        "/refused", headers={"Accept-Language": "nl"}
    )

    assert (answer.status, answer.data) == ("451 Because", b"Nee: 0badcafe")
    assert sorted(answer.headers) == [
        ("Cache-Control", "no-store"),
        ("Content-Language", "nl"),
        ("Content-Length", "13"),
        ("Content-Type", "text/html; charset=utf-8"),
        ("X-Frame-Options", "DENY"),
    ]


@pytest.mark.parametrize(
    "page",
    [
        pytest.param(lambda _environ, _refusal: 1 / 0, id="raises"),
        pytest.param(lambda _environ, _refusal: None, id="nothing"),
        pytest.param(lambda _environ, _refusal: ("403 No", [], "text"), id="no bytes"),
    ],
)
def test_a_broken_page_gives_the_constant_answer_and_an_alarm(page: Any) -> None:
    events: list[SecurityEvent] = []

    answer = refused(refusal_page=page, event_sink=events.append)

    assert answer.data == b"Refused. Reference: 0badcafe\n"
    kinds = [event.kind for event in events]
    assert kinds == [EventKind.REFUSED, EventKind.REFUSAL_PAGE_FAILED]
    assert events[1].reference == "0badcafe"
    assert events[1].alarm


def test_a_guard_that_fails_neither_lets_through_nor_breaks_the_site() -> None:
    events: list[SecurityEvent] = []
    policy = ShieldPolicy(guards=[Failing()], event_sink=events.append)

    answer = Browser(Shield(FINE, policy)).get("/")

    assert answer.status_code == HTTPStatus.SERVICE_UNAVAILABLE
    alarm, refusal = events
    assert (alarm.kind, refusal.kind) == (EventKind.GUARD_FAILED, EventKind.REFUSED)
    assert alarm.alarm
    assert "failing" in alarm.message
    assert isinstance(alarm.error, RecursionError)
    assert alarm.reference == refusal.reference


def test_a_broken_sink_changes_no_answer(caplog: pytest.LogCaptureFixture) -> None:
    def broken(_event: SecurityEvent) -> None:
        raise OSError

    answer = refused(event_sink=broken)

    assert answer.status_code == HTTPStatus.FORBIDDEN
    assert "It may not." in caplog.text


def test_threads_do_not_mix_up_their_clients() -> None:
    def app(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        start("200 OK", [])
        return [environ[CLIENT_KEY].address.encode()]

    shield: WSGIApplication = Shield(app, ShieldPolicy(trusted_proxies=["::1"]))
    wrong: list[str] = []

    def ask(thread: int) -> None:
        for number in range(300):
            address = f"198.51.{thread}.{number % 250}"
            environ = environ_of(REMOTE_ADDR="::1", HTTP_X_FORWARDED_FOR=address)
            if b"".join(shield(environ, Started())) != address.encode():
                wrong.append(address)

    threads = [Thread(target=ask, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert wrong == []
