"""A policy from the configuration of a Flask application."""

from collections.abc import Mapping
from dataclasses import fields, replace
from typing import Any

from groupz_shield.cookies import CookieRule
from groupz_shield.errors import PolicyError
from groupz_shield.policy import ShieldPolicy
from groupz_shield.profiles import PROFILES

PREFIX = "SHIELD_"
_PROFILE = "SHIELD_PROFILE"
_FIELDS = {PREFIX + field.name.upper(): field.name for field in fields(ShieldPolicy)}


def configured_policy(config: Mapping[str, Any]) -> ShieldPolicy:
    """Return the policy that `SHIELD_*` describes, the application's cookies declared.

    `SHIELD_PROFILE` names what to begin with, `STANDARD` if it is not there; every
    other key is a field of `ShieldPolicy` in capitals.

    Raises:
        PolicyError: A key is no field, or its value cannot be meant.
    """
    given = {key: config[key] for key in config if key.startswith(PREFIX)}
    name = given.pop(_PROFILE, "STANDARD")
    if name not in PROFILES:
        raise PolicyError(_PROFILE, name, f"is not one of {', '.join(PROFILES)}")
    for key in given.keys() - _FIELDS.keys():
        raise PolicyError(key, given[key], "is no setting: see ShieldPolicy")
    policy = replace(PROFILES[name], **{_FIELDS[key]: given[key] for key in given})
    return with_own_cookies(policy, config)


def with_own_cookies(policy: ShieldPolicy, config: Mapping[str, Any]) -> ShieldPolicy:
    """Declare the cookies of Flask's session and of Flask-Login.

    Where a policy declares no cookies it stays as it is: they are only reported.
    """
    if policy.declared_cookies is None:
        return policy
    named = {
        rule.name if isinstance(rule, CookieRule) else rule
        for rule in policy.declared_cookies
    }
    own = [rule for rule in own_cookies(config) if rule.name not in named]
    return replace(policy, declared_cookies=(*policy.declared_cookies, *own))


def own_cookies(config: Mapping[str, Any]) -> list[CookieRule]:
    """Return the rules of the session's cookie and of Flask-Login's.

    They demand what the application sets anyway, so that nothing is changed.
    """
    return [
        CookieRule(
            config.get("SESSION_COOKIE_NAME", "session"),
            secure=config.get("SESSION_COOKIE_SECURE", False),
            http_only=config.get("SESSION_COOKIE_HTTPONLY", True),
            same_site=None,
        ),
        CookieRule(
            config.get("REMEMBER_COOKIE_NAME", "remember_token"),
            secure=config.get("REMEMBER_COOKIE_SECURE", False),
            http_only=config.get("REMEMBER_COOKIE_HTTPONLY", True),
            same_site=None,
        ),
    ]
