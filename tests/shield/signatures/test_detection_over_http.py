"""The shield before Flask on real servers refuses attacks in bodies, and nothing else.

What passes reaches the application as it was sent, past what the shield reads too.
"""

import gzip
import json
from collections.abc import Iterable, Iterator
from http.client import HTTPConnection
from pathlib import Path

import pytest
from flask import Flask, request

from groupz_shield import Shield, ShieldPolicy, Signatures
from groupz_shield.signatures import Limits
from gunicorn_server import gunicorn
from kept_between_runs import CACHE
from waitress_server import waitress

HERE = Path(__file__).parent
FORM = "application/x-www-form-urlencoded"
Address = tuple[str, int]
site = Flask(__name__)


@site.post("/")
def echo() -> bytes:
    return request.get_data()


app = Shield(
    site,
    ShieldPolicy(
        signatures=Signatures(
            ban_after=1_000, folder=str(CACHE), limits=Limits(body_bytes=10_000)
        )
    ),
)


@pytest.fixture(scope="module", params=["waitress", "gunicorn"])
def server(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Address]:
    if request.param == "waitress":
        with waitress(app, host="127.0.0.1", port=0) as running:
            yield running.host, running.port
    else:
        paths = f"{HERE}:{HERE.parent}:{HERE.parent.parent}"
        with gunicorn(
            f"{Path(__file__).stem}:app",
            tmp_path_factory.mktemp("gunicorn"),
            environ={"PYTHONPATH": paths},
        ) as started:
            yield started.address


def post(
    server: Address, body: bytes | Iterable[bytes], kind: str, **headers: str
) -> tuple[int, bytes]:
    connection = HTTPConnection(*server, timeout=20)
    named = {"Content-Type": kind, **headers}
    try:
        chunked = not isinstance(body, bytes)
        connection.request("POST", "/", body, named, encode_chunked=chunked)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def multipart(text: str, name: str = "a.png") -> bytes:
    return (
        '--b\r\nContent-Disposition: form-data; name="text"\r\n\r\n'
        f'{text}\r\n--b\r\nContent-Disposition: form-data; name="f"; '
        f'filename="{name}"\r\nContent-Type: image/png\r\n\r\n<?php a\r\n--b--\r\n'
    ).encode()


MULTIPART = "multipart/form-data; boundary=b"
ATTACK = "1' or '1'='1"


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(b"q=1%27+or+%271%27%3D%271", FORM, id="form"),
        pytest.param(
            json.dumps({"a": [{"b": ATTACK}]}).encode(), "application/json", id="JSON"
        ),
        pytest.param(multipart(ATTACK), MULTIPART, id="multipart"),
        pytest.param(multipart("a", "x.php"), MULTIPART, id="file name"),
        pytest.param(
            b'<!DOCTYPE a [<!ENTITY b SYSTEM "file:///c">]><a>&b;</a>',
            "application/xml",
            id="XML",
        ),
        pytest.param(ATTACK.encode(), "text/plain", id="text"),
    ],
)
@pytest.mark.parametrize("way", ["whole", "chunked", "gzip"])
def test_an_attack_in_a_body_is_refused(
    server: Address, body: bytes, kind: str, way: str
) -> None:
    if way == "gzip":
        packed = gzip.compress(body)
        assert post(server, packed, kind, **{"Content-Encoding": "gzip"})[0] == 403
    elif way == "chunked":
        assert post(server, iter([body[:4], body[4:]]), kind)[0] == 403
    else:
        assert post(server, body, kind)[0] == 403


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        pytest.param(b"name=O'Brien&text=select+a+date,+or+1+of+2", FORM, id="form"),
        pytest.param(
            multipart("We komen -- graag; met 's avonds"), MULTIPART, id="file"
        ),
        pytest.param(b"text=" + b"a" * 50_000, FORM, id="longer than is read"),
        pytest.param(bytes(range(256)) * 90, "image/png", id="picture"),
    ],
)
@pytest.mark.parametrize("way", ["whole", "chunked"])
def test_what_passes_arrives_as_it_was_sent(
    server: Address, body: bytes, kind: str, way: str
) -> None:
    sent = iter([body[:5], body[5:]]) if way == "chunked" else body

    assert post(server, sent, kind) == (200, body)
