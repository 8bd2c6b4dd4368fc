"""Prices: a pure function of an activity's price list, the party and the date."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from types import MappingProxyType

from groupz_platform.catalogue.rules import (
    GroupType,
    LineKind,
    ParticipantCategory,
    PriceBasis,
    TaxCode,
)


@dataclass(frozen=True, slots=True)
class Party:
    """How many of each participant category come.

    Attributes:
        counts: Whole numbers from 0 on, by category.

    >>> Party.of(child=24, supervisor=3).persons
    27
    """

    counts: Mapping[ParticipantCategory, int]

    def __post_init__(self) -> None:
        if any(count < 0 for count in self.counts.values()):
            raise ValueError("a party counts nobody below zero")
        present = {category: n for category, n in self.counts.items() if n}
        object.__setattr__(self, "counts", MappingProxyType(present))

    @classmethod
    def of(cls, **counts: int) -> "Party":
        """Make a party from named counts."""
        return cls({ParticipantCategory(name): n for name, n in counts.items()})

    @property
    def persons(self) -> int:
        """How many come in all."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Price:
    """A price rule as a plain value; bounds are on the size of the whole group.

    Attributes:
        amount_cents: For one person, or for the group with `included_persons` in it.
        category: For whom; nothing means anybody.
        group_type: For which type of group; nothing means any.
        included_persons: How many a group price covers; nothing means all.
        extra_person_cents: For each person above them.
    """

    basis: PriceBasis
    amount_cents: int
    category: ParticipantCategory | None = None
    group_type: GroupType | None = None
    included_persons: int | None = None
    extra_person_cents: int | None = None
    min_persons: int = 1
    max_persons: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    tax_code: TaxCode = TaxCode.LOW

    def counts_for(self, persons: int, group_type: GroupType, on: date) -> bool:
        """Tell whether this price is one for such a group on that date."""
        return (
            self.group_type in (None, group_type)
            and self.min_persons <= persons
            and (self.max_persons is None or persons <= self.max_persons)
            and (self.valid_from is None or self.valid_from <= on)
            and (self.valid_until is None or on <= self.valid_until)
        )


@dataclass(frozen=True, slots=True)
class PriceLine:
    """One line of what a group pays."""

    kind: LineKind
    category: ParticipantCategory | None
    quantity: int
    unit_cents: int
    tax_code: TaxCode = field(default=TaxCode.LOW)

    @property
    def amount_cents(self) -> int:
        """What the line comes to."""
        return self.quantity * self.unit_cents


def offered(prices: Iterable[Price]) -> tuple[ParticipantCategory, ...]:
    """Tell which categories may come: the priced ones, or all where one is for all."""
    priced = {price.category for price in prices}
    if None in priced:
        return tuple(ParticipantCategory)
    return tuple(category for category in ParticipantCategory if category in priced)


def price_lines(
    prices: Iterable[Price], party: Party, *, group_type: GroupType, on: date
) -> tuple[PriceLine, ...]:
    """Compute what a party pays, line by line.

    A price for one group type goes before one for all, and so does one for a category.
    Where a price for the group
    counts, persons without a price of their own are covered by it.

    Args:
        prices: The activity's price list, in any order.
        party: Who comes.
        group_type: What sort of group it is.
        on: The service date, where the venue stands.

    Returns:
        The lines; none where nothing on the list counts for such a group.
    """
    counting = sorted(
        (p for p in prices if p.counts_for(party.persons, group_type, on)),
        key=lambda price: (price.group_type is None, price.category is None),
    )
    return (*group_lines(counting, party), *person_lines(counting, party))


def group_lines(counting: list[Price], party: Party) -> Iterable[PriceLine]:
    """Compute the lines of the group's own price, if there is one."""
    price = next((p for p in counting if p.basis is PriceBasis.GROUP), None)
    if price is None:
        return
    yield PriceLine(LineKind.GROUP, None, 1, price.amount_cents, price.tax_code)
    extra = party.persons - (price.included_persons or party.persons)
    if extra > 0 and price.extra_person_cents:
        yield PriceLine(
            LineKind.EXTRA_PERSON,
            None,
            extra,
            price.extra_person_cents,
            price.tax_code,
        )


def person_lines(counting: list[Price], party: Party) -> Iterable[PriceLine]:
    """Compute a line for each category that has a price a person."""
    for category in ParticipantCategory:
        price = next(
            (
                p
                for p in counting
                if p.basis is PriceBasis.PERSON and p.category in (None, category)
            ),
            None,
        )
        if price is not None and category in party.counts:
            yield PriceLine(
                LineKind.PERSON,
                category,
                party.counts[category],
                price.amount_cents,
                price.tax_code,
            )
