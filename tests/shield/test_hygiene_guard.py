"""The hygiene guard: what no real client sends, and what real ones do send."""

from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urlencode
from wsgiref.types import WSGIEnvironment

import pytest
from hypothesis import given, strategies as st

from groupz_shield import Client, PolicyError, Refusal, RequestFacts
from groupz_shield.guards import Guard, HygieneGuard

BAD = HTTPStatus.BAD_REQUEST
NOT_ALLOWED = HTTPStatus.METHOD_NOT_ALLOWED
LENGTH_REQUIRED = HTTPStatus.LENGTH_REQUIRED
TOO_LARGE = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
TOO_LONG = HTTPStatus.REQUEST_URI_TOO_LONG
MISDIRECTED = HTTPStatus.MISDIRECTED_REQUEST
HEADERS_TOO_LARGE = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE

VISITOR = Client("203.0.113.9", "203.0.113.9", "203.0.113.9")
OURS = "bookings.example"
BROWSER = {
    "REQUEST_METHOD": "GET",
    "SCRIPT_NAME": "",
    "PATH_INFO": "/activities",
    "QUERY_STRING": "month=2027-03",
    "SERVER_NAME": OURS,
    "SERVER_PORT": "8000",
    "SERVER_PROTOCOL": "HTTP/1.1",
    "HTTP_HOST": OURS,
    "HTTP_USER_AGENT": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101",
    "HTTP_ACCEPT": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "HTTP_ACCEPT_LANGUAGE": "nl,en;q=0.7",
    "wsgi.url_scheme": "http",
}


def environ_of(**changes: str | None) -> WSGIEnvironment:
    """A browser's environ; None takes a key out."""
    changed = {**BROWSER, **changes}
    return {key: value for key, value in changed.items() if value is not None}


def refusal_of(
    environ: WSGIEnvironment, guard: HygieneGuard | None = None
) -> Refusal | None:
    return (guard or HygieneGuard()).check(RequestFacts(environ, VISITOR))


def status_of(environ: WSGIEnvironment, **settings: Any) -> HTTPStatus | None:
    """What a new guard says, and one that knows the host already: the same."""
    guard = HygieneGuard(**settings)
    refusals = [refusal_of(each, guard) for each in (environ, environ_of(), environ)]
    first, _, again = (None if each is None else each.status for each in refusals)
    assert first == again
    return first


def test_it_is_a_guard() -> None:
    guard = HygieneGuard()

    assert isinstance(guard, Guard)
    assert guard.name == "hygiene"


@pytest.mark.parametrize(
    ("method", "status"),
    [
        *((method, None) for method in ("GET", "HEAD", "POST", "PUT", "DELETE")),
        *((method, None) for method in ("PATCH", "OPTIONS")),
        pytest.param("PROPFIND", None, id="WebDAV"),
        pytest.param("VERSION-CONTROL", None, id="a registered one with a hyphen"),
        pytest.param("UPDATEREDIRECTREF", None, id="the longest registered one"),
        pytest.param("PURGE", None, id="an application's own"),
        pytest.param("patch", None, id="werkzeug reads it as PATCH"),
        pytest.param("M" * 32, None, id="the longest"),
        pytest.param("M" * 33, HTTPStatus.NOT_IMPLEMENTED, id="too long"),
        *((m, NOT_ALLOWED) for m in ("CONNECT", "TRACE", "TRACK", "DEBUG", "PRI")),
        pytest.param("", BAD, id="empty"),
        pytest.param("GE T", BAD, id="space"),
        pytest.param("GET/", BAD, id="slash"),
        pytest.param("GÉT", BAD, id="not ASCII"),
        pytest.param("GET\n", BAD, id="line feed"),
    ],
)
def test_a_method_may_be_any_that_an_application_could_serve(
    method: str, status: HTTPStatus | None
) -> None:
    assert status_of(environ_of(REQUEST_METHOD=method)) == status


def test_a_method_that_is_not_allowed_comes_with_those_that_are() -> None:
    refusal = refusal_of(environ_of(REQUEST_METHOD="TRACE"))

    assert refusal is not None
    assert refusal.headers == (
        ("Allow", "DELETE, GET, HEAD, OPTIONS, PATCH, POST, PUT"),
    )
    assert refusal.guard == "hygiene"
    assert "TRACE" in refusal.reason


def test_any_other_refusal_says_nothing_of_methods() -> None:
    refusal = refusal_of(environ_of(HTTP_HOST="a b"))

    assert refusal is not None
    assert refusal.headers == ()


@pytest.mark.parametrize(
    ("host", "status"),
    [
        pytest.param(OURS, None, id="a name"),
        pytest.param(f"{OURS}:8443", None, id="with a port"),
        pytest.param(f"{OURS}:", None, id="with an empty port"),
        pytest.param("Bookings.Example.", None, id="upper case and a last dot"),
        pytest.param("203.0.113.1:80", None, id="IPv4"),
        pytest.param("[2001:db8::1]:80", None, id="IPv6"),
        pytest.param("web_1", None, id="a container's name"),
        pytest.param(f"{'a' * 249}.example"[-255:] + ":65535", None, id="the longest"),
        pytest.param("a" * 262, BAD, id="too long"),
        pytest.param("", BAD, id="empty"),
        pytest.param(None, BAD, id="missing"),
        pytest.param(f"{OURS}, {OURS}", BAD, id="repeated, as waitress joins them"),
        pytest.param(f"{OURS},evil.example", BAD, id="repeated, without a space"),
        pytest.param(f"x@{OURS}", BAD, id="userinfo"),
        pytest.param(f"{OURS}/path", BAD, id="path"),
        pytest.param(f"{OURS}:80:80", BAD, id="two ports"),
        pytest.param(f"{OURS}:http", BAD, id="no number"),
        pytest.param("::1", BAD, id="IPv6 without brackets"),
        pytest.param("<script>", BAD, id="markup"),
        pytest.param("%62ookings.example", BAD, id="encoded"),
        pytest.param("b\u00fccher.example", BAD, id="not ASCII"),
        pytest.param(f"{OURS}\n", BAD, id="line feed"),
    ],
)
def test_a_host_is_one_well_formed_name(
    host: str | None, status: HTTPStatus | None
) -> None:
    assert status_of(environ_of(HTTP_HOST=host)) == status


@pytest.mark.parametrize(
    ("host", "protocol", "status"),
    [
        pytest.param(OURS, "HTTP/1.1", None, id="ours"),
        pytest.param("BOOKINGS.example:8443", "HTTP/1.1", None, id="another spelling"),
        pytest.param("bookings.example.", "HTTP/1.1", None, id="a last dot"),
        pytest.param("a.groups.example", "HTTP/1.1", None, id="below"),
        pytest.param("a.b.groups.example", "HTTP/1.1", None, id="far below"),
        pytest.param("[2001:db8::1]", "HTTP/1.1", None, id="address"),
        pytest.param("groups.example", "HTTP/1.1", MISDIRECTED, id="not below"),
        pytest.param("xgroups.example", "HTTP/1.1", MISDIRECTED, id="beside"),
        pytest.param("evil.example", "HTTP/1.1", MISDIRECTED, id="another"),
        pytest.param(f"{OURS}.evil.example", "HTTP/1.1", MISDIRECTED, id="longer"),
        pytest.param(f"a.{OURS}", "HTTP/1.1", MISDIRECTED, id="below an exact one"),
        pytest.param("203.0.113.1", "HTTP/1.1", MISDIRECTED, id="our address"),
        pytest.param(None, "HTTP/1.0", None, id="a probe of a load balancer"),
        pytest.param(None, "HTTP/1.1", BAD, id="none"),
        pytest.param(f"{OURS}, evil.example", "HTTP/1.1", BAD, id="two"),
    ],
)
def test_where_hosts_are_named_every_other_one_is_misdirected(
    host: str | None, protocol: str, status: HTTPStatus | None
) -> None:
    environ = environ_of(HTTP_HOST=host, SERVER_PROTOCOL=protocol)
    hosts = ["Bookings.example", "*.groups.example", "[2001:DB8::1]"]

    assert status_of(environ, hosts=hosts) == status


def test_a_visitor_without_host_does_not_open_the_door_to_another() -> None:
    guard = HygieneGuard()
    old = environ_of(HTTP_HOST=None, SERVER_PROTOCOL="HTTP/1.0")
    assert refusal_of(old, guard) is None

    refusal = refusal_of(environ_of(HTTP_HOST=None), guard)

    assert refusal is not None
    assert refusal.status is BAD


def test_many_hosts_do_not_fill_the_memory_nor_close_the_door() -> None:
    guard = HygieneGuard()

    refusals = [
        refusal_of(environ_of(HTTP_HOST=f"h{number}.example"), guard)
        for number in range(300)
    ]

    assert refusals == [None] * 300
    assert len(guard._known_hosts) == 100  # noqa: SLF001 — its memory is the point


@pytest.mark.parametrize(
    ("path", "status"),
    [
        pytest.param("/caf\u00c3\u00a9/\u00c3\u00a0", None, id="UTF-8"),
        pytest.param("/a b%00c\t", None, id="decoded once"),
        pytest.param("*", None, id="OPTIONS *"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="missing"),
        pytest.param("/" + "a" * 4095, None, id="the longest"),
        pytest.param("/" + "a" * 4096, TOO_LONG, id="one byte too long"),
        pytest.param("/etc/passwd\x00.png", BAD, id="NUL"),
        pytest.param("/a\rb", BAD, id="CR"),
        pytest.param("/a\nSet-Cookie: x=1", BAD, id="LF"),
    ],
)
def test_a_path_holds_no_line_break_and_no_nul(
    path: str | None, status: HTTPStatus | None
) -> None:
    assert status_of(environ_of(PATH_INFO=path)) == status


@pytest.mark.parametrize(
    ("query", "status"),
    [
        pytest.param("text=a%0D%0Ab", None, id="a textarea"),
        pytest.param("text=caf\u00c3\u00a9", None, id="UTF-8 that is not encoded"),
        pytest.param("text=%2500", None, id="a percent sign and digits"),
        pytest.param("text=100%", None, id="a percent sign alone"),
        pytest.param("", None, id="empty"),
        pytest.param(None, None, id="missing"),
        pytest.param("a" * 16_384, None, id="the longest"),
        pytest.param("a" * 16_385, TOO_LONG, id="one byte too long"),
        pytest.param("file=x%00.png", BAD, id="NUL, encoded"),
        pytest.param("file=x\x00", BAD, id="NUL"),
        pytest.param("a\r", BAD, id="CR"),
        pytest.param("a\n", BAD, id="LF"),
    ],
)
def test_a_query_holds_no_bare_line_break_and_no_nul(
    query: str | None, status: HTTPStatus | None
) -> None:
    assert status_of(environ_of(QUERY_STRING=query)) == status


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        pytest.param({"HTTP_X_NAME": "caf\u00e9\x80\xff"}, None, id="bytes"),
        pytest.param({"HTTP_X_NAME": "a\tb"}, None, id="tab"),
        pytest.param({"HTTP_X_NAME": ""}, None, id="empty"),
        pytest.param({"HTTP_COOKIE": "a" * 8000}, None, id="many cookies"),
        pytest.param({"HTTP_X_NAME": "a\x00"}, BAD, id="NUL"),
        pytest.param({"HTTP_X_NAME": "a\r\nX-Other: b"}, BAD, id="another header"),
        pytest.param({"HTTP_X_NAME": "a\x7f"}, BAD, id="DEL"),
        pytest.param({"HTTP_X_NAME": "\x1b[31m"}, BAD, id="escape"),
        pytest.param({"CONTENT_TYPE": "text/html\n"}, BAD, id="in the type"),
    ],
)
def test_a_header_holds_no_control_character(
    headers: dict[str, str], status: HTTPStatus | None
) -> None:
    assert status_of(environ_of(**headers)) == status


@pytest.mark.parametrize(
    ("more", "status"),
    [
        pytest.param(0, None, id="exactly as many"),
        pytest.param(1, HEADERS_TOO_LARGE, id="one more"),
    ],
)
def test_headers_are_refused_only_above_the_limits(
    more: int, status: HTTPStatus | None
) -> None:
    own = [value for name, value in BROWSER.items() if name.startswith("HTTP_")]
    many = {f"HTTP_X_{number}": "" for number in range(100 - len(own) + more)}
    long = {"HTTP_COOKIE": "a" * (32_768 - len("".join(own)) + more)}

    assert status_of(environ_of(**many)) == status
    assert status_of(environ_of(**long)) == status


@pytest.mark.parametrize(
    ("length", "coding", "status"),
    [
        pytest.param(None, None, None, id="no body"),
        pytest.param("", None, None, id="no body, as CGI says it"),
        pytest.param("0", None, None, id="an empty body"),
        pytest.param("800", None, None, id="a form"),
        pytest.param("9" * 18, None, None, id="no limit"),
        pytest.param("9" * 19, None, BAD, id="no number of this world"),
        pytest.param("1,1", None, BAD, id="several"),
        pytest.param("5, 5", None, BAD, id="several, as waitress joins them"),
        pytest.param("+1", None, BAD, id="plus"),
        pytest.param("-1", None, BAD, id="minus"),
        pytest.param(" 1", None, BAD, id="space"),
        pytest.param("1\n", None, BAD, id="line feed"),
        pytest.param("0x1", None, BAD, id="hexadecimal"),
        pytest.param("1_0", None, BAD, id="Python's own digits"),
        pytest.param("\u00b2", None, BAD, id="superscript"),
        pytest.param(None, "chunked", None, id="chunked, as gunicorn leaves it"),
        pytest.param("", "Chunked ", None, id="another spelling"),
        pytest.param(None, "gzip, chunked", None, id="compressed"),
        pytest.param("4", "chunked", BAD, id="both"),
        pytest.param("4", "identity", BAD, id="both, the old way"),
        pytest.param(None, "", BAD, id="nothing"),
        pytest.param(None, "chunked, identity", BAD, id="chunked, but not at the end"),
        pytest.param(None, "chunked, chunked", BAD, id="twice"),
        pytest.param(None, "xchunked", BAD, id="a look-alike"),
        pytest.param(None, "chunked;a=b", BAD, id="a parameter"),
        pytest.param(None, "\x0bchunked", BAD, id="a control character"),
    ],
)
def test_a_body_has_one_length(
    length: str | None, coding: str | None, status: HTTPStatus | None
) -> None:
    environ = environ_of(
        REQUEST_METHOD="POST", CONTENT_LENGTH=length, HTTP_TRANSFER_ENCODING=coding
    )

    assert status_of(environ) == status


def test_nothing_is_chunked_before_http_1_1() -> None:
    environ = environ_of(SERVER_PROTOCOL="HTTP/1.0", HTTP_TRANSFER_ENCODING="chunked")

    assert status_of(environ) == BAD


@pytest.mark.parametrize(
    ("length", "coding", "status"),
    [
        pytest.param("64", None, None, id="exactly at the limit"),
        pytest.param("65", None, TOO_LARGE, id="one byte over"),
        pytest.param(None, None, None, id="no body"),
        pytest.param(None, "chunked", LENGTH_REQUIRED, id="nobody knows how long"),
        pytest.param("64", "chunked", BAD, id="both"),
    ],
)
def test_where_bodies_are_limited_their_length_is_known(
    length: str | None, coding: str | None, status: HTTPStatus | None
) -> None:
    environ = environ_of(
        REQUEST_METHOD="POST", CONTENT_LENGTH=length, HTTP_TRANSFER_ENCODING=coding
    )

    assert status_of(environ, max_body_bytes=64) == status


@pytest.mark.parametrize(
    ("settings", "status"),
    [
        pytest.param({"max_path_bytes": 11}, None, id="a path at its limit"),
        pytest.param({"max_path_bytes": 10}, TOO_LONG, id="a path over it"),
        pytest.param({"max_query_bytes": 13}, None, id="a query at its limit"),
        pytest.param({"max_query_bytes": 12}, TOO_LONG, id="a query over it"),
        pytest.param({"max_headers": 4}, None, id="headers at their limit"),
        pytest.param({"max_headers": 3}, HEADERS_TOO_LARGE, id="headers over it"),
        pytest.param({"max_header_bytes": 10}, HEADERS_TOO_LARGE, id="long headers"),
    ],
)
def test_limits_can_be_set(settings: dict[str, int], status: HTTPStatus | None) -> None:
    assert status_of(environ_of(), **settings) == status


@pytest.mark.parametrize(
    "environ",
    [
        pytest.param({"REQUEST_METHOD": "GET"}, id="next to nothing"),
        pytest.param(environ_of(SERVER_PROTOCOL=None, HTTP_HOST=None), id="CGI"),
        pytest.param(
            environ_of(SERVER_PROTOCOL="HTTP/1.0", HTTP_HOST=None), id="HTTP/1.0"
        ),
        pytest.param(environ_of(SERVER_PROTOCOL="HTTP/2.0"), id="HTTP/2"),
        pytest.param(
            environ_of(CONTENT_LENGTH="", CONTENT_TYPE=""), id="empty, as PEP 3333 has"
        ),
        pytest.param(environ_of(PS1="\x1b[1m\n" + "a" * 9999), id="the server's own"),
        pytest.param(environ_of(HOME="/home/\udcff\u20ac"), id="not even bytes"),
        pytest.param({**environ_of(), "wsgi.errors": None}, id="values of any kind"),
    ],
)
def test_unusual_servers_are_understood(environ: WSGIEnvironment) -> None:
    assert status_of(environ) is None


@pytest.mark.parametrize(
    ("setting", "value"),
    [
        pytest.param("hosts", "localhost", id="one string"),
        *(
            pytest.param("hosts", [host], id=f"host {host!r}")
            for host in ("", "*", "*.", "a.*.b", "http://a", "a:80", "a/b", "bücher")
        ),
        *(
            pytest.param(f"max_{limit}", value, id=f"{limit} {value}")
            for limit in (
                *("body_bytes", "path_bytes", "query_bytes", "header_bytes"),
                "headers",
            )
            for value in (0, -1)
        ),
    ],
)
def test_what_cannot_be_meant_is_refused_at_once(setting: str, value: Any) -> None:
    with pytest.raises(PolicyError) as caught:
        HygieneGuard(**{setting: value})

    assert caught.value.setting == setting


LABELS = st.from_regex(r"[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?", fullmatch=True)
HOSTS = st.builds(
    lambda labels, port: ".".join(labels) + port,
    st.lists(LABELS, min_size=1, max_size=4),
    st.sampled_from(["", ":80", ":8443"]),
)
WRITTEN = st.text(st.characters(exclude_categories=["Cc", "Cs"]), max_size=40)
TYPED = st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))
VALUES = st.text(st.characters(min_codepoint=32, max_codepoint=255), max_size=80)
NAMES = st.from_regex(r"HTTP_[A-Z][A-Z_]{0,20}", fullmatch=True)


@st.composite
def browsers(draw: st.DrawFn) -> WSGIEnvironment:
    """What a server makes of a request that a browser writes."""
    path = "/" + "/".join(draw(st.lists(WRITTEN, max_size=4)))
    environ = {
        **draw(st.dictionaries(NAMES, VALUES.map(without_del), max_size=20)),
        "REQUEST_METHOD": draw(st.sampled_from(["GET", "HEAD", "POST", "PUT"])),
        "PATH_INFO": path.encode().decode("latin-1"),
        "QUERY_STRING": urlencode(draw(st.dictionaries(WRITTEN, TYPED, max_size=5))),
        "SERVER_PROTOCOL": draw(st.sampled_from(["HTTP/1.1", "HTTP/2", "HTTP/1.0"])),
        "HTTP_HOST": draw(HOSTS),
        "HTTP_REFERER": f"https://{OURS}{quote(path)}",
    }
    environ.pop("HTTP_TRANSFER_ENCODING", None)
    if environ["REQUEST_METHOD"] in {"POST", "PUT"}:
        environ["CONTENT_TYPE"] = "application/x-www-form-urlencoded"
        environ["CONTENT_LENGTH"] = str(draw(st.integers(0, 10**7)))
    return environ


def without_del(text: str) -> str:
    return text.replace("\x7f", "")


@given(browsers())
def test_whatever_a_browser_sends_passes(environ: WSGIEnvironment) -> None:
    assert status_of(environ) is None


@given(
    browsers(),
    st.sampled_from(["HTTP_USER_AGENT", "HTTP_REFERER", "HTTP_X_A", "CONTENT_TYPE"]),
    st.sampled_from([*map(chr, range(9)), *map(chr, range(10, 32)), "\x7f"]),
    VALUES,
    VALUES,
)
def test_a_control_character_is_found_anywhere_in_any_header(
    environ: WSGIEnvironment, name: str, control: str, before: str, after: str
) -> None:
    environ[name] = before + control + after

    assert status_of(environ) == BAD


ANY = st.text(st.characters(max_codepoint=255), max_size=40)
KEYS = st.sampled_from(
    [
        *("PATH_INFO", "QUERY_STRING", "SERVER_PROTOCOL", "HTTP_HOST", "HTTP_X_A"),
        *("CONTENT_LENGTH", "CONTENT_TYPE", "HTTP_TRANSFER_ENCODING", "SCRIPT_NAME"),
    ]
)


@given(ANY, st.dictionaries(KEYS, ANY), st.sets(st.sampled_from([OURS])))
def test_whatever_is_sent_is_judged_and_by_old_and_new_guards_alike(
    method: str, values: dict[str, str], hosts: set[str]
) -> None:
    status = status_of({**values, "REQUEST_METHOD": method}, hosts=hosts)

    assert status is None or status >= 400
