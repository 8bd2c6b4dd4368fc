"""What a shield costs around a Flask application."""

from collections.abc import Iterable
from urllib.parse import urlencode
from wsgiref.types import WSGIApplication

from flask import Flask, request

from bench.measure import interleaved
from bench.rows import Row
from bench.wsgi import caller
from groupz_shield import CookieRule, Shield, ShieldPolicy

POLICY = ShieldPolicy(
    trusted_proxies=["127.0.0.1", "unix"],
    public_origins=["https://bookings.example"],
    declared_cookies=[CookieRule("language", http_only=False, path="/")],
    refusal_headers=[("X-Content-Type-Options", "nosniff")],
)
FORM = {
    "name": "Noor van 't Hof",
    "email": "noor@school.example",
    "telephone": "(034)-1163406",
    "pupils": "24",
    "date": "2027-03-18",
    "remarks": "Twee leerlingen eten vegetarisch; de bus komt om kwart over negen. "
    * 12,
}


def rows() -> Iterable[Row]:
    """Measure a read and a form."""
    app = flask_app().wsgi_app
    shielded = Shield(app, POLICY)
    yield reading(app, shielded)
    yield posting(app, shielded)


def flask_app() -> Flask:
    """Return a hello, and a view that reads a form."""
    app = Flask("hello")

    @app.get("/")
    def hello() -> str:
        return "hello"

    @app.post("/book")
    def book() -> str:
        return request.form["name"]

    return app


def reading(bare: WSGIApplication, shielded: WSGIApplication) -> Row:
    """GET with a query."""
    ask = {"QUERY_STRING": "month=2027-03&party=24&language=nl"}
    measured = interleaved(
        caller(shielded, ask), caller(bare, ask), rounds=200, calls=250
    )
    return Row(
        "shield around a Flask hello, GET with a query",
        measured,
        goal=1.15,
        details=measured.in_microseconds,
        comparison="flask-talisman +32 µs, flask-limiter +75 µs",
    )


def posting(bare: WSGIApplication, shielded: WSGIApplication) -> Row:
    """POST of a form of 1 KB to a view that reads it."""
    body = urlencode(FORM).encode()
    ask = {
        "REQUEST_METHOD": "POST",
        "PATH_INFO": "/book",
        "CONTENT_TYPE": "application/x-www-form-urlencoded",
        "CONTENT_LENGTH": str(len(body)),
        "HTTP_ORIGIN": "https://bookings.example",
    }
    measured = interleaved(
        caller(shielded, ask, body=body),
        caller(bare, ask, body=body),
        rounds=200,
        calls=150,
    )
    return Row(
        "shield without signatures, POST of a 1 KB form",
        measured,
        goal=1.20,
        details=measured.in_microseconds,
        comparison="flask-wtf's CSRF +69 µs",
    )
