"""Measure flaskapi-guard; run by `bench.peers` with another environment's Python."""

import json
import sys
from dataclasses import asdict

sys.path.insert(0, sys.argv[1])

from flask import Flask
from flaskapi_guard import FlaskAPIGuard, SecurityConfig

from bench.measure import interleaved
from bench.wsgi import caller

READ = {"QUERY_STRING": "month=2027-03&party=24&language=nl"}


def hello(name: str) -> Flask:
    """Return a hello."""
    app = Flask(name)
    app.add_url_rule("/", view_func=lambda: "hello")
    return app


guarded, bare = hello("guarded"), hello("bare")
FlaskAPIGuard(
    guarded,
    config=SecurityConfig(
        enable_redis=False,
        enforce_https=False,
        rate_limit=1_000_000,
        trusted_proxies=["127.0.0.1"],
    ),
)
measured = interleaved(
    caller(guarded.wsgi_app, READ), caller(bare.wsgi_app, READ), rounds=10, calls=10
)
sys.stdout.write(json.dumps(asdict(measured)) + "\n")
