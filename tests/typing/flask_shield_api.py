"""What users of Flask write around the shield, for mypy alone."""

from typing import assert_type

from blinker import NamedSignal
from flask import Flask, Request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from limits.storage import Storage

from groupz_shield import Client, Decision, SecurityEvent, Shield, ShieldPolicy
from groupz_shield.counters import Counters
from groupz_shield.ext.flask import FlaskShield, client_banned, request_refused
from groupz_shield.ext.limits import ShieldStorage

shield = FlaskShield()


def create_app() -> Flask:
    """An exempt view keeps its own type."""
    app = Flask("shop")
    shield.init_app(app)

    @app.post("/hooks/<int:number>")
    @shield.exempt("origin", "flood")
    def hook(number: int) -> str:
        return str(number)

    assert_type(hook(number=3), str)
    return app


def two_lines(app: Flask) -> FlaskShield:
    """A policy is handed in, or read from the configuration."""
    FlaskShield(app)
    return FlaskShield(app, policy=ShieldPolicy(flood_limit=None))


def looked_up(request: Request) -> Decision | None:
    """What it knows of a request is typed."""
    assert_type(shield.client_of(request), Client)
    assert_type(shield.shield, Shield)
    return shield.decision_for(request)


def receive(app: Flask, event: SecurityEvent) -> None:
    """Take a signal."""
    app.logger.warning(event.message)


def connect(app: Flask) -> None:
    """Signals are those of blinker."""
    for signal in (client_banned, request_refused):
        named: NamedSignal = signal
        named.connect(receive, app)


def limited(app: Flask, counters: Counters) -> Limiter:
    """The storage is one of limits."""
    storage: Storage = ShieldStorage("shield://", counters=counters)
    assert_type(storage.check(), bool)
    return Limiter(get_remote_address, app=app, storage_uri="shield://")
