"""An outage of a store: said once when it begins, and once when it is over."""

from groupz_shield.errors import StoreError
from groupz_shield.events import EventKind, EventSink, SecurityEvent


class Outage:
    """Whether a store fails just now.

    Attributes:
        lasts: Whether it does.
    """

    def __init__(self, report: EventSink) -> None:
        self.lasts = False
        self._report = report

    def begin(self, error: StoreError, more: str = "") -> None:
        """Raise an alarm, unless it was raised before."""
        if not self.lasts:
            self.lasts = True
            message = (
                f"The store of decisions failed ({error}). The last good decisions "
                f"stay in force, and new ones hold in this process. {more}"
            )
            self._report(SecurityEvent(EventKind.STORE_FAILED, message.rstrip()))

    def end(self) -> None:
        """Say that the store is back, if it was away."""
        if self.lasts:
            self.lasts = False
            message = "The store is back, and has what was decided meanwhile."
            self._report(SecurityEvent(EventKind.STORE_RECOVERED, message))
