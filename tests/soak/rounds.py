"""Many visitors for one slot at once, each going from the form to the booking."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from random import Random
from threading import Barrier

from soak.house import House
from soak.visitor import RefusedError, Visitor

CAPACITY = 30
VISITORS = 16
LARGEST = 7


@dataclass(frozen=True)
class Round:
    """What came of a race for one slot.

    Attributes:
        sizes: How many persons each visitor wanted to book for.
        paths: Where each visitor's booking is; nothing for who was left out.
    """

    slot: int
    sizes: list[int]
    paths: list[str]

    @property
    def sold(self) -> int:
        return sum(n for n, path in zip(self.sizes, self.paths, strict=True) if path)

    @property
    def left_out(self) -> list[int]:
        return [n for n, path in zip(self.sizes, self.paths, strict=True) if not path]

    def problems(self, house: House) -> Iterator[str]:
        """Yield what must not be: places oversold, bookings lost, places left empty."""
        booked, counted = house.sold(self.slot)
        if not self.sold == booked == counted <= CAPACITY:
            yield f"{self.sold} sold to visitors, {booked} booked, {counted} counted"
        if fitting := [n for n in self.left_out if n <= CAPACITY - booked]:
            yield f"{booked} sold, and yet no room for {fitting}"
        looking = house.visitor()
        for path in filter(None, self.paths):
            if not looking.sees(path):
                yield f"{path} is not there"


def played(house: House, chance: Random) -> Round:
    """Play a round with visitors of varied sizes."""
    [slot] = house.slots(capacity_persons=CAPACITY)
    sizes = [chance.randint(1, LARGEST) for _ in range(VISITORS)]
    visitors = [house.visitor() for _ in sizes]
    start = Barrier(len(sizes))

    def visit(visitor: Visitor, persons: int) -> str:
        form = visitor.form_for(slot, persons)
        start.wait(timeout=60)
        try:
            answer = visitor.post(f"/nl/boeken/{slot}", form)
            hold = visitor.led_to(answer, "/nl/h/")
        except RefusedError as error:
            visitor.led_to(error.answer, f"/nl/boeken/{slot}")
            return ""
        return visitor.confirm(visitor.review(hold))

    with ThreadPoolExecutor(len(sizes)) as threads:
        return Round(slot, sizes, list(threads.map(visit, visitors, sizes)))
