"""Words of the domain as visitors read them, marked for translation.

Functions take the translations of a language, so that pages and mails share them.
"""

from collections.abc import Mapping
from functools import lru_cache

from babel.support import NullTranslations

from groupz_platform.texts import gettext_noop

KINDS: Mapping[str, str] = {
    "visit": gettext_noop("guided visit"),
    "activity": gettext_noop("activity"),
    "stay": gettext_noop("stay"),
}

GROUP_TYPES: Mapping[str, str] = {
    "school": gettext_noop("school"),
    "company": gettext_noop("company"),
    "family": gettext_noop("family or friends"),
    "association": gettext_noop("association"),
    "care": gettext_noop("care organisation"),
    "other": gettext_noop("other group"),
}

CATEGORIES: Mapping[str, str] = {
    "child": gettext_noop("children"),
    "adult": gettext_noop("adults"),
    "supervisor": gettext_noop("supervisors"),
}

PRICE_BASES: Mapping[str, str] = {
    "person": gettext_noop("for each person"),
    "group": gettext_noop("for the whole group"),
}

TAX_CODES: Mapping[str, str] = {
    "low": gettext_noop("low rate"),
    "standard": gettext_noop("standard rate"),
    "exempt": gettext_noop("exempt"),
}

SLOT_STATES: Mapping[str, str] = {
    "full": gettext_noop("full"),
    "closed": gettext_noop("closed"),
    "too_soon": gettext_noop("too soon"),
    "too_far": gettext_noop("not yet"),
}

ACTS: Mapping[str, str] = {
    "added": gettext_noop("added"),
    "changed": gettext_noop("changed"),
    "removed": gettext_noop("removed"),
}
STAFF_ROLES: Mapping[str, str] = {
    "administrator": gettext_noop("administrator"),
    "planner": gettext_noop("planner"),
    "desk": gettext_noop("desk"),
    "finance": gettext_noop("finance"),
    "guide": gettext_noop("guide"),
    "auditor": gettext_noop("auditor"),
}

SIGN_INS: Mapping[str, str] = {
    "pending": gettext_noop("waits for the second factor"),
    "succeeded": gettext_noop("signed in"),
    "refused": gettext_noop("refused"),
    "noted": gettext_noop("noted"),
    "password_right": gettext_noop("the password was right"),
    "signed_in": gettext_noop("with both factors"),
    "enrolled": gettext_noop("enrolled"),
    "confirmed": gettext_noop("second factor given again"),
    "unknown_name": gettext_noop("no such name"),
    "wrong_password": gettext_noop("wrong password"),
    "not_enrolled": gettext_noop("not enrolled yet"),
    "disabled": gettext_noop("account closed"),
    "too_often": gettext_noop("too many attempts"),
    "wrong_code": gettext_noop("wrong code"),
    "used_code": gettext_noop("code used before"),
    "wrong_passkey": gettext_noop("wrong passkey"),
    "factor_reset": gettext_noop("second factor reset"),
    "totp": gettext_noop("app"),
    "passkey": gettext_noop("passkey"),
    "recovery": gettext_noop("recovery code"),
    "signed_out": gettext_noop("signed out"),
    "revoked": gettext_noop("ended from elsewhere"),
    "idle": gettext_noop("an hour without use"),
    "absolute": gettext_noop("twelve hours"),
}
"""Results, reasons, factors and ends of sessions, as the login history has them."""
MAIL_STATES: Mapping[str, str] = {
    "pending": gettext_noop("waits to be sent"),
    "sent": gettext_noop("sent"),
    "failed": gettext_noop("could not be delivered"),
}

MAIL_KINDS: Mapping[str, str] = {
    "confirmation": gettext_noop("Confirmation"),
    "change": gettext_noop("Mail about a change"),
    "cancellation": gettext_noop("Mail about the cancellation"),
    "link": gettext_noop("Link to a booking"),
    "address_changed": gettext_noop("Another e-mail address"),
    "message": gettext_noop("Message from the house"),
    "staff_new_place": gettext_noop("Sign-in from a new place"),
    "staff_wrong_codes": gettext_noop("Wrong codes after a right password"),
    "staff_wrong_passwords": gettext_noop("Many wrong passwords"),
}
"""What mails are called, by their template."""


DECISIONS: Mapping[str, str] = {
    "ban": gettext_noop("kept out"),
    "throttle": gettext_noop("slowed down"),
    "allow": gettext_noop("always let pass"),
}

SCENARIOS: Mapping[str, str] = {
    "manual": gettext_noop("decided by a person"),
    "not_found": gettext_noop("looked for pages that are not there"),
    "flood": gettext_noop("asked too often"),
    "signatures": gettext_noop("sent attacks"),
    "roll_up": gettext_noop("many neighbours were banned"),
    "listed": gettext_noop("stands on a blocklist"),
    "blocklist": gettext_noop("stands in the settings"),
}

GUARDS: Mapping[str, str] = {
    "decisions": gettext_noop("banned before"),
    "flood": gettext_noop("asked too often"),
    "hygiene": gettext_noop("malformed request"),
    "not_found": gettext_noop("looked for pages that are not there"),
    "origin": gettext_noop("form from another site"),
    "signatures": gettext_noop("sent attacks"),
}

SPANS: Mapping[str, str] = {
    "hour": gettext_noop("an hour"),
    "day": gettext_noop("a day"),
    "week": gettext_noop("a week"),
    "ever": gettext_noop("for ever"),
}


def decision_name(texts: NullTranslations, kind: str) -> str:
    """Say what the shield does with somebody."""
    return texts.ugettext(DECISIONS[kind])


def scenario_name(texts: NullTranslations, scenario: str) -> str:
    """Say what somebody did; a word of the shield's own stays as it is."""
    return texts.ugettext(SCENARIOS[scenario]) if scenario in SCENARIOS else scenario


def guard_name(texts: NullTranslations, guard: str) -> str:
    """Say why a request was refused; a word of the shield's own stays as it is."""
    return texts.ugettext(GUARDS[guard]) if guard in GUARDS else guard


def span_name(texts: NullTranslations, span: str) -> str:
    """Say how long something lasts."""
    return texts.ugettext(SPANS[span])


def mail_state(texts: NullTranslations, state: str) -> str:
    """Say what became of a mail."""
    return texts.ugettext(MAIL_STATES[state])


def mail_kind(texts: NullTranslations, template: str) -> str:
    """Say what a mail is about."""
    return texts.ugettext(MAIL_KINDS[template])


def role_name(texts: NullTranslations, role: str) -> str:
    """Name what somebody is to the house."""
    return texts.ugettext(STAFF_ROLES[role])


def sign_in_word(texts: NullTranslations, word: str) -> str:
    """Name a result, a reason, a factor, or how a session ended."""
    return texts.ugettext(SIGN_INS[word])


def act_name(texts: NullTranslations, act: str) -> str:
    """Name what was done to a row."""
    return texts.ugettext(ACTS[act])


def kind_name(texts: NullTranslations, kind: str) -> str:
    """Name a kind of activity."""
    return texts.ugettext(KINDS[kind])


def group_type_name(texts: NullTranslations, group_type: str) -> str:
    """Name a type of group."""
    return texts.ugettext(GROUP_TYPES[group_type])


def tax_code_name(texts: NullTranslations, code: str) -> str:
    """Name a rate of VAT."""
    return texts.ugettext(TAX_CODES[code])


def category_name(texts: NullTranslations, category: str, count: int = 2) -> str:
    """Name a participant category, for one or for many."""
    ngettext = texts.ungettext
    match category:
        case "child":
            return ngettext("child", "children", count)
        case "adult":
            return ngettext("adult", "adults", count)
        case _:
            return ngettext("supervisor", "supervisors", count)


@lru_cache(maxsize=4096)
def group_size(texts: NullTranslations, smallest: int, largest: int) -> str:
    """Say how many people an activity takes.

    >>> group_size(NullTranslations(), 8, 8)
    '8 people'
    """
    if smallest == largest:
        people = texts.ungettext("%(num)d person", "%(num)d people", largest)
        return people % {"num": largest}
    range_ = gettext_noop("%(smallest)d–%(largest)d people")  # noqa: RUF001 - a range
    between = texts.ugettext(range_)
    return between % {"smallest": smallest, "largest": largest}


@lru_cache(maxsize=4096)
def duration(texts: NullTranslations, minutes: int) -> str:
    """Name a duration in hours and minutes."""
    hours, rest = divmod(minutes, 60)
    parts = []
    if hours:
        parts.append(
            texts.ungettext("%(num)d hour", "%(num)d hours", hours) % {"num": hours}
        )
    if rest:
        parts.append(
            texts.ungettext("%(num)d minute", "%(num)d minutes", rest) % {"num": rest}
        )
    return " ".join(parts)


@lru_cache(maxsize=4096)
def room(
    texts: NullTranslations,
    state: str,
    left: int,
    capacity_mode: str,
    persons: int | None = None,
) -> str:
    """Say what a time slot is to a group: how many places are left, or why it is none.

    >>> room(NullTranslations(), "too_few", 12, "shared", 27)
    '12 places left, too few for 27'
    """
    if state in SLOT_STATES:
        return texts.ugettext(SLOT_STATES[state])
    if capacity_mode == "exclusive":
        fits = texts.ugettext(gettext_noop("free"))
        too_small = texts.ugettext(gettext_noop("too small for %(persons)d"))
        return too_small % {"persons": persons} if state == "too_few" else fits
    if state == "too_few":
        short = texts.ungettext(
            "%(num)d place left, too few for %(persons)d",
            "%(num)d places left, too few for %(persons)d",
            left,
        )
        return short % {"num": left, "persons": persons}
    if state == "few":
        few = texts.ungettext("%(num)d place left", "%(num)d places left", left)
        return few % {"num": left}
    return texts.ungettext("%(num)d place", "%(num)d places", left) % {"num": left}
