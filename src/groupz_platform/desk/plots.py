"""Plots as plain numbers that a template draws: columns with an axis."""

from collections.abc import Sequence
from dataclasses import dataclass

WIDTH, HEIGHT = 640, 220
LEFT, BOTTOM, TOP = 84, 28, 10
GAP = 0.3
TICKS = 4


@dataclass(frozen=True, slots=True)
class Column:
    """One column, in the units of the drawing."""

    label: str
    words: str
    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Where its label stands."""
        return self.x + self.width / 2


@dataclass(frozen=True, slots=True)
class Tick:
    """A line across the plot, with what it stands for."""

    y: float
    words: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Columns over an axis.

    Attributes:
        title: What it shows, for whoever hears it.
    """

    title: str
    columns: Sequence[Column]
    ticks: Sequence[Tick]
    width: int = WIDTH
    height: int = HEIGHT
    left: int = LEFT

    @property
    def floor(self) -> float:
        """Where columns stand."""
        return HEIGHT - BOTTOM


@dataclass(frozen=True, slots=True)
class Value:
    """What a column stands for: a short label below it, its height, and words."""

    label: str
    amount: float
    words: str


def columns(
    title: str, values: Sequence[Value], ticks: Sequence[tuple[float, str]]
) -> Plot:
    """Lay values out as columns under an axis.

    Args:
        title: What it shows.
        values: A column each, none below zero.
        ticks: Where the axis has lines, with their words; the last one is the top.
    """
    top = ticks[-1][0] or 1
    room = HEIGHT - BOTTOM - TOP
    step = (WIDTH - LEFT) / max(len(values), 1)
    return Plot(
        title,
        [
            Column(
                each.label,
                each.words,
                round(LEFT + number * step + step * GAP / 2, 1),
                round(TOP + room * (1 - each.amount / top), 1),
                round(step * (1 - GAP), 1),
                round(room * each.amount / top, 1),
            )
            for number, each in enumerate(values)
        ],
        [Tick(round(TOP + room * (1 - at / top), 1), words) for at, words in ticks],
    )


def steps(most: float) -> list[int]:
    """Choose round numbers for an axis, from 0 to at least the most.

    >>> steps(37), steps(4), steps(0)
    ([0, 10, 20, 30, 40], [0, 1, 2, 3, 4], [0, 1, 2, 3, 4])
    """
    size = 1
    while size * TICKS < most:
        size = next_size(size)
    return [size * number for number in range(TICKS + 1)]


def next_size(size: int) -> int:
    """Go on from 1 to 2, 5, 10, 20, 50 and so on.

    >>> [next_size(1), next_size(2), next_size(5), next_size(10)]
    [2, 5, 10, 20]
    """
    return size * 5 // 2 if str(size)[0] == "2" else size * 2
