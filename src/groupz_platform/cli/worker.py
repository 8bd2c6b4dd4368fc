"""`groupz worker`: what happens in the background, in a process of its own."""

import signal
from threading import Event
from types import FrameType

import click

from groupz_platform import logs
from groupz_platform.app import create_app
from groupz_platform.background import running
from groupz_platform.config import LogFormat, Settings
from groupz_platform.db.schema import check


@click.command()
def worker() -> None:
    """Do the background work until told to stop: mail, and what bookings need."""
    settings = Settings.from_environ()
    logs.configure(as_json=settings.log_format is LogFormat.JSON)
    platform = create_app(settings)
    check(platform.databases)
    stop = Event()

    def stopping(_signal: int, _frame: FrameType | None) -> None:
        stop.set()

    signal.signal(signal.SIGTERM, stopping)
    signal.signal(signal.SIGINT, stopping)
    try:
        with running(platform.background):
            stop.wait()
    finally:
        platform.close()
