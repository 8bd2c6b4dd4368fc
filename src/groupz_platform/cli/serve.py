"""`groupz serve`: the platform with its background work, in one process."""

import logging
import signal
import sys
from types import FrameType
from typing import NoReturn
from wsgiref.types import WSGIApplication

import click

from groupz_platform import logs
from groupz_platform.app import create_app
from groupz_platform.background import running
from groupz_platform.config import LogFormat, Settings, Surface
from groupz_platform.db.schema import check
from groupz_platform.web.headers import constants
from groupz_platform.web.server import Server, server_for


@click.command()
def serve() -> None:
    """Serve the platform until told to stop, with its background work."""
    settings = Settings.from_environ()
    logs.configure(as_json=settings.log_format is LogFormat.JSON)
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)  # shedding answers it
    platform = create_app(settings)
    try:
        check(platform.databases)
        server = listening(platform, settings)
        signal.signal(signal.SIGTERM, leave)
        with running(platform.background):
            click.echo(greeting(settings), err=True)
            server.run()
    finally:
        platform.close()


def listening(platform: WSGIApplication, settings: Settings) -> Server:
    """Listen, or say which setting stands in the way."""
    try:
        return server_for(platform, settings, constants(https=settings.is_https))
    except (OSError, ValueError) as error:
        where = settings.unix_socket or f"{settings.host} port {settings.port}"
        why = getattr(error, "strerror", None) or error
        raise click.ClickException(
            f"cannot listen on {where}: {why}. Set GROUPZ_HOST,"
            " GROUPZ_PORT or GROUPZ_UNIX_SOCKET."
        ) from error


def leave(_signal: int, _frame: FrameType | None) -> NoReturn:
    """Let the server finish what it has in hand, as on Ctrl-C."""
    sys.exit(0)


def greeting(settings: Settings) -> str:
    """Say where the platform is, and where its mail goes."""
    mail = (
        f"relay {settings.smtp_host}"
        if settings.smtp_host
        else f"files in {settings.instance / 'outbox'}"
    )
    where = settings.unix_socket or settings.base_url
    lines = [f"groupz is served on {where}", f"Mail goes to: {mail}"]
    if settings.surface is not Surface.PUBLIC:
        lines.append("Backoffice: nobody can sign in yet; staff accounts come later.")
    return "\n".join(lines)
