"""A Flask site with a shield for real servers, made before they fork."""

import os
from pathlib import Path
from typing import Any

from flask import Flask, request

from groupz_shield import SecurityEvent
from groupz_shield.ext.flask import FlaskShield, client_banned

shield = FlaskShield()


def note(_: Flask, event: SecurityEvent) -> None:
    """Write down which process banned whom."""
    key = event.client.key if event.client else ""
    with Path("bans").open("a") as bans:
        bans.write(f"{os.getpid()} {key}\n")


def create_app(**config: Any) -> Flask:
    """Return a site of its own."""
    app = Flask("site")
    app.config.from_prefixed_env()
    app.config.update(config)
    shield.init_app(app)

    @app.get("/")
    def home() -> str:
        return str(os.getpid())

    @app.post("/hook")
    @shield.exempt("origin")
    def hook() -> str:
        return shield.client_of(request).key

    return app


def serve() -> Flask:
    """Return the site that tells of its bans."""
    app = create_app()
    client_banned.connect(note, app)
    return app
