"""Alarms: somebody has to repair something, and is told once."""

from groupz_shield.bounded import Tally
from groupz_shield.client import Client
from groupz_shield.events import EventKind, EventSink, SecurityEvent

_ALARM_AT = 10


class ForwardingAlarm:
    """Say once for each peer that it keeps sending headers that do not count."""

    def __init__(self, report: EventSink) -> None:
        self._report = report
        self._tally = Tally()

    def __call__(self, client: Client, setting: str) -> None:
        """Count one request whose forwarding headers are ignored."""
        if self._tally.count((client.key, setting)) != _ALARM_AT:
            return
        message = (
            "A client keeps sending forwarding headers that do not count. If it is a "
            f"proxy of yours, the setting to look at is {setting}."
        )
        facts = {"setting": setting}
        self._report(
            SecurityEvent(EventKind.FORWARDING_IGNORED, message, client, facts=facts)
        )
