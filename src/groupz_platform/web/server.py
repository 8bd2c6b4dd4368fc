"""The server in front of the platform: waitress, set for a reverse proxy before it."""

from typing import Any, cast
from wsgiref.types import WSGIApplication

from typing_extensions import override
from waitress.channel import HTTPChannel
from waitress.server import BaseWSGIServer, MultiSocketServer, create_server
from waitress.task import ErrorTask

from groupz_platform.config import Settings, in_brackets
from groupz_platform.web.shedding import Shedding

Server = BaseWSGIServer | MultiSocketServer

MOST_HEADER_BYTES = 32 * 1024
MOST_BODY_BYTES = 1024 * 1024
IDLE_SECONDS = 30
WAITING_PER_THREAD = 8
"""A request that finds more waiting than this could not be answered in time."""


def server_for(
    app: WSGIApplication, settings: Settings, headers: dict[str, str]
) -> Server:
    """Make the server: it listens when this returns, and serves when it is run.

    Forwarding headers stay as they came (`clear_untrusted_proxy_headers`), and
    waitress's own `trusted_proxy` stays unset: the shield alone says who the client is.
    `poll` in place of `select`, which dies past 1,024 descriptors.
    """
    where: dict[str, Any] = (
        {"unix_socket": str(settings.unix_socket), "unix_socket_perms": "660"}
        if settings.unix_socket
        else {"listen": f"{in_brackets(settings.host)}:{settings.port}"}
    )
    shedding = Shedding(
        app,
        waiting=lambda: len(server.task_dispatcher.queue),
        most=settings.threads * WAITING_PER_THREAD,
        headers=list(headers.items()),
    )
    server: Server = create_server(
        shedding,
        **where,
        threads=settings.threads,
        connection_limit=settings.connections,
        backlog=1024,
        asyncore_use_poll=True,
        channel_timeout=IDLE_SECONDS,
        cleanup_interval=10,
        clear_untrusted_proxy_headers=False,
        max_request_header_size=MOST_HEADER_BYTES,
        max_request_body_size=MOST_BODY_BYTES,
        expose_tracebacks=False,
        ident=None,
    )
    for listening in listeners(server):
        listening.channel_class = channel_class(headers)
    return server


def listeners(server: Server) -> list[BaseWSGIServer]:
    """List what listens: one, or one for each address of a host name."""
    if isinstance(server, BaseWSGIServer):
        return [server]
    parts = cast("dict[int, object]", server.map)  # also holds the open connections
    return [part for part in parts.values() if isinstance(part, BaseWSGIServer)]


def channel_class(headers: dict[str, str]) -> type[HTTPChannel]:
    """Make waitress's own refusals carry the headers of every answer.

    It refuses what no application sees: a body that is too large, a request that is
    none.
    """

    class RefusalTask(ErrorTask):
        @override
        def execute(self) -> None:
            self.response_headers = [*headers.items(), ("Cache-Control", "no-store")]
            super().execute()

    class Channel(HTTPChannel):
        error_task_class = RefusalTask

    return Channel
