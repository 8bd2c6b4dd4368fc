"""Readings: a text understood as SQL, as HTML, or as what a shell is told.

A reading turns a text into canonical forms, one token or fact after another, in which
spaces, comments, quotes and case no longer hide anything. Rules with `reads` set to
its name are matched against each form.
"""

from collections.abc import Iterable
from typing import Protocol


class Reading(Protocol):
    """A way to understand a text. One serves every thread at once."""

    @property
    def name(self) -> str:
        """What rules say in `reads`."""

    @property
    def hint(self) -> str:
        """A pattern, as of a rule, for what is worth reading at all."""

    def read(self, text: str, /) -> Iterable[str]:
        """Return the canonical forms of a text, one for each way to understand it.

        It never raises, and takes time in proportion to the text.
        """
