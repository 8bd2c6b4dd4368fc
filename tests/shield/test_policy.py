"""A policy is checked when it is made, and says which setting is wrong."""

from dataclasses import FrozenInstanceError, fields
from pathlib import Path
from typing import Any

import pytest

from groupz_shield import CookieRule, FeedSource, PolicyError, ShieldPolicy

REFERENCE = Path(__file__).parents[2] / "docs" / "reference" / "shield.md"


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        pytest.param("trusted_proxies", ["nginx"], id="proxy by name"),
        pytest.param("trusted_proxies", "127.0.0.1", id="a string, not a list"),
        pytest.param("forwarding_header", "X-Real-IP", id="another header"),
        pytest.param("public_origins", ["bookings.example"], id="no scheme"),
        pytest.param("public_origins", ["https://bookings.example/"], id="a path"),
        pytest.param("public_origins", ["ftp://bookings.example"], id="not the web"),
        pytest.param("public_origins", ["https://café.example"], id="not ASCII"),
        pytest.param("public_origins", ["https://[::1::]"], id="no IPv6 address"),
        pytest.param("public_origins", ["https://x.example:65536"], id="no port"),
        pytest.param("public_origins", ["null"], id="null"),
        pytest.param("guards", [object()], id="nothing to ask a guard"),
        pytest.param("feeds", ["https://lists.example/drop"], id="no FeedSource"),
        pytest.param("feeds", [FeedSource("a", "x"), FeedSource("a", "y")], id="twice"),
        pytest.param("origin_exempt_paths", ["hooks"], id="no slash"),
        pytest.param("origin_exempt_paths", ["/*"], id="everything"),
        pytest.param("origin_exempt_paths", ["/api*"], id="half a segment"),
        pytest.param("origin_exempt_paths", ["/a/*/b"], id="star in the middle"),
        pytest.param("origin_exempt_paths", ["/api/../x"], id="two spellings"),
        pytest.param("origin_exempt_paths", ["/api?x=1"], id="a query"),
        pytest.param("declared_cookies", "session", id="one name, not a list"),
        pytest.param("declared_cookies", ["a b"], id="no cookie name"),
        pytest.param("declared_cookies", [""], id="empty cookie name"),
        pytest.param("refusal_headers", [("X-A", "1\r\nX-B: 2")], id="two headers"),
        pytest.param("refusal_headers", [("X A", "1")], id="no header name"),
        pytest.param("refusal_headers", [("X-A", "€")], id="not latin-1"),
        pytest.param("refusal_headers", [("Set-Cookie", "a=1")], id="a cookie"),
        pytest.param("refusal_headers", [("cache-control", "public")], id="caching"),
    ],
)
def test_nonsense_is_refused_by_the_name_of_its_setting(
    setting: str, value: Any
) -> None:
    with pytest.raises(PolicyError, match=setting) as refused:
        ShieldPolicy(**{setting: value})

    assert refused.value.setting == setting


@pytest.mark.parametrize(
    "rule",
    [
        pytest.param({"name": "a;b"}, id="name"),
        pytest.param({"name": "a", "path": "x"}, id="path without slash"),
        pytest.param({"name": "a", "path": "/; Domain=x"}, id="path with semicolon"),
        pytest.param({"name": "a", "max_age_seconds": 0}, id="no life"),
        pytest.param({"name": "a", "secure": False, "same_site": "None"}, id="None"),
        pytest.param({"name": "__Host-a", "secure": False}, id="prefix not secure"),
        pytest.param({"name": "__Secure-a", "secure": False}, id="prefix again"),
        pytest.param({"name": "__Host-a", "path": "/x"}, id="prefix with a path"),
    ],
)
def test_a_cookie_rule_that_browsers_would_not_take_is_refused(
    rule: dict[str, Any],
) -> None:
    with pytest.raises(PolicyError, match="declared_cookies"):
        CookieRule(**rule)


def test_a_sensible_policy_is_frozen_with_its_collections() -> None:
    origins = ["https://bookings.example", "http://[2001:db8::1]:8080"]
    policy = ShieldPolicy(
        trusted_proxies=["127.0.0.1", "unix"],
        public_origins=origins,
        origin_exempt_paths=["/hooks/pay", "/api/*"],
        declared_cookies=[CookieRule("__Host-a", path="/", max_age_seconds=1), "b"],
        refusal_headers=[("X-Content-Type-Options", "nosniff")],
    )

    origins.clear()

    assert len(policy.public_origins) == 2
    with pytest.raises(FrozenInstanceError):
        policy.public_origins = ()  # type: ignore[misc]  # that it is refused is the point


@pytest.mark.parametrize("thing", [ShieldPolicy, CookieRule])
def test_every_field_is_documented(thing: type[ShieldPolicy | CookieRule]) -> None:
    page = REFERENCE.read_text()

    for field in fields(thing):
        assert f"`{field.name}`" in page
        assert f"        {field.name}: " in (thing.__doc__ or "")
