"""What a benchmark reports."""

from dataclasses import asdict, dataclass
from typing import Any

from bench.measure import Measured


@dataclass(frozen=True)
class Row:
    """One line of the table.

    Attributes:
        name: What was measured.
        measured: The ratio of A to B, with its spread.
        goal: What the ratio should be, at most; None where there is no goal.
        at_least: Whether the goal is a lower limit instead.
        details: Both sides in their own units.
        comparison: What others reach, for the reader.
    """

    name: str
    measured: Measured
    goal: float | None = None
    at_least: bool = False
    details: str = ""
    comparison: str = ""

    @property
    def met(self) -> bool | None:
        """Whether the goal is met; None without a goal.

        >>> Row("x", Measured(1.1, 1.0, 1.2), goal=1.15).met
        True
        >>> Row("x", Measured(1.1, 1.0, 1.2), goal=1.15, at_least=True).met
        False
        """
        if self.goal is None:
            return None
        ratio = self.measured.ratio
        return ratio >= self.goal if self.at_least else ratio <= self.goal

    def as_json(self) -> dict[str, Any]:
        """Return what a program may want to read."""
        return asdict(self) | {"met": self.met}
