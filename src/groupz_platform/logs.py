"""The structured log: what happened and how it went, and nothing about persons.

Every line of a request carries its id, which error pages show as their reference.
Paths are logged as their route, because a path may hold somebody's link.
"""

import logging
import secrets
import sys
from typing import TextIO

import structlog
from structlog.types import Processor

REFERENCE_ALPHABET = "23456789ABCDEFGHJKMNPQRSTVWXYZ"


def new_request_id() -> str:
    """Make an id that can be read out: eight signs, one of 6 * 10^11."""
    return "".join(secrets.choice(REFERENCE_ALPHABET) for _ in range(8))


def configure(*, as_json: bool, stream: TextIO | None = None) -> None:
    """Send this process's log to a stream, for people or for programs.

    Args:
        as_json: Whether programs read it.
        stream: Where to; standard error unless given.
    """
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.add_logger_name,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
    ]
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                *renderers(as_json=as_json),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(logging.INFO)


def renderers(*, as_json: bool) -> list[Processor]:
    """Choose how a line is written; programs get the traceback as one string."""
    if as_json:
        return [
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(),
        ]
    colors = sys.stderr.isatty()
    plain = structlog.dev.plain_traceback
    return [structlog.dev.ConsoleRenderer(colors=colors, exception_formatter=plain)]
