"""What the shield sees of a body, and that it sees all that applications see."""

import gzip
import zlib
from collections.abc import Collection
from io import BytesIO
from wsgiref.types import WSGIEnvironment

import pytest
from werkzeug.formparser import FormDataParser

from groupz_shield.signatures.request_values import values_of
from groupz_shield.signatures.vocabulary import Place, Value

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=b"
ATTACK = "<script>alert(1)</script>"
HEAD = 'Content-Disposition: form-data; name="a"'
FILE = f'{HEAD}; filename="a.png"'


def environ_of(body: bytes, content_type: str = "", **more: str) -> WSGIEnvironment:
    return {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/",
        "CONTENT_TYPE": content_type,
        "CONTENT_LENGTH": str(len(body)),
        "wsgi.input": BytesIO(body),
        **more,
    }


def seen(body: bytes, content_type: str = "", **more: str) -> list[Value]:
    """What is seen of the body alone."""
    values = values_of(environ_of(body, content_type, **more))
    ignored = {Value(Place.PATH, "", "/")}
    return [
        value
        for value in values
        if value not in ignored and value.name != "CONTENT_TYPE"
    ]


def texts(values: Collection[Value]) -> set[str]:
    return {value.text for value in values}


@pytest.mark.parametrize(
    ("body", "content_type", "expected"),
    [
        pytest.param(
            b"a=b%3D+c&d=%26&e&=f",
            FORM,
            [
                (Place.FORM, "a", "b= c"),
                (Place.NAME, "a", "a"),
                (Place.FORM, "d", "&"),
                (Place.NAME, "d", "d"),
                (Place.NAME, "e", "e"),
                (Place.FORM, "", "f"),
            ],
            id="form",
        ),
        pytest.param(
            "a=caf\u00e9".encode(),
            f"{FORM}; charset=utf-8",
            [(Place.FORM, "a", "caf\u00e9"), (Place.NAME, "a", "a")],
            id="form in raw UTF-8",
        ),
        pytest.param(
            b'{"a": {"b": "c", "b": "d"}, "e": ["f", {"g": "h"}], "i": 1, "j": null}',
            "application/json",
            [
                *((Place.NAME, name, name) for name in "aeij"),
                (Place.NAME, "b", "b"),
                (Place.NAME, "b", "b"),
                (Place.JSON, "e", "f"),
                (Place.JSON, "a.b", "c"),
                (Place.JSON, "a.b", "d"),
                (Place.NAME, "g", "g"),
                (Place.JSON, "e.g", "h"),
            ],
            id="JSON",
        ),
        pytest.param(
            b'"a"', "application/problem+json", [(Place.JSON, "", "a")], id="+json"
        ),
        pytest.param(
            b"{'a': 1}", "application/json", [(Place.JSON, "", "{'a': 1}")], id="none"
        ),
        pytest.param(
            b'{"\\ud800": "\\udc00"}',
            "application/json",
            [(Place.NAME, "\ufffd", "\ufffd"), (Place.JSON, "\ufffd", "\ufffd")],
            id="JSON with halves of characters",
        ),
        pytest.param(b"<a/>", "text/xml", [(Place.XML, "", "<a/>")], id="XML"),
        pytest.param(b"<a/>", "image/svg+xml", [(Place.XML, "", "<a/>")], id="SVG"),
        pytest.param(b"a=b", "text/plain", [(Place.TEXT, "", "a=b")], id="text"),
        pytest.param(
            b"a=b",
            "",
            [
                (Place.FORM, "a", "b"),
                (Place.NAME, "a", "a"),
                (Place.TEXT, "", "a=b"),
            ],
            id="of no type",
        ),
        pytest.param(b"\x89PNG\r\n", "image/png", [], id="a picture"),
        pytest.param(b"a=b", "Application/PDF; a=b", [], id="a document"),
        pytest.param(
            b' {"a": "b"}',
            "image/png",
            [(Place.NAME, "a", "a"), (Place.JSON, "a", "b")],
            id="JSON that says it is a picture",
        ),
        pytest.param(b"{", "image/png", [], id="no JSON, and no picture"),
    ],
)
def test_a_body_is_seen_as_what_it_is(
    body: bytes, content_type: str, expected: list[tuple[Place, str, str]]
) -> None:
    found = seen(body, content_type)

    assert sorted(found) == sorted(Value(*one) for one in expected)


def multipart(*parts: str, end: str = "--b--\r\n") -> bytes:
    return "".join(f"--b\r\n{part}\r\n" for part in parts).encode() + end.encode()


def test_a_multipart_form_is_seen_but_for_what_its_files_hold() -> None:
    body = multipart(
        f"{HEAD}\r\n\r\nb",
        f"{FILE}; filename*=UTF-8''%e2%82%ac.png\r\n"
        "Content-Type: image/png\r\n\r\n\x89PNG",
    )
    assert (Place.FILE_NAME, "a", "\u20ac.png") in seen(body, MULTIPART)

    plain = multipart(
        f"{HEAD}\r\n\r\nb", f"{FILE}\r\nContent-Type: image/png\r\n\r\nPNG"
    )
    assert seen(plain, MULTIPART) == [
        (Place.NAME, "a", "a"),
        (Place.MULTIPART, "a", "b"),
        (Place.NAME, "a", "a"),
        (Place.FILE_NAME, "a", "a.png"),
        (Place.HEADER, "content-type", "image/png"),
    ]


@pytest.mark.parametrize(
    "disposition",
    [
        'form-data; name="a"; filename="a.png"',
        "form-data; name=a; filename=a.png; filename*=utf-8''%61.png",
        'form-data;name="a";filename="a b; c.png"',
    ],
)
def test_what_a_file_holds_is_not_seen(disposition: str) -> None:
    body = multipart(f"Content-Disposition: {disposition}\r\n\r\n{ATTACK}")

    assert ATTACK not in "".join(texts(seen(body, MULTIPART)))
    cut = body[: -len("\r\n--b--\r\n")]
    assert ATTACK not in "".join(texts(seen(cut, MULTIPART)))


PARTS = {
    "plain": f"{HEAD}\r\n\r\n{ATTACK}",
    "LF": f"{HEAD}\n\n{ATTACK}",
    "CR": f"{HEAD}\r\r{ATTACK}",
    "folded": f'Content-Disposition: form-data;\r\n name="a"\r\n\r\n{ATTACK}',
    "empty file name": f'{HEAD}; filename=""\r\n\r\n{ATTACK}',
    "unclosed file name": f'{HEAD}; filename="a\r\n\r\n{ATTACK}',
    "file name in the name": f'{HEAD[:-1]}\\"; filename=\\"x"\r\n\r\n{ATTACK}',
    "file name in a name": f'{HEAD[:-2]}a; filename=x"\r\n\r\n{ATTACK}',
    "file name of spaces": f'{HEAD}; filename = "x"\r\n\r\n{ATTACK}',
    "file name with a star": f"{HEAD}; filename*=x\r\n\r\n{ATTACK}",
    "two dispositions": f"{HEAD}\r\n{FILE}\r\n\r\n{ATTACK}",
    "two other dispositions": f"{FILE}\r\n{HEAD}\r\n\r\n{ATTACK}",
    "a boundary in the head": f"{HEAD}\r\n--b\r\n{FILE}\r\n\r\n{ATTACK}",
    "another boundary in the head": f"{HEAD}\r\n--b--\r\n{FILE}\r\n\r\n{ATTACK}",
    "a boundary in a line": f"{FILE}\r\n\r\nx--b\r\n{HEAD}\r\n\r\n{ATTACK}",
    "an unfinished boundary": f"{FILE}\r\n\r\nx\r\n--bx\r\n{HEAD}\r\n\r\n{ATTACK}",
    "upper case": f"{HEAD.upper()}\r\n\r\n{ATTACK}",
    "escaped quote": f'{HEAD[:-1]}\\"b"\r\n\r\n{ATTACK}',
    "percent": f'{HEAD[:-1]}%22b"\r\n\r\n{ATTACK}',
    "token": f"Content-Disposition: form-data; name=a\r\n\r\n{ATTACK}",
    "token with a space": f"Content-Disposition: form-data; name=a b\r\n\r\n{ATTACK}",
    "no name": f"Content-Disposition: form-data\r\n\r\n{ATTACK}",
    "extended": f"Content-Disposition: x; name*=utf-8''%3cb%3e\r\n\r\n{ATTACK}",
    "continued": "Content-Disposition: x; name*0=a; name*1=b\r\n\r\nx",
    "continued and extended": "Content-Disposition: x; name*0*=utf-8''%3c; name*1=b"
    "\r\n\r\nx",
    "two names": "Content-Disposition: form-data; name=a; name=b\r\n\r\nx",
    "quoted space": 'Content-Disposition: x; y= "; name=a"\r\n\r\nx',
    "semicolon in quotes": 'Content-Disposition: x; y="; name=b"; name=a\r\n\r\nx',
    "latin-1": f"{HEAD}\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\r\n\u00e9",
    "base64": f"{HEAD}\r\nContent-Transfer-Encoding: base64\r\n\r\nPHNjcmlwdD4=",
    "base64 without its end": f"{HEAD}\r\nContent-Transfer-Encoding: base64\r\n\r\nPGI",
    "no base64": f"{HEAD}\r\nContent-Transfer-Encoding: base64\r\n\r\na",
    "quoted": f"{HEAD}\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n=3Cb=3E",
    "many names": f"{HEAD}; name=b; name=c\r\n\r\n{ATTACK}",
    "many headers": f"{FILE}\r\n" + "X: y\r\n" * 20 + f"\r\n{ATTACK}",
    "file after LF": f"{FILE}\n\n{ATTACK}",
    "file after a long head": f"{FILE}\r\nX: {'a' * 9000}\r\n\r\n{ATTACK}",
    "file after no header": f"{FILE}\r\nx\r\n\r\n{ATTACK}",
    "attack in a parameter": f'{HEAD}; x="{ATTACK}"\r\n\r\nx',
    "empty": f"{HEAD}\r\n\r\n",
    "attack in the name": f'{HEAD[:-2]}{ATTACK}"\r\n\r\nx',
    "attack in a header": f"{HEAD}\r\nX: {ATTACK}\r\n\r\nx",
    "attack in the file name": f'{HEAD}; filename="{ATTACK}"\r\n\r\nx',
    "long": f"{HEAD}\r\nX: {'a' * 9000}\r\n\r\n{ATTACK}",
    "spaces after the boundary": f"{FILE}\r\n\r\nx\r\n--b \t\r\n{HEAD}\r\n\r\n{ATTACK}",
}
BODIES = {
    **{name: multipart(part) for name, part in PARTS.items()},
    "missing end": multipart(PARTS["plain"], end=""),
    "preamble": b"x\r\n" + multipart(PARTS["plain"]),
    "preamble in the line": b"x" + multipart(PARTS["plain"]),
    "attack in the preamble": ATTACK.encode() + b"\r\n" + multipart(f"{FILE}\r\n\r\nx"),
    "epilogue": multipart(PARTS["plain"]) + b"x",
    "something after the end": multipart(FILE + "\r\n\r\n", end=f"--b--{ATTACK}"),
    "LF only": multipart(PARTS["LF"]).replace(b"\r\n", b"\n"),
    "CR only": multipart(PARTS["CR"]).replace(b"\r\n", b"\r"),
    "same name": multipart(f"{HEAD}\r\n\r\nx", PARTS["plain"], f"{HEAD}\r\n\r\ny"),
    "many": multipart(*(f"{HEAD}\r\n\r\n{n}" for n in range(100))),
}
TYPES = [
    MULTIPART,
    'Multipart/Form-Data; charset=x; boundary="b"',
    "multipart/form-data; boundary=x; boundary=b",
    "multipart/form-data; boundary=b; boundary*=''b",
    "multipart/form-data; boundary*0=; boundary*1=b",
    'multipart/form-data; x="; boundary=c"; boundary=b',
    "multipart/form-data;boundary=b ",
]


def in_memory(*_arguments: object, **_named: object) -> BytesIO:
    """Keep a file as Werkzeug's parser wants it kept."""
    return BytesIO()


@pytest.mark.parametrize("content_type", TYPES)
@pytest.mark.parametrize("name", BODIES)
def test_every_field_that_an_application_sees_is_seen(
    name: str, content_type: str
) -> None:
    environ = environ_of(BODIES[name], content_type)
    _, form, files = FormDataParser(in_memory).parse_from_environ(
        {**environ, "CONTENT_TYPE": content_type.replace("Multip", "multip")}
    )
    fields = set(form.items(multi=True))
    names = {file.filename for file in files.values()}

    found = seen(BODIES[name], content_type)

    by_name = {(value.name, value.text) for value in found}
    whole = "\n".join(text for name, text in by_name if not name)
    unseen = {(name or "", text) for name, text in fields} - by_name
    assert not [text for _, text in unseen if text not in whole]
    assert names <= texts(found)


@pytest.mark.parametrize(
    "name", [name for name in BODIES if ATTACK in str(BODIES[name])]
)
def test_an_attack_is_seen_whatever_a_lenient_parser_reads(name: str) -> None:
    for content_type in (*TYPES, "multipart/form-data", "multipart/mixed; boundary=c"):
        assert ATTACK in "\n".join(texts(seen(BODIES[name], content_type)))


def test_a_head_is_read_without_its_folds() -> None:
    assert (Place.MULTIPART, "a", ATTACK) in seen(BODIES["folded"], MULTIPART)


def test_a_field_is_seen_decoded_where_it_says_that_it_is_encoded() -> None:
    assert "<script>" in texts(seen(BODIES["base64"], MULTIPART))
    assert "<b" in texts(seen(BODIES["base64 without its end"], MULTIPART))
    assert "<b>" in texts(seen(BODIES["quoted"], MULTIPART))


def raw_deflate(body: bytes) -> bytes:
    packer = zlib.compressobj(wbits=-zlib.MAX_WBITS)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        (gzip.compress(b"a=%3Cb%3E", mtime=0), "gzip"),
        (gzip.compress(b"a=%3C", mtime=0) + gzip.compress(b"b%3E", mtime=0), "x-gzip"),
        (gzip.compress(b"a=%3Cb%3E", mtime=0)[:-9], "GZIP"),
        (gzip.compress(b"a=%3Cb%3E", mtime=0) + b"\0\0\0\0", "gzip"),
        (zlib.compress(b"a=%3Cb%3E"), "deflate"),
        (raw_deflate(b"a=%3Cb%3E"), "deflate"),
        (gzip.compress(zlib.compress(b"a=%3Cb%3E"), mtime=0), "deflate, gzip"),
        (b"a=%3Cb%3E", "gzip"),
        (b"a=%3Cb%3E", "deflate"),
        (b"a=%3Cb%3E", "br"),
        (b"a=%3Cb%3E", "identity"),
        (gzip.compress(b"a=%3Cb%3E", mtime=0), "gzip, identity"),
    ],
)
def test_a_packed_body_is_unpacked_and_so_is_one_that_only_says_so(
    body: bytes, coding: str
) -> None:
    assert "<b>" in texts(seen(body, FORM, HTTP_CONTENT_ENCODING=coding))


@pytest.mark.parametrize(
    ("body", "coding"),
    [
        pytest.param(
            gzip.compress(bytes(99), mtime=0)[:15] + b"\xff" * 9, "gzip", id="broken"
        ),
        pytest.param(
            b"\x01 @\xdf\xbf" + b"b" * 0x4020, "deflate", id="text and packed as well"
        ),
    ],
)
def test_what_can_be_read_as_it_came_is_read_both_ways(
    body: bytes, coding: str
) -> None:
    found = seen(body + b"&a=%3Cb%3E", FORM, HTTP_CONTENT_ENCODING=coding)

    assert "<b>" in texts(found)


def test_what_stands_in_the_open_in_a_packed_body_is_seen() -> None:
    """As in the comment of a file in gzip's format: RFC 1952 section 2.3.1."""
    packed = gzip.compress(b"a=b", mtime=0)
    hidden = packed[:3] + b"\x10" + packed[4:10] + ATTACK.encode() + b"\0" + packed[10:]
    assert gzip.decompress(hidden) == b"a=b"

    found = texts(seen(hidden, FORM, HTTP_CONTENT_ENCODING="gzip"))

    assert {"b", ATTACK} <= found


@pytest.mark.parametrize(
    ("content_type", "charset"),
    [(FORM, "utf-16"), (FORM, "IBM037"), ("application/json", "utf-7")],
)
def test_a_body_in_another_charset_is_seen_in_it(
    content_type: str, charset: str
) -> None:
    body = '{"a":"b&c=<b>"}'.encode(charset)

    found = seen(body, f'{content_type}; charset="{charset}"')

    assert any("<b>" in value.text for value in found)


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-16-le", "utf-32-be"])
def test_json_is_read_in_the_charset_that_it_seems_to_have(charset: str) -> None:
    """As Flask does."""
    body = '{"a": "<b>"}'.encode(charset)

    assert (Place.JSON, "a", "<b>") in seen(body, "application/json")


def test_bytes_that_are_not_utf_8_hide_nothing() -> None:
    [value] = seen("\uff1cb\uff1e".encode() + b"\xbcb\xbe", "text/plain")

    assert value.text == "\uff1cb\uff1e\xbcb\xbe"
