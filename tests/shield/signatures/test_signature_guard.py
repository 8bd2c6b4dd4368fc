"""Requests that hold an attack are refused, told of, and lead to a ban."""

import pytest

from groupz_shield import EventKind, PolicyError
from groupz_shield.guards import Guard
from groupz_shield.signatures.guard import SignatureGuard, ways_to_allow
from groupz_shield.signatures.inspector import Inspector
from groupz_shield.signatures.rule import Rule, rule_from
from groupz_shield.signatures.settings import Signatures
from groupz_shield.signatures.vocabulary import Family, Finding, Place, Value
from shielded import Bench, Site

ATTACKER = "203.0.113.9"
RULES = [
    rule_from(
        Family.CROSS_SITE_SCRIPTING,
        {
            "id": "xss-strong",
            "score": 5,
            "pattern": "<script",
            "matches": "<script>",
            "passes": "<scrip>",
        },
    ),
    rule_from(
        Family.SQL_INJECTION,
        {
            "id": "sqli-weak",
            "score": 3,
            "pattern": "--",
            "matches": "--",
            "passes": "-",
        },
    ),
    rule_from(
        Family.SQL_INJECTION,
        {"id": "sqli-quote", "score": 3, "pattern": "'", "matches": "'", "passes": "-"},
    ),
    rule_from(
        Family.SCANNER,
        {
            "id": "scanner-agent",
            "score": 5,
            "pattern": "^sqlmap",
            "matches": "sqlmap/1",
            "passes": "x sqlmap",
            "places": ["user_agent"],
        },
    ),
]


def found(text: str, name: str = "q", **settings: object) -> list[str]:
    inspector = Inspector(RULES, **settings)  # type: ignore[arg-type]
    return [f.rule for f in inspector.inspect([Value(Place.QUERY, name, text)])]


def guarded(*, enforce: bool = True) -> tuple[Site, dict[str, list[Finding]]]:
    bench, kept = Bench(), dict[str, list[Finding]]()
    guard = SignatureGuard(
        Inspector(RULES),
        bench.offences,
        bench.counters,
        Signatures(ban_after=3, enforce=enforce),
        remember=kept.__setitem__,
    )
    assert isinstance(guard, Guard)
    return Site({"signatures": None, "guards": [guard]}), kept


def test_signs_that_are_weak_add_up() -> None:
    assert found("a--b") == []
    assert sorted(found("a'--b")) == ["sqli-quote", "sqli-weak"]
    assert found("a'--b", threshold=7) == []


def test_weak_signs_never_refuse_sentences() -> None:
    text = "Wij komen met de bus -- die stopt toch bij 's-Hertogenbosch, neem ik aan?"

    assert found(text) == []
    assert found("a'--b", prose=["q"]) == []
    assert found(f"{text} <script>") != []


@pytest.mark.parametrize("off", ["xss-strong", "xss", "xss-strong@q", "xss@q", "*@q"])
def test_what_is_excluded_does_not_count(off: str) -> None:
    assert found("<script>", off=[off]) == []
    assert bool(found("<script>", name="other", off=[off])) is ("@" in off)


@pytest.mark.parametrize("off", ["*", "nonsense", "nonsense@q", "xss@", "", "a b"])
def test_an_exclusion_of_nothing_or_of_everything_is_refused(off: str) -> None:
    with pytest.raises(PolicyError, match="no exclusion"):
        found("x", off=[off])


def test_a_refusal_says_rule_field_and_piece_to_the_host_alone() -> None:
    site, kept = guarded()

    assert site.ask(ATTACKER, QUERY_STRING="q=%3Cscript%3Ealert(1)") == 403
    [event] = site.events
    assert event.kind is EventKind.REFUSED
    assert event.message == "xss-strong in query 'q': '<script'"
    assert event.reference is not None
    assert ways_to_allow(kept[event.reference]) == ["xss-strong@q"]
    assert not any("script" in value for _, value in site.answered)


def test_who_keeps_attacking_is_banned_and_who_does_it_once_is_not() -> None:
    site, _ = guarded()

    statuses = [site.ask(ATTACKER, QUERY_STRING="q=<script") for _ in range(2)]
    assert statuses == [403, 403]
    assert site.ask(ATTACKER) == 200
    assert site.ask(ATTACKER, QUERY_STRING="q=<script") == 403
    assert site.ask(ATTACKER) == 403


@pytest.mark.parametrize(
    "sent",
    [
        {"HTTP_COOKIE": "a=<script"},
        {"HTTP_REFERER": "https://a/?<script"},
        {"QUERY_STRING": "<script", "HTTP_SEC_FETCH_SITE": "cross-site"},
    ],
)
def test_what_a_browser_sends_by_itself_bans_nobody(sent: dict[str, str]) -> None:
    site, _ = guarded()

    assert {site.ask(ATTACKER, **sent) for _ in range(9)} == {403}
    assert site.ask(ATTACKER) == 200


def test_a_page_that_was_refused_gets_its_style_sheets() -> None:
    site, _ = guarded()
    referer = "https://bookings.example/?q=<script"

    assert site.ask(ATTACKER, PATH_INFO="/css/a.css", HTTP_REFERER=referer) == 404
    assert site.ask(ATTACKER, PATH_INFO="/css/<script.css") == 403
    assert site.ask(ATTACKER, PATH_INFO="/a", HTTP_REFERER=referer) == 403


def test_a_scanner_is_banned_at_once() -> None:
    site, _ = guarded()
    site.ask(ATTACKER, HTTP_USER_AGENT="sqlmap/1.8")

    assert site.ask(ATTACKER) == 403


def test_nothing_is_refused_where_signatures_are_not_enforced() -> None:
    site, kept = guarded(enforce=False)

    assert {site.ask(ATTACKER, QUERY_STRING="q=<script") for _ in range(9)} == {200}
    assert {event.kind for event in site.events} == {EventKind.WOULD_REFUSE}
    assert len(kept) == 9


@pytest.mark.parametrize(
    "settings", [{"threshold": 4}, {"ban_after": 0}, {"off": "xss"}]
)
def test_settings_that_cannot_be_meant_are_refused(settings: dict[str, int]) -> None:
    with pytest.raises(PolicyError, match="signatures"):
        Signatures(**settings)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"id": "Bad"}, "no id"),
        ({"id": "xss-a"}, "no id"),
        ({"score": 6}, "score"),
        ({"pattern": "("}, "malformed pattern"),
        ({"pattern": "\u20ac"}, "malformed pattern"),
        ({"places": ["body"]}, "places that are none: body"),
        ({"colour": "red"}, "has colour"),
    ],
)
def test_a_malformed_rule_is_refused_by_its_name(
    change: dict[str, object], why: str
) -> None:
    facts = {"id": "sqli-a", "score": 5, "pattern": "x", "matches": "x", "passes": "y"}

    with pytest.raises(PolicyError, match=why):
        rule_from(Family.SQL_INJECTION, {**facts, **change})
    assert isinstance(rule_from(Family.SQL_INJECTION, facts), Rule)
    with pytest.raises(PolicyError, match="lacks score"):
        rule_from(Family.SQL_INJECTION, {k: facts[k] for k in facts if k != "score"})
