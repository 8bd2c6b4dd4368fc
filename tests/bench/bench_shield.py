"""What a shield costs: around Flask, for who is banned, and for a million clients."""

import json
import subprocess
import sys
from collections.abc import Iterable
from shutil import which
from urllib.parse import urlencode
from wsgiref.types import WSGIApplication

from flask_limiter import Limiter
from flask_talisman import Talisman

from bench.callgrind import instructions_a_request
from bench.measure import Measured, interleaved
from bench.peers import guarded_by_flaskapi_guard
from bench.rows import Row
from bench.served import asking, served
from bench.shields import CLIENT, bare_hello, flask_app, shielded
from bench.wsgi import caller

FORM = {
    "name": "Noor van 't Hof",
    "email": "noor@school.example",
    "telephone": "(034)-1163406",
    "pupils": "24",
    "date": "2027-03-18",
    "remarks": "Twee leerlingen eten vegetarisch; de bus komt om kwart over negen. "
    * 12,
}
READ = {"QUERY_STRING": "month=2027-03&party=24&language=nl"}
SENT = urlencode(FORM).encode()
WRITE = {
    "REQUEST_METHOD": "POST",
    "PATH_INFO": "/book",
    "CONTENT_TYPE": "application/x-www-form-urlencoded",
    "CONTENT_LENGTH": str(len(SENT)),
    "HTTP_ORIGIN": "https://bookings.example",
}
MOST_MEGABYTES = 24.0
MOST_MICROSECONDS = 0.7


def rows() -> Iterable[Row]:
    """Measure all of it; what others cost stands beside it, from the same run."""
    app = flask_app().wsgi_app
    shield = shielded(app)
    yield reading("whole shield but signatures, 100,000 networks", app, shield, 1.15)
    yield posting(app, shield)
    for name, other in others():
        yield reading(name, app, other)
    yield from guarded_by_flaskapi_guard()
    yield refusing()
    yield refusing_through_waitress()
    yield from million()
    if which("valgrind"):
        yield from counted_instructions()


def reading(
    name: str, bare: WSGIApplication, around: WSGIApplication, goal: float | None = None
) -> Row:
    """GET with a query."""
    measured = interleaved(
        caller(around, READ), caller(bare, READ), rounds=100, calls=250
    )
    return Row(
        f"{name}, around a Flask hello, GET with a query",
        measured,
        goal=goal,
        details=measured.in_microseconds,
    )


def posting(bare: WSGIApplication, around: WSGIApplication) -> Row:
    """POST of a form of 1 KB to a view that reads it."""
    measured = interleaved(
        caller(around, WRITE, body=SENT),
        caller(bare, WRITE, body=SENT),
        rounds=100,
        calls=150,
    )
    return Row(
        "whole shield but signatures, POST of a 1 KB form",
        measured,
        goal=1.20,
        details=measured.in_microseconds,
        comparison="flask-wtf's CSRF +69 µs",
    )


def others() -> Iterable[tuple[str, WSGIApplication]]:
    """Yield what others put around the same application."""
    with_headers = flask_app()
    Talisman(with_headers)
    yield "flask-talisman", with_headers.wsgi_app
    limited = flask_app()
    Limiter(
        lambda: CLIENT,
        app=limited,
        default_limits=["1000000000 per minute"],
        storage_uri="memory://",
    )
    yield "flask-limiter in memory", limited.wsgi_app


def refusing() -> Row:
    """A banned client against an application that answers the least there is."""
    shield = shielded(bare_hello, banned=True)
    measured = interleaved(
        caller(shield, READ, status="403 Forbidden"),
        caller(bare_hello, READ),
        rounds=100,
        calls=2000,
    )
    return Row(
        "refusing a banned address, against a bare WSGI hello",
        measured,
        goal=1.5,
        details=measured.in_microseconds,
        comparison="Flask's own 404: 300 times",
    )


def refusing_through_waitress() -> Row:
    """The same, as requests a second through a server."""
    with served("bare") as hello, served("banned") as refusal:
        measured = interleaved(
            asking(hello, "/"), asking(refusal, "/", 403), rounds=40, calls=100
        )
    return Row(
        "requests a second of a banned address through waitress, against bare WSGI",
        measured,
        goal=0.95,
        at_least=True,
        details=measured.in_microseconds.replace("against", "bare, refused"),
    )


def million() -> Iterable[Row]:
    """A million IPv4 clients and as many /64s, counted by us and by `limits`."""
    ours, theirs = (in_own_process(name) for name in ("ours", "limits"))
    for fact, unit, goal in (
        ("megabytes", "MB added", MOST_MEGABYTES),
        ("microseconds", "µs a hit", MOST_MICROSECONDS),
    ):
        value = ours[fact]
        yield Row(
            f"two million clients: {unit}",
            Measured(value, value, value),
            goal=goal,
            details=f"{value:.2f}; limits in memory in the same run {theirs[fact]:.2f}",
        )


def in_own_process(counters: str) -> dict[str, float]:
    """Count them in a fresh process, whose memory nothing else has filled."""
    command = [sys.executable, "-m", "bench.million", counters]
    answer = subprocess.run(command, check=True, capture_output=True)
    facts: dict[str, float] = json.loads(answer.stdout)
    return facts


def counted_instructions() -> Iterable[Row]:
    """Instructions a request by callgrind: the same on a busy machine."""
    bare = instructions_a_request("bare flask")
    for name in ("shielded flask", "bare wsgi", "banned"):
        count = instructions_a_request(name)
        ratio = count / bare
        yield Row(
            f"instructions a request: {name}, against bare Flask",
            Measured(ratio, ratio, ratio),
            details=f"{count:,.0f} against {bare:,.0f}",
        )
