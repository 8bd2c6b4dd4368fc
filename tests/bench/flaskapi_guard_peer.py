"""Measure flaskapi-guard; run by `bench.peers` with another environment's Python."""

import json
import sys
from collections.abc import Callable
from dataclasses import asdict
from importlib import import_module

from flask import Flask, request

from bench.measure import Measured, in_turn, interleaved
from bench.visitors import Visit, bookings
from bench.wsgi import caller

PAGES = [Visit({"QUERY_STRING": "month=2027-03&party=24&language=nl"})]
CALLS = 10


def site(name: str) -> Flask:
    """Return a hello, and a view that reads a form."""
    app = Flask(name)
    app.add_url_rule("/", view_func=lambda: "hello")
    app.add_url_rule(
        "/book", "book", view_func=lambda: request.form["name"], methods=["POST"]
    )
    return app


def measured(visits: list[Visit], *, signatures: bool) -> Measured:
    """Compare one that it guards, perhaps without its signatures, with a bare one."""
    guarded, bare = site("guarded"), site("bare")
    peer = import_module("flaskapi_guard")
    peer.FlaskAPIGuard(
        guarded,
        config=peer.SecurityConfig(
            enable_redis=False,
            enable_penetration_detection=signatures,
            enforce_https=False,
            rate_limit=1_000_000,
            trusted_proxies=["127.0.0.1"],
        ),
    )
    return interleaved(
        asking(guarded, visits), asking(bare, visits), rounds=10, calls=CALLS
    )


def asking(app: Flask, visits: list[Visit]) -> Callable[[], object]:
    """Return what makes one request after another."""
    return in_turn(
        [caller(app.wsgi_app, visit.environ, body=visit.body) for visit in visits]
    )


def main(what: str) -> None:
    """Measure pages or bookings, with its signatures and without."""
    visits = PAGES if what == "pages" else bookings(CALLS)
    found = [asdict(measured(visits, signatures=on)) for on in (True, False)]
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(sys.argv[1])
