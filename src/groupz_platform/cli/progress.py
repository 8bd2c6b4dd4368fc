"""Progress of long work: a bar on a terminal, plain lines elsewhere."""

from collections.abc import Iterator, Sequence
from typing import TypeVar

from rich.console import Console
from rich.progress import track

T = TypeVar("T")


def progress(items: Sequence[T], what: str) -> Iterator[T]:
    """Go through items, and show how far it is."""
    console = Console(stderr=True)
    if console.is_terminal:
        yield from track(items, what, console=console, transient=True)
        return
    console.print(f"{what} …")
    yield from items
