"""What the shield tells: events, their vocabulary, and where they go."""

import logging
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Final, Protocol

from groupz_shield.client import Client

SUBJECT: Final = "subject"
"""The fact that names who was banned, which is an address at times."""

_logger = logging.getLogger("groupz_shield")


class EventKind(StrEnum):
    """The vocabulary of events."""

    REFUSED = "refused"
    WOULD_REFUSE = "would_refuse"
    BANNED = "banned"
    FORWARDING_IGNORED = "forwarding_ignored"
    ORIGIN_UNCHECKED = "origin_unchecked"
    COOKIE_UNDECLARED = "cookie_undeclared"
    COOKIE_REMOVED = "cookie_removed"
    STORE_FAILED = "store_failed"
    STORE_RECOVERED = "store_recovered"
    FEED_REFRESHED = "feed_refreshed"
    FEED_FAILED = "feed_failed"
    GUARD_FAILED = "guard_failed"
    REFUSAL_PAGE_FAILED = "refusal_page_failed"
    MATCHER_SLOW = "matcher_slow"
    SESSION_ENDED = "session_ended"


_LEVELS = {
    EventKind.FORWARDING_IGNORED: logging.ERROR,
    EventKind.GUARD_FAILED: logging.ERROR,
    EventKind.STORE_FAILED: logging.ERROR,
    EventKind.FEED_FAILED: logging.ERROR,
    EventKind.REFUSAL_PAGE_FAILED: logging.ERROR,
    EventKind.MATCHER_SLOW: logging.WARNING,
    EventKind.REFUSED: logging.WARNING,
    EventKind.BANNED: logging.WARNING,
    EventKind.COOKIE_REMOVED: logging.WARNING,
}


@dataclass(frozen=True, slots=True)
class SecurityEvent:
    """Something that whoever runs the site may want to know.

    Attributes:
        kind: The word for it.
        message: One sentence for a person; names the setting where one helps.
        client: Whose request led to it, where it was a request.
        reference: The short reference that a refused visitor was shown.
        facts: Details by name. They may hold what an attacker sent: escape them.
        error: The unexpected error, where there was one.
    """

    kind: EventKind
    message: str
    client: Client | None = None
    reference: str | None = None
    facts: Mapping[str, str] = field(default_factory=dict)
    error: Exception | None = None

    @property
    def level(self) -> int:
        """How much it matters, as a level of `logging`."""
        return _LEVELS.get(self.kind, logging.INFO)

    @property
    def alarm(self) -> bool:
        """Whether somebody has to repair something."""
        return self.level >= logging.ERROR


class EventSink(Protocol):
    """Anything that takes an event. It is called while a request waits: be quick."""

    def __call__(self, event: SecurityEvent, /) -> object:
        """Take one event."""


def log_event(event: SecurityEvent) -> None:
    """Write an event to the logger `groupz_shield`: the sink of a default policy.

    Handlers find the event itself as `record.shield_event`.
    """
    known = {"reference": event.reference, "client": event.client and event.client.key}
    facts = {name: fact for name, fact in known.items() if fact} | dict(event.facts)
    _logger.log(
        event.level,
        "%s: %s%s",
        event.kind.value,
        event.message,
        "".join(f" {name}={fact!r}" for name, fact in facts.items()),
        exc_info=event.error,
        extra={"shield_event": event},
    )


class SafeSink:
    """Hand events to sinks that may break; a request never notices."""

    def __init__(self, *sinks: EventSink) -> None:
        self._sinks = sinks

    def __call__(self, event: SecurityEvent, /) -> None:
        """Hand on one event to every sink, and never raise."""
        for sink in self._sinks:
            self._hand_on(sink, event)

    def _hand_on(self, sink: EventSink, event: SecurityEvent) -> None:
        try:
            sink(event)
        except Exception:
            with suppress(Exception):  # logging may be what is broken
                _logger.exception("The event sink failed; the event was:")
                log_event(event)


def shortening(sink: EventSink) -> EventSink:
    """Return a sink that learns of a client's network alone, and of no address."""

    def shortened(event: SecurityEvent, /) -> None:
        client = event.client and event.client.shortened()
        facts = {name: event.facts[name] for name in event.facts if name != SUBJECT}
        sink(replace(event, client=client, facts=facts))

    return shortened
