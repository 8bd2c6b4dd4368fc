"""The origin matrix: what passes, what does not, and what is exempt."""

from http import HTTPStatus

import pytest
from werkzeug.test import Client as Browser
from werkzeug.wrappers import Response

from groupz_shield import EventKind, SecurityEvent, Shield, ShieldPolicy

OURS = "https://bookings.example"
OK, REFUSED = HTTPStatus.OK, HTTPStatus.FORBIDDEN


def browser(*exempt: str) -> Browser:
    policy = ShieldPolicy(public_origins=[OURS], origin_exempt_paths=exempt)
    return Browser(Shield(Response("fine"), policy))


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"Sec-Fetch-Site": "same-origin"}, OK, id="same-origin"),
        pytest.param({"Sec-Fetch-Site": "same-site"}, REFUSED, id="same-site"),
        pytest.param({"Sec-Fetch-Site": "cross-site"}, REFUSED, id="cross-site"),
        pytest.param({"Sec-Fetch-Site": "none"}, REFUSED, id="none"),
        pytest.param({"Sec-Fetch-Site": ""}, REFUSED, id="empty"),
        pytest.param({"Sec-Fetch-Site": "Same-Origin"}, REFUSED, id="another spelling"),
        pytest.param(
            {"Sec-Fetch-Site": "cross-site", "Origin": OURS}, REFUSED, id="both, cross"
        ),
        pytest.param(
            {"Sec-Fetch-Site": "same-origin", "Origin": "null"}, OK, id="no-referrer"
        ),
        pytest.param({"Origin": OURS}, OK, id="our origin"),
        pytest.param({"Origin": "https://bookings.example:443"}, OK, id="default port"),
        pytest.param({"Origin": "HTTPS://Bookings.Example"}, OK, id="upper case"),
        pytest.param({"Origin": "http://bookings.example"}, REFUSED, id="other scheme"),
        pytest.param({"Origin": "https://bookings.example:8443"}, REFUSED, id="port"),
        pytest.param({"Origin": "https://evil.example"}, REFUSED, id="other host"),
        pytest.param(
            {"Origin": "https://bookings.example.evil.example"}, REFUSED, id="suffix"
        ),
        pytest.param({"Origin": "https://x@bookings.example"}, REFUSED, id="userinfo"),
        pytest.param({"Origin": "null"}, REFUSED, id="null"),
        pytest.param({"Origin": ""}, REFUSED, id="empty origin"),
        pytest.param({"Origin": f"{OURS} {OURS}"}, REFUSED, id="two origins"),
        pytest.param({"Origin": "https://[::1::]"}, REFUSED, id="no IPv6 address"),
        pytest.param({"Referer": f"{OURS}/page"}, REFUSED, id="neither"),
        pytest.param({"Host": "bookings.example"}, REFUSED, id="Host is no witness"),
        pytest.param(
            {"Host": "evil.example", "Origin": "https://evil.example"},
            REFUSED,
            id="Host is not compared with",
        ),
    ],
)
def test_a_post_has_to_come_from_the_site_itself(
    headers: dict[str, str], status: HTTPStatus
) -> None:
    assert browser().post("/book", headers=headers).status_code == status


@pytest.mark.parametrize(
    ("method", "status"),
    [
        ("GET", OK),
        ("HEAD", OK),
        ("OPTIONS", OK),
        ("TRACE", HTTPStatus.METHOD_NOT_ALLOWED),  # the hygiene guard
        ("POST", REFUSED),
        ("PUT", REFUSED),
        ("PATCH", REFUSED),
        ("DELETE", REFUSED),
        ("get", REFUSED),
        ("BREW", REFUSED),
    ],
)
def test_only_safe_methods_may_come_from_elsewhere(
    method: str, status: HTTPStatus
) -> None:
    answer = browser().open(
        "/",
        method="GET",
        environ_overrides={"REQUEST_METHOD": method},
        headers={"Sec-Fetch-Site": "cross-site"},
    )

    assert answer.status_code == status


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/hooks/pay", OK, id="the very path"),
        pytest.param("/hooks/pay/", REFUSED, id="longer"),
        pytest.param("/hooks/pa", REFUSED, id="shorter"),
        pytest.param("/api/", OK, id="the prefix itself"),
        pytest.param("/api/v1/items", OK, id="below the prefix"),
        pytest.param("/api", REFUSED, id="above the prefix"),
        pytest.param("/apis", REFUSED, id="beside the prefix"),
        pytest.param("/api/../book", REFUSED, id="out of the prefix again"),
        pytest.param("/api/%2e%2e/book", REFUSED, id="out, encoded"),
        pytest.param("/api//book", REFUSED, id="two spellings"),
        pytest.param("/api/..\\book", REFUSED, id="backslash"),
        pytest.param("/api/v1..2", OK, id="dots in a name"),
        pytest.param("/caf%C3%A9/menu", OK, id="not ASCII"),
    ],
)
def test_machines_may_post_to_exempt_paths_alone(path: str, status: HTTPStatus) -> None:
    site = browser("/hooks/pay", "/api/*", "/café/*")

    assert site.post(path).status_code == status


def test_an_exempt_path_holds_the_prefix_of_a_mounted_application() -> None:
    site = browser("/shop/hooks")

    assert site.post("/hooks", base_url="http://localhost/shop").status_code == OK


def test_without_public_origins_one_event_says_so_and_nothing_is_refused() -> None:
    events: list[SecurityEvent] = []
    site = Browser(Shield(Response("fine"), ShieldPolicy(event_sink=events.append)))

    statuses = [site.post("/book").status_code for _ in range(3)]

    assert statuses == [OK] * 3
    assert [event.kind for event in events] == [EventKind.ORIGIN_UNCHECKED]
    assert "public_origins" in events[0].message
