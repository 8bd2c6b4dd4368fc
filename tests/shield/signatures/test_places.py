"""Nothing of a request is left out, and what honest programs send passes."""

import gzip
import json
import zlib
from collections.abc import Iterator
from itertools import count
from typing import Any

import pytest

from groupz_shield import EventKind
from groupz_shield.signatures import Place, Signatures
from kept_between_runs import CACHE
from placed import PLACES, URLENCODED, Environ, as_wsgi, body, form, part
from shielded import Site
from spellings import percent

ATTACK = "<script>steal(document.cookie)</script>"
SENT = percent(ATTACK)
JSON = "application/json"
PART = "--k\r\nContent-Disposition: form-data; "
PLACE_OF = {
    "query": Place.QUERY,
    "name": Place.NAME,
    "form": Place.FORM,
    "JSON": Place.JSON,
    "multipart": Place.MULTIPART,
    "file name": Place.FILE_NAME,
    "XML": Place.XML,
    "text": Place.TEXT,
    "cookie": Place.COOKIE,
    "path": Place.PATH,
    "Referer": Place.REFERER,
    "User-Agent": Place.USER_AGENT,
    "header": Place.HEADER,
}


def in_json(text: str, **more: object) -> Environ:
    return body(JSON, json.dumps({"q": text, **more}).encode())


def parts(*texts: str, kind: str = "form-data", end: str = "--k--\r\n") -> Environ:
    lines = [f"{PART}{text}\r\n" for text in texts]
    return body(f"multipart/{kind}; boundary=k", "".join([*lines, end]).encode())


HIDDEN: dict[str, Environ] = {
    "a name's second value": {"QUERY_STRING": f"q=1&q={SENT}"},
    "a list": {"QUERY_STRING": f"q[]=1&q[]={SENT}"},
    "a key of a list": {"QUERY_STRING": f"q[{SENT}]=1"},
    "a query without names": {"QUERY_STRING": SENT},
    "a query of semicolons": {"QUERY_STRING": f"a=1;q={SENT}"},
    "the second cookie": {"HTTP_COOKIE": f"a=1; q={SENT}"},
    "a cookie's name": {"HTTP_COOKIE": f"{SENT}=1"},
    "a cookie in quotes": {"HTTP_COOKIE": f'a="{ATTACK}"'},
    "a language": {"HTTP_ACCEPT_LANGUAGE": ATTACK},
    "a header's name": {f"HTTP_{ATTACK.upper()}": "1"},
    "a header of other times": {"HTTP_REQUEST_RANGE": "bytes=0-1"},
    "a forged address": {"HTTP_X_FORWARDED_FOR": ATTACK},
    "credentials": {"HTTP_AUTHORIZATION": ATTACK},
    "a type": {"CONTENT_TYPE": ATTACK},
    "an entity tag": {"HTTP_IF_NONE_MATCH": "' OR 1=1-- "},
    "a referring page's query": {"HTTP_REFERER": f"https://a.example/?q={SENT}"},
    "where an application is mounted": {"SCRIPT_NAME": f"/{ATTACK}"},
    "a path before it is decoded": {"RAW_URI": f"/page/{SENT}"},
    "a path before it is shortened": {"REQUEST_URI": "/page/../../../etc/passwd"},
    "PUT": body(URLENCODED, form(ATTACK), REQUEST_METHOD="PUT"),
    "DELETE": body(URLENCODED, form(ATTACK), REQUEST_METHOD="DELETE"),
    "the body of a GET": body(URLENCODED, form(ATTACK), REQUEST_METHOD="GET"),
    "a type in capitals": body(URLENCODED.upper(), form(ATTACK)),
    "a form of no type": body("", form(ATTACK)),
    "a form that says it is JSON": body(JSON, form(ATTACK)),
    "a form in EBCDIC": body(
        f"{URLENCODED}; charset=ibm037", f"q={ATTACK}".encode("cp037")
    ),
    "a body without a length": body(
        URLENCODED,
        form(ATTACK),
        **{"CONTENT_LENGTH": "", "wsgi.input_terminated": True},
    ),
    "gzip": body(URLENCODED, gzip.compress(form(ATTACK)), HTTP_CONTENT_ENCODING="gzip"),
    "deflate": body(
        URLENCODED, zlib.compress(form(ATTACK)), HTTP_CONTENT_ENCODING="deflate"
    ),
    "gzip, twice": body(
        URLENCODED,
        gzip.compress(gzip.compress(form(ATTACK))),
        HTTP_CONTENT_ENCODING="gzip, gzip",
    ),
    "a key of JSON": body(JSON, json.dumps({ATTACK: 1}).encode()),
    "a string of JSON": body(JSON, json.dumps(ATTACK).encode()),
    "deep JSON": in_json("1", a=[[[[{"b": {"c": [1, {"d": ATTACK}]}}]]]]),
    "the first of two keys": body(JSON, f'{{"q": "{ATTACK}", "q": "1"}}'.encode()),
    "broken JSON": body(JSON, f'{{"q": "{ATTACK}'.encode()),
    "JSON of another name": body(
        "application/vnd.api+json; charset=utf-8", json.dumps([ATTACK]).encode()
    ),
    "JSON of no type": body("", json.dumps([ATTACK]).encode()),
    "JSON in JSON": in_json(json.dumps({"a": ATTACK}).replace("<", "\\u003c")),
    "JSON in a form": body(
        URLENCODED, form(json.dumps({"a": ATTACK}).replace("<", "\\u003c"))
    ),
    "lines of JSON": body(
        "application/x-ndjson", b'{"a": 1}\n{"a": "\\u003cscript>alert(1)</script>"}'
    ),
    "a field's name": parts(f'name="{ATTACK}"\r\n\r\n1'),
    "the second part": parts('name="a"\r\n\r\n1', f'name="b"\r\n\r\n{ATTACK}'),
    "the type of a part": parts(f'name="a"\r\nContent-Type: {ATTACK}\r\n\r\n1'),
    "a part in base64": parts(
        'name="a"\r\nContent-Transfer-Encoding: base64\r\n\r\n'
        "PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg=="
    ),
    "a file's way up": parts('name="a"; filename="../../../../etc/cron.d/k"\r\n\r\n1'),
    "a second file name": parts(
        'name="a"; filename="a"; filename="../../../../etc/passwd"\r\n\r\n1'
    ),
    "parts of another kind": parts(f'name="a"\r\n\r\n{ATTACK}', kind="mixed"),
    "a part that does not end": parts(f'name="a"\r\n\r\n{ATTACK}', end=""),
    "XML, in an attribute": body(
        "text/xml", b'<a b="\' UNION SELECT a, b FROM c-- "/>'
    ),
    "XML, as its data": body("text/xml", f"<a><![CDATA[{ATTACK}]]></a>".encode()),
    "XML, by reference": body(
        "application/xml", b"<a>&#39; UNION SELECT a, b FROM c-- </a>"
    ),
    "XML in UTF-7": body("text/xml; charset=utf-7", ATTACK.encode("utf-7")),
    "a table": body("text/csv", f"a,b\n1,{ATTACK}\n".encode()),
}
HONEST: dict[str, Environ] = {
    "no file chosen": part(
        'name="f"; filename=""', "", "Content-Type: application/octet-stream"
    ),
    "quotes in a file's name": part('name="f"; filename="Groep \\"8\\".pdf"', "x"),
    "a path of Windows": part('name="f"; filename="C:\\Users\\me\\a.pdf"', "x"),
    "an extended name": part("name=f; filename*=UTF-8''Gro%C3%ABp.pdf", "x"),
    "words before the first part": body(
        "multipart/form-data; boundary=k",
        f'This is a form.\r\n{PART}name="a"; filename="a"\r\n\r\nx\r\n--k--'.encode(),
    ),
    "a mail as a file": part('name="f"; filename="a.eml"', "See --k below."),
    "JSON in UTF-16": PLACES["JSON in UTF-16"]("dag"),
    "a file": part('name="f"; filename="Groep 8.pdf"', "%PDF-1.7"),
    "a file beside a field": parts(
        'name="a"\r\n\r\nAnna',
        'name="f"; filename="foto.jpg"\r\nContent-Type: image/jpeg\r\n\r\n<?php',
    ),
    "a large file before a field": parts(
        f'name="f"; filename="a.pdf"\r\n\r\n{"x" * 1_200_000}', 'name="a"\r\n\r\n1'
    ),
    "a name without quotes": parts("name=a\r\n\r\n1"),
    "a text of lines": part(
        'name="a"', "Beste,\r\n\r\nLocatie: Zutphen\r\n-- \r\nAnna"
    ),
    "XML's data": body("text/xml", b"<a><![CDATA[Tom & Jerry komen ook]]></a>"),
    "a remote call": body(
        "text/xml",
        b'<?xml version="1.0"?>\n<methodCall><methodName>book.group</methodName>'
        b"<params><param><value><int>27</int></value></param></params></methodCall>",
    ),
    "WebDAV": body(
        "application/xml",
        b'<?xml version="1.0" encoding="utf-8" ?>\n<D:propfind xmlns:D="DAV:">'
        b"<D:prop><D:getetag/></D:prop></D:propfind>",
    ),
    "places on a map": in_json("a", coordinates=[[[[5.1, 52.0], [5.2, 52.1]]]]),
    "GraphQL": in_json("query Of($id: ID!) { group(id: $id) { name { first } } }"),
    "a patch": body(JSON, b'[{"op": "replace", "path": "/name", "value": "O\'Brien"}]'),
    "a picture in JSON": in_json("data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAEA"),
    "a form in latin-1": body(URLENCODED, b"q=caf%e9"),
    "a form in Windows-1252": body(URLENCODED, b"q=D%92Angelo"),
    "a calendar": body(
        "text/calendar",
        b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nLOCATION:Zutphen\r\n"
        b"DTSTART:20261123T100000Z\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
    ),
    "a table": body("text/csv", b'naam;"opmerking"\n"O\'Brien, J.";"geen; noten"'),
    "a token": {
        "HTTP_AUTHORIZATION": "Bearer eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI3In0.a-_b"
    },
    "entity tags": {"HTTP_IF_NONE_MATCH": 'W/"170.0-2048", "abc--gzip"'},
    "ranges": {"HTTP_RANGE": "bytes=0-499,1000-1499"},
    "proxies": {
        "HTTP_FORWARDED": 'for=192.0.2.60;proto=http, for="[2001:db8::17]:4711"'
    },
    "consent": {
        "HTTP_COOKIE": "c=%7B%22a%22%3Atrue%7D; d=Mon+Nov+23+2026+10%3A00+(CET)&v=6.1"
    },
    "a search before": {
        "HTTP_REFERER": "https://search.example/?q=museum+%22de+sluis%22+-utrecht#a=b"
    },
    "a path of words": {
        "PATH_INFO": as_wsgi("/page/caf\u00e9 & 's-Hertogenbosch; a (b)")
    },
}


@pytest.fixture(scope="module")
def guarded() -> Site:
    signatures = Signatures(folder=str(CACHE / "signatures"), ban_after=1_000_000)
    return Site({"signatures": signatures, "flood_limit": None})


@pytest.fixture(scope="module")
def addresses() -> Iterator[str]:
    """Clients that nobody knows yet."""
    return (f"203.1.{n >> 8}.{n & 255}" for n in count())


def refused(guarded: Site, address: str, environ: Environ) -> list[str]:
    """Send a request, and return what was said of each guard that refused it."""
    guarded.events.clear()
    asked: dict[str, Any] = {"PATH_INFO": "/page", **environ}
    status = guarded.ask(address, **asked)
    told = [
        f"{event.facts['guard']}: {event.message}"
        for event in guarded.events
        if event.kind is EventKind.REFUSED
    ]
    assert status == (403 if told else 200)
    return told


@pytest.mark.parametrize("place", PLACE_OF)
def test_what_was_found_is_told_with_its_place(
    guarded: Site, addresses: Iterator[str], place: str
) -> None:
    attack = "../../../../../etc/passwd" if place == "file name" else ATTACK

    [told] = refused(guarded, next(addresses), PLACES[place](attack))
    assert told.startswith("signatures: ")
    assert f" in {PLACE_OF[place]} " in told.partition(";")[0]


def test_every_place_of_the_vocabulary_is_tried() -> None:
    hidden = {Place.HEADER_NAME}  # below: nobody spells it in other ways
    assert set(PLACE_OF.values()) | hidden == set(Place)


@pytest.mark.parametrize("where", HIDDEN)
def test_an_attack_is_found_wherever_it_hides(
    guarded: Site, addresses: Iterator[str], where: str
) -> None:
    [told] = refused(guarded, next(addresses), dict(HIDDEN[where]))
    assert told.startswith("signatures: ")


@pytest.mark.parametrize("what", HONEST)
def test_what_honest_programs_send_passes(
    guarded: Site, addresses: Iterator[str], what: str
) -> None:
    assert refused(guarded, next(addresses), dict(HONEST[what])) == []
