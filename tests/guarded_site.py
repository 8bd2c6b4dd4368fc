"""A guarded site for real servers; `guarded_server` runs it, as the environ says."""

import json
import os
from collections.abc import Iterable
from pathlib import Path
from wsgiref.types import StartResponse, WSGIEnvironment

from groupz_shield import SecurityEvent, Shield, ShieldPolicy


def site(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    """Serve pages and files, and nothing else."""
    found = environ["PATH_INFO"].startswith(("/page", "/static/"))
    status = "200 OK" if found else "404 Not Found"
    start(status, [("Content-Length", "2"), ("Set-Cookie", "session=1")])
    return [b"ok"]


def write(event: SecurityEvent) -> None:
    """Add one line to what the test reads."""
    facts = {"kind": event.kind, "process": os.getpid(), "reference": event.reference}
    with Path(os.environ["GUARDED_EVENTS"]).open("a") as events:
        events.write(f"{json.dumps(facts)}\n")


def application() -> Shield:
    """Return the site behind its shield."""
    settings = json.loads(os.environ["GUARDED_POLICY"])
    return Shield(site, ShieldPolicy(event_sink=write, **settings))
