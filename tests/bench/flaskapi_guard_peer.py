"""Measure flaskapi-guard; run by `bench.peers` with another environment's Python."""

import json
import sys
from dataclasses import asdict
from importlib import import_module

from flask import Flask

from bench.measure import Measured, interleaved
from bench.wsgi import caller

READ = {"QUERY_STRING": "month=2027-03&party=24&language=nl"}


def hello(name: str) -> Flask:
    """Return a hello."""
    app = Flask(name)
    app.add_url_rule("/", view_func=lambda: "hello")
    return app


def measured(*, signatures: bool) -> Measured:
    """Compare one that it guards, perhaps without its signatures, with a bare one."""
    guarded, bare = hello("guarded"), hello("bare")
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
        caller(guarded.wsgi_app, READ), caller(bare.wsgi_app, READ), rounds=10, calls=10
    )


if __name__ == "__main__":
    found = [asdict(measured(signatures=on)) for on in (True, False)]
    sys.stdout.write(json.dumps(found) + "\n")
