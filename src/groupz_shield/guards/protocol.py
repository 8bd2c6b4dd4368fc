"""What a guard is."""

from typing import Protocol

from groupz_shield.refusal import Refusal
from groupz_shield.request import RequestFacts


class Guard(Protocol):
    """Anything that looks at a request and may refuse it.

    One guard serves every thread at once. A request that it raises an exception on
    is refused with 503: see `Shield`.
    """

    @property
    def name(self) -> str:
        """What the guard is called in events."""

    def check(self, facts: RequestFacts, /) -> Refusal | None:
        """Return a refusal, or None to let the next guard look."""
