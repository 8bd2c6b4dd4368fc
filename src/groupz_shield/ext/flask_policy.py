"""A policy from the configuration of a Flask application."""

from collections.abc import Collection, Mapping
from dataclasses import fields, replace
from typing import Any, Final

from groupz_shield.cookies import CookieRule
from groupz_shield.errors import PolicyError
from groupz_shield.policy import ShieldPolicy
from groupz_shield.profiles import PROFILES

PREFIX = "SHIELD_"
_PROFILE = "SHIELD_PROFILE"
_FIELDS = {PREFIX + field.name.upper(): field for field in fields(ShieldPolicy)}
_PLAIN: Final = {
    bool: ((bool,), "is neither True nor False"),
    int: ((int,), "is no whole number"),
    int | None: ((int, type(None)), "is neither a whole number nor None"),
}


def configured_policy(config: Mapping[str, Any]) -> ShieldPolicy:
    """Return the policy that `SHIELD_*` describes, the application's cookies declared.

    `SHIELD_PROFILE` names what to begin with, `STANDARD` if it is not there; every
    other key is a field of `ShieldPolicy` in capitals.

    Raises:
        PolicyError: A key is no field, or its value cannot be meant.
    """
    given = {key: config[key] for key in config if key.startswith(PREFIX)}
    name = given.pop(_PROFILE, "STANDARD")
    if name not in tuple(PROFILES):
        raise PolicyError(_PROFILE, name, f"is not one of {', '.join(PROFILES)}")
    for key in given.keys() - _FIELDS.keys():
        raise PolicyError(key, given[key], "is no setting: see ShieldPolicy")
    for key, value in given.items():
        _check_type(key, value)
    policy = replace(PROFILES[name], **{_FIELDS[key].name: given[key] for key in given})
    return with_own_cookies(policy, config)


def _check_type(key: str, value: object) -> None:
    """Refuse the text `"false"` for a flag, and the like: no type checker saw it."""
    kind: Any = _FIELDS[key].type
    if kind in _PLAIN and type(value) not in _PLAIN[kind][0]:
        raise PolicyError(key, value, _PLAIN[kind][1])
    if kind == Collection[str] and not (
        isinstance(value, Collection) and all(isinstance(one, str) for one in value)
    ):
        raise PolicyError(key, value, "is no list of texts")


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
