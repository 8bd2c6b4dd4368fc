"""What a store of decisions is."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from groupz_shield.decisions.decision import Decision
from groupz_shield.decisions.feed import Feed


@dataclass(frozen=True, slots=True)
class Changes:
    """What a store holds that a reader has not seen yet.

    Attributes:
        epoch: Differs when the store began anew, so that nothing seen counts any more;
            all that it holds is then in the other fields.
        version: What to ask with the next time.
        decisions: Decisions that are new or changed, ended and lifted ones included.
        feeds: Feeds that are new or changed, by name; None for one that is gone.
    """

    epoch: str
    version: int
    decisions: Sequence[Decision] = ()
    feeds: Mapping[str, Feed | None] = field(default_factory=dict)


class DecisionStore(Protocol):
    """Where decisions outlive a process, and are shared with others.

    Every method may raise `StoreError`, and nothing else, within 100 ms or so: a
    request may be waiting. A store serves all threads at once, and a process that was
    forked after it was made.
    """

    def changes(self, epoch: str, version: int) -> Changes | None:
        """Return what is new since `version` of `epoch`; None if nothing is.

        Called twice a second, so it is cheap where nothing changed. The first time
        it is called with `("", 0)`.
        """

    def put(self, decisions: Collection[Decision]) -> None:
        """Add decisions, or replace those of the same id; all of them or none."""

    def decisions(self) -> list[Decision]:
        """Return every decision that is kept, the ended ones too, oldest first."""

    def put_feed(self, feed: Feed) -> None:
        """Add a feed, or replace the one of this name."""

    def remove_feed(self, name: str) -> None:
        """Remove a feed; one that is not there is no error."""

    def feeds(self) -> list[Feed]:
        """Return every feed, by name."""

    def write_note(self, name: str, text: str) -> None:
        """Keep a short text under a name, such as what the site protects."""

    def read_note(self, name: str) -> str | None:
        """Return the text that was kept under a name."""

    def prune(self, before: float) -> int:
        """Delete what ended, or was lifted, before a moment; return how many."""

    def close(self) -> None:
        """Let go of files and connections."""
