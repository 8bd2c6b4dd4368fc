"""Cookies on their way out: declared ones completed, all others removed."""

from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from groupz_shield import CookieMinimiser, CookieRule, EventKind, SecurityEvent

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC).timestamp()
HOUR = 3600


def at(seconds: float) -> str:
    return format_datetime(datetime.fromtimestamp(NOW + seconds, UTC), usegmt=True)


def leaving(header: str, *declared: CookieRule | str) -> list[str]:
    minimiser = CookieMinimiser(declared, lambda _event: None, lambda: NOW)
    return [value for _, value in minimiser.tidy([("Set-Cookie", header)])]


def bare(**rule: Any) -> CookieRule:
    return CookieRule(
        **(
            {"secure": False, "http_only": False, "same_site": None}
            | {"name": "a"}
            | rule
        )
    )


@pytest.mark.parametrize(
    ("header", "left"),
    [
        pytest.param("a=1", True, id="declared"),
        pytest.param("  a = 1", True, id="browsers trim"),
        pytest.param("A=1", False, id="another case"),
        pytest.param("aa=1", False, id="longer"),
        pytest.param("a", False, id="a value without a name"),
        pytest.param("=a", False, id="an empty name"),
        pytest.param("b=1; a=1", False, id="named in an attribute"),
        pytest.param("", False, id="empty"),
    ],
)
def test_only_declared_names_leave(header: str, left: bool) -> None:  # noqa: FBT001 — a table's column
    assert bool(leaving(header, "a")) is left


def test_an_empty_declaration_removes_every_cookie_and_no_other_header() -> None:
    events: list[SecurityEvent] = []
    minimiser = CookieMinimiser((), events.append, lambda: NOW)

    headers = minimiser.tidy(
        [("X-A", "1"), ("set-cookie", "b=1"), ("SET-COOKIE", "c=1")]
    )

    assert headers == [("X-A", "1")]
    assert [(e.kind, e.facts["cookie"]) for e in events] == [
        (EventKind.COOKIE_REMOVED, "b"),
        (EventKind.COOKIE_REMOVED, "c"),
    ]


def test_without_a_declaration_cookies_are_reported_once_each_and_left_alone() -> None:
    events: list[SecurityEvent] = []
    minimiser = CookieMinimiser(None, events.append, lambda: NOW)
    headers = [("Set-Cookie", "b=1"), ("Set-Cookie", "c=\x00")]

    answers = [minimiser.tidy(headers) for _ in range(3)]

    assert all(answer is headers for answer in answers)
    assert [(e.kind, e.facts["cookie"]) for e in events] == [
        (EventKind.COOKIE_UNDECLARED, "b"),
        (EventKind.COOKIE_UNDECLARED, "c"),
    ]


@pytest.mark.parametrize(("names", "reports"), [(99, 99), (100, 100), (101, 100)])
def test_reports_about_cookies_are_bounded(names: int, reports: int) -> None:
    events: list[SecurityEvent] = []
    minimiser = CookieMinimiser((), events.append, lambda: NOW)

    for number in range(names):
        minimiser.tidy([("Set-Cookie", f"n{number}=1")])

    assert len(events) == reports


@pytest.mark.parametrize(
    ("header", "rule", "left"),
    [
        pytest.param(
            "a=1", CookieRule("a"), "a=1; Secure; HttpOnly; SameSite=Lax", id="defaults"
        ),
        pytest.param(
            "a=1; secure=x; HTTPONLY", bare(), "a=1; Secure; HttpOnly", id="kept"
        ),
        pytest.param(
            "a=1; SameSite=strict",
            CookieRule("a", secure=False),
            "a=1; SameSite=Strict; HttpOnly",
            id="stricter stays",
        ),
        pytest.param(
            "a=1; SameSite=None",
            bare(same_site="Strict"),
            "a=1; SameSite=Strict",
            id="laxer goes",
        ),
        pytest.param(
            "a=1; SameSite=Hm",
            bare(same_site="Lax"),
            "a=1; SameSite=Lax",
            id="unknown goes",
        ),
        pytest.param(
            "a=1; SameSite=None; Secure",
            bare(),
            "a=1; SameSite=None; Secure",
            id="not demanded",
        ),
        pytest.param("a=1; Path=/x", bare(path="/"), "a=1; Path=/", id="path replaced"),
        pytest.param("a=1; Path=/x", bare(), "a=1; Path=/x", id="path kept"),
        pytest.param("a=1; Path=/x; Path=/y", bare(), "a=1; Path=/y", id="last wins"),
        pytest.param(
            "a=1; Domain=x.example; Fancy; Partitioned",
            bare(),
            "a=1; Domain=x.example; Partitioned",
            id="unknown attribute goes",
        ),
        pytest.param(
            'a="x\\073 y"; Path=/', bare(), 'a="x\\073 y"; Path=/', id="quoted value"
        ),
        pytest.param('a="x; Secure"', bare(), 'a="x', id="a semicolon ends quotes too"),
        pytest.param("a=b=c==", bare(), "a=b=c==", id="equals signs in the value"),
        pytest.param("a=caf\xc3\xa9", bare(), "a=caf\xc3\xa9", id="latin-1"),
    ],
)
def test_a_declared_cookie_gets_what_its_rule_demands(
    header: str, rule: CookieRule, left: str
) -> None:
    assert leaving(header, rule) == [left]


@pytest.mark.parametrize(
    ("attributes", "left"),
    [
        pytest.param("", "", id="session cookie stays one"),
        pytest.param("; Max-Age=3599", "; Max-Age=3599", id="below the cap"),
        pytest.param("; Max-Age=3600", "; Max-Age=3600", id="at the cap"),
        pytest.param("; Max-Age=3601", "; Max-Age=3600", id="above the cap"),
        pytest.param("; Max-Age=" + "9" * 5000, "; Max-Age=3600", id="far above"),
        pytest.param("; Max-Age=0", "; Max-Age=0", id="deletion"),
        pytest.param("; Max-Age=-1", "; Max-Age=-1", id="deletion by a negative"),
        pytest.param("; Max-Age=1x", "", id="no number"),
        pytest.param("; Max-Age=\xb2", "", id="no ASCII digit"),
        pytest.param(
            f"; Max-Age=60; Expires={at(9 * HOUR)}", "; Max-Age=60", id="both"
        ),
        pytest.param(
            f"; Max-Age=x; Expires={at(9 * HOUR)}", "; Max-Age=3600", id="one"
        ),
        pytest.param(f"; Expires={at(HOUR - 1)}", "; Max-Age=3599", id="date below"),
        pytest.param(f"; Expires={at(HOUR)}", "; Max-Age=3600", id="date at the cap"),
        pytest.param(f"; Expires={at(HOUR + 1)}", "; Max-Age=3600", id="date above"),
        pytest.param(f"; Expires={at(-1)}", "; Max-Age=0", id="date in the past"),
        pytest.param(
            "; Expires=Thu, 01 Jan 1970 00:00:00 GMT", "; Max-Age=0", id="epoch"
        ),
        pytest.param(
            "; Expires=Fri, 01 May 2026 13:00:00 +1400",
            "; Max-Age=3600",
            id="a zone is no way round",
        ),
        pytest.param(
            "; Expires=Fri, 01-May-26 13:30:00 GMT", "; Max-Age=3600", id="old form"
        ),
        pytest.param("; Expires=soon", "", id="no date"),
        pytest.param("; Expires=Fri, 99 May 2026 13:00:00 GMT", "", id="no such day"),
        pytest.param("; Expires=Fri, 01 May 99999 13:00:00 GMT", "", id="no such year"),
        pytest.param(
            "; Expires=Fri, 01 May 2026 13:00:00 +9999999999",
            "",
            id="no such zone",
        ),
    ],
)
def test_no_cookie_outlives_the_cap(attributes: str, left: str) -> None:
    assert leaving(f"a=1{attributes}", bare(max_age_seconds=HOUR)) == [f"a=1{left}"]


@pytest.mark.parametrize(
    "value",
    ["1\r\nX-Evil: 1", "1\n", "1\x00", "1; Path=/\r\n", "1\t", "1\x7f", "\u20ac"],
)
def test_a_cookie_that_could_split_headers_is_removed_and_reported(value: str) -> None:
    events: list[SecurityEvent] = []
    minimiser = CookieMinimiser(["a"], events.append, lambda: NOW)

    headers = minimiser.tidy([("Set-Cookie", f"a={value}")])

    assert headers == []
    assert [event.kind for event in events] == [EventKind.COOKIE_REMOVED]


pieces = st.sampled_from(
    ["a", "b", "=", ";", " ", '"', "\\", "\r", "\n", "\x00", "\x85", "\xe9", "Expires",
     "Max-Age", "9999", "Path", "/", "Secure", "SameSite", "None", ",", at(9 * HOUR)]
)  # fmt: skip
cookies = st.one_of(st.text(max_size=60), st.lists(pieces, max_size=20).map("".join))


@settings(deadline=None)  # no test asserts a time
@given(st.lists(cookies, max_size=4))
def test_law_nothing_undeclared_or_splitting_or_long_lived_ever_leaves(
    headers: list[str],
) -> None:
    rule = CookieRule("a", max_age_seconds=HOUR)
    minimiser = CookieMinimiser([rule], lambda _event: None, lambda: NOW)

    left = minimiser.tidy([("Set-Cookie", header) for header in headers])

    for _, cookie in left:
        pair, *attributes = cookie.split("; ")
        assert pair.startswith("a=")
        assert not set(cookie) & set("\r\n\x00")
        assert {"Secure", "HttpOnly"} <= set(attributes)
        ages = [int(a.removeprefix("Max-Age=")) for a in attributes if "Max-Age=" in a]
        assert all(age <= HOUR for age in ages)
        assert not any(a.startswith("Expires") for a in attributes)
        cookie.encode("latin-1")
