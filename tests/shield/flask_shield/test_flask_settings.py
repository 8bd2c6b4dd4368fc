"""A Flask application configures its shield as it configures everything else."""

from dataclasses import fields
from typing import Any

import pytest
from flask import Flask

from groupz_shield import (
    CookieRule,
    Observer,
    PolicyError,
    RequestFacts,
    SecurityEvent,
    ShieldPolicy,
)
from groupz_shield.ext.flask import FlaskShield
from members_site import browser_of


def configured(**config: object) -> ShieldPolicy:
    app = Flask("configured")
    app.config.update(config)
    FlaskShield(app)
    policy = app.extensions["groupz_shield"].policy
    assert isinstance(policy, ShieldPolicy)
    return policy


def test_every_field_of_a_policy_is_a_setting() -> None:
    default = ShieldPolicy()
    values = {
        f"SHIELD_{f.name.upper()}": getattr(default, f.name) for f in fields(default)
    }

    configured(**values)


def test_a_setting_replaces_what_its_profile_says() -> None:
    policy = configured(SHIELD_PROFILE="STRICT", SHIELD_NOT_FOUND_LIMIT=7)

    assert (policy.not_found_limit, policy.flood_limit) == (7, 240)


def test_without_settings_it_is_a_policy_by_itself() -> None:
    policy = configured()

    assert (policy.flood_limit, policy.declared_cookies) == (600, None)


def test_settings_come_from_the_environment_too(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("FLASK_SHIELD_TRUSTED_PROXIES", '["127.0.0.1", "unix"]')
    monkeypatch.setenv("FLASK_SHIELD_FLOOD_LIMIT", "null")
    monkeypatch.setenv("FLASK_SHIELD_ENFORCE", "false")
    app = Flask("configured")
    app.config.from_prefixed_env()

    policy = configured(**app.config)

    assert policy.trusted_proxies == ("127.0.0.1", "unix")
    assert (policy.flood_limit, policy.enforce) == (None, False)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param("SHIELD_PROFILE", "standard", id="a profile in small letters"),
        pytest.param("SHIELD_PROFILE", ["STRICT"], id="a list of profiles"),
        pytest.param("SHIELD_FLOODLIMIT", 5, id="no setting"),
        pytest.param("SHIELD_ENFORCE", "False", id="a flag as text"),
        pytest.param("SHIELD_BAN_PRIVATE_ADDRESSES", 0, id="a flag as number"),
        pytest.param("SHIELD_FLOOD_LIMIT", "600", id="a number as text"),
        pytest.param("SHIELD_NOT_FOUND_LIMIT", True, id="a flag for a number"),
        pytest.param("SHIELD_MAX_HEADERS", 1.5, id="half a header"),
        pytest.param("SHIELD_RETENTION_DAYS", None, id="nothing for a number"),
        pytest.param("SHIELD_HOSTS", 5, id="a number for a list"),
        pytest.param("SHIELD_ALLOWLIST", ["192.0.2.1", None], id="nothing in a list"),
    ],
)
def test_a_setting_that_cannot_be_meant_is_refused_by_its_name(
    key: str, value: object
) -> None:
    with pytest.raises(PolicyError, match=key) as refused:
        configured(**{key: value})

    assert (refused.value.setting, refused.value.value) == (key, value)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        pytest.param("SHIELD_TRUSTED_PROXIES", "127.0.0.1", id="one string"),
        pytest.param("SHIELD_FLOOD_LIMIT", 0, id="no page at all"),
        pytest.param("SHIELD_STORE", "mongodb://", id="no store"),
    ],
)
def test_what_a_policy_refuses_is_refused_here_too(key: str, value: object) -> None:
    with pytest.raises(PolicyError, match=key.removeprefix("SHIELD_").lower()):
        configured(**{key: value})


def test_an_application_whose_settings_are_refused_is_left_as_it_was() -> None:
    app = Flask("configured")
    app.config["SHIELD_PROFILE"] = "LAX"
    bare = app.wsgi_app

    with pytest.raises(PolicyError):
        FlaskShield(app)

    assert app.wsgi_app == bare
    assert app.extensions == {}


def test_a_policy_stands_in_for_the_configuration() -> None:
    app = Flask("configured")
    app.config["SHIELD_FLOOD_LIMIT"] = 5

    FlaskShield(app, ShieldPolicy(flood_limit=6))

    assert app.extensions["groupz_shield"].policy.flood_limit == 6


@pytest.mark.parametrize("by_policy", [True, False])
def test_the_cookies_of_the_application_are_declared(*, by_policy: bool) -> None:
    app = Flask("configured")
    app.config.update(
        SESSION_COOKIE_NAME="__Host-id",
        SESSION_COOKIE_SECURE=True,
        REMEMBER_COOKIE_NAME="keep",
        REMEMBER_COOKIE_HTTPONLY=False,
        SHIELD_DECLARED_COOKIES=["theme"],
    )

    FlaskShield(app, ShieldPolicy(declared_cookies=["theme"]) if by_policy else None)

    assert app.extensions["groupz_shield"].policy.declared_cookies == (
        "theme",
        CookieRule("__Host-id", secure=True, http_only=True, same_site=None),
        CookieRule("keep", secure=False, http_only=False, same_site=None),
    )


def test_a_rule_for_the_session_is_not_replaced() -> None:
    rule = CookieRule("session", max_age_seconds=60)

    policy = configured(SHIELD_DECLARED_COOKIES=[rule, "remember_token"])

    assert policy.declared_cookies == (rule, "remember_token")


def test_a_session_cookie_that_browsers_would_drop_is_refused() -> None:
    with pytest.raises(PolicyError, match="secure"):
        configured(SESSION_COOKIE_NAME="__Host-id", SHIELD_PROFILE="STRICT")


class Counting:
    """Look at answers, and count them."""

    name = "counting"

    def __init__(self) -> None:
        self.seen: list[str] = []

    def answered(self, _: RequestFacts, status: str, /) -> None:
        self.seen.append(status)


def test_observers_and_sinks_come_from_the_configuration() -> None:
    events: list[SecurityEvent] = []
    counting = Counting()
    observer: Observer = counting
    app = Flask("configured")
    config: dict[str, Any] = {
        "SHIELD_GUARDS": [observer],
        "SHIELD_EVENT_SINK": events.append,
        "SHIELD_BLOCKLIST": ["198.51.100.0/24"],
    }
    app.config.update(config)
    FlaskShield(app)

    browser_of(app).get("/gone")
    browser_of(app, "198.51.100.7").get("/gone")

    assert counting.seen == ["404 NOT FOUND"]
    assert len(events) == 1
