"""What is seen in the head of a request."""

from wsgiref.types import WSGIEnvironment

import pytest
from hypothesis import given, strategies as st
from werkzeug.http import parse_cookie
from werkzeug.wrappers import Request

from groupz_shield.signatures.bodies.forms import MOST_PAIRS, pairs_of, unquoted
from groupz_shield.signatures.decoding import forms
from groupz_shield.signatures.fields import head_values
from groupz_shield.signatures.vocabulary import Place

NAMES = ("\ufffd\ufffd", "%c0%ae")
Facts = list[tuple[Place, str, str]]


def seen(**environ: object) -> Facts:
    """What is seen beside the path `/`."""
    values = head_values({"PATH_INFO": "/", **environ})
    return [(*value,) for value in values if value != (Place.PATH, "", "/")]


def as_sent(text: str) -> str:
    """Write a text as WSGI does: its bytes as latin-1."""
    return text.encode().decode("latin-1")


@pytest.mark.parametrize(
    ("environ", "paths"),
    [
        ({"PATH_INFO": "/a b"}, ["/a b"]),
        ({"SCRIPT_NAME": "/a", "PATH_INFO": "/b"}, ["/a/b"]),
        ({"PATH_INFO": as_sent("/caf\u00e9")}, ["/caf\u00e9"]),
        ({"PATH_INFO": "/a b", "RAW_URI": "/a%20b?c=d"}, ["/a b"]),
        ({"PATH_INFO": as_sent("/\u00e9"), "RAW_URI": "/%c3%a9"}, ["/\u00e9"]),
        ({"PATH_INFO": "/a", "REQUEST_URI": "http://b.example/a?c"}, ["/a"]),
        ({"PATH_INFO": "/a", "REQUEST_URI": "/b/../a"}, ["/a", "/b/../a"]),
        ({"PATH_INFO": "/", "REQUEST_URI": "/../a"}, ["/", "/../a"]),
        ({"PATH_INFO": "/%41", "RAW_URI": "/%2541"}, ["/%41"]),
        ({"PATH_INFO": "/a", "RAW_URI": "/a%00b"}, ["/a", "/a%00b"]),
    ],
)
def test_the_path_is_seen_and_how_it_came_where_that_differs(
    environ: WSGIEnvironment, paths: list[str]
) -> None:
    found = head_values(environ)

    assert [value.text for value in found] == paths
    assert {value.place for value in found} == {Place.PATH}


def test_a_path_that_is_no_utf_8_can_still_be_decoded() -> None:
    values = head_values({"PATH_INFO": "/\xc0\xae\xc0\xae/etc"})

    assert any("/../etc" in forms(value.text) for value in values)


@pytest.mark.parametrize(
    ("query", "facts"),
    [
        ("a=b", [(Place.QUERY, "a", "b"), (Place.NAME, "a", "a")]),
        ("a+b=c%2Bd", [(Place.QUERY, "a b", "c+d"), (Place.NAME, "a b", "a b")]),
        ("a;b=c;d", [(Place.QUERY, "a;b", "c;d"), (Place.NAME, "a;b", "a;b")]),
        ("%3Cb%3E", [(Place.NAME, "<b>", "<b>")]),
        ("=a&&", [(Place.QUERY, "", "a")]),
        ("%c0%ae", [(Place.NAME, "\ufffd\ufffd", text) for text in NAMES]),
        (
            as_sent("a=\u00e9%c3%a9"),
            [(Place.QUERY, "a", "\u00e9\u00e9"), (Place.NAME, "a", "a")],
        ),
        (
            "a=%c0%ae+%",
            [
                (Place.QUERY, "a", "\ufffd\ufffd %"),
                (Place.QUERY, "a", "%c0%ae %"),
                (Place.NAME, "a", "a"),
            ],
        ),
    ],
)
def test_the_query_is_seen_in_pairs(query: str, facts: Facts) -> None:
    assert seen(QUERY_STRING=query) == facts


def test_pairs_beyond_the_limit_are_one_text() -> None:
    found = pairs_of(Place.QUERY, "&".join(f"{n}=%41" for n in range(MOST_PAIRS + 2)))

    assert len(found) == 2 * (MOST_PAIRS + 1)
    assert found[-2].text == f"A&{MOST_PAIRS + 1}=A"


@given(st.text("ab=&+%4cé;\x00", max_size=40))
def test_what_werkzeug_sees_in_a_query_is_seen(query: str) -> None:
    found = {(name, text) for _, name, text in pairs_of(Place.QUERY, query)}

    read = Request({"REQUEST_METHOD": "GET", "QUERY_STRING": as_sent(query)}).args
    for name, text in read.items(multi=True):
        if "%" not in name + text:  # it leaves escapes that are no UTF-8
            assert (name, text or name) in found or not name + text


@pytest.mark.parametrize(
    ("header", "cookies"),
    [
        ("a=b; c=d", [("a", "b"), ("c", "d")]),
        ("a = b ;c", [("a", "b")]),
        ("a=b=c", [("a", "b=c")]),
        ("=a", [("", "a")]),
        ('a="b c"', [("a", "b c")]),
        ('a="\\074b\\076\\"\\\\"', [("a", '<b>"\\')]),
        ("a=%3Cb%3E+", [("a", "<b>+")]),
        ("a=%c0%ae", [("a", "\ufffd\ufffd"), ("a", "%c0%ae")]),
        ('a="b;c"', [("a", "b"), ("", "b;c")]),
        (as_sent("a=\u00e9"), [("a", "\u00e9")]),
    ],
)
def test_cookies_are_seen_without_their_quotes(
    header: str, cookies: list[tuple[str, str]]
) -> None:
    found = seen(HTTP_COOKIE=header)

    pairs = [(name, text) for place, name, text in found if place is Place.COOKIE]
    assert [(name, text) for name, text in pairs if name != text] == cookies
    assert {name for name, _ in cookies if name} <= {text for _, text in pairs}


@given(st.text('ab=; "\\0743', max_size=40))
def test_what_werkzeug_sees_in_cookies_is_seen(header: str) -> None:
    found = {(name, text) for _, name, text in seen(HTTP_COOKIE=header)}

    for name, text in parse_cookie(header).items(multi=True):
        if text.isalnum() and name:
            assert (name, text) in found


@pytest.mark.parametrize(
    ("environ", "facts"),
    [
        ({"HTTP_REFERER": "/a"}, [(Place.REFERER, "REFERER", "/a")]),
        ({"HTTP_USER_AGENT": "b"}, [(Place.USER_AGENT, "USER_AGENT", "b")]),
        ({"HTTP_EXPECT": as_sent("\u00e9")}, [(Place.HEADER, "EXPECT", "\u00e9")]),
        ({"HTTP_EXPECT": "\xe9"}, [(Place.HEADER, "EXPECT", "\xe9")]),
        (
            {"HTTP_X_A": "b"},
            [(Place.HEADER_NAME, "X_A", "X-A"), (Place.HEADER, "X_A", "b")],
        ),
        ({"HTTP_ACCEPT": "%{a}"}, [(Place.HEADER, "ACCEPT", "%{a}")]),
        ({"CONTENT_TYPE": "%{a}"}, [(Place.HEADER, "CONTENT_TYPE", "%{a}")]),
        ({"CONTENT_TYPE": "application/json"}, []),
        ({"HTTP_ACCEPT_ENCODING": "gzip, deflate, br, zstd"}, []),
        ({"HTTP_HOST": "a.example", "SERVER_NAME": "b"}, []),
        ({"a.b": ["unhashable"], "wsgi.errors": {}, "HTTPS": "on"}, []),
    ],
)
def test_headers_are_seen_but_for_what_every_browser_says(
    environ: WSGIEnvironment, facts: Facts
) -> None:
    assert seen(**environ) == facts


@given(
    st.dictionaries(
        st.sampled_from(
            [
                *("PATH_INFO", "SCRIPT_NAME", "RAW_URI", "REQUEST_URI", "CONTENT_TYPE"),
                *("QUERY_STRING", "HTTP_COOKIE", "HTTP_REFERER", "HTTP_X_A"),
            ]
        ),
        st.text(st.characters(max_codepoint=255)),
    )
)
def test_no_head_makes_it_raise(environ: WSGIEnvironment) -> None:
    assert {type(value.text.encode()) for value in head_values(environ)} == {bytes}


@given(st.text(max_size=20), st.integers(65_520, 65_540))
def test_a_long_value_is_decoded_as_a_short_one_is(text: str, size: int) -> None:
    """However its escapes lie across the steps in which it is decoded."""
    escaped = "".join(f"%{byte:02x}" for byte in text.encode())

    assert unquoted("a" * size + escaped * 3) == "a" * size + text * 3
    assert unquoted("%" * size).startswith("%" * 9)
