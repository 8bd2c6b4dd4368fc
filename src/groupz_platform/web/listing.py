"""Lists that are paged and sorted on the server, by the page's address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar
from urllib.parse import urlencode

from sqlalchemy import ColumnElement, Select
from werkzeug.datastructures import MultiDict

ROWS = 50
MOST_PAGES = 100_000
LONGEST_NUMBER = 9
"""More digits are beyond the last page anyway, and may be very many."""

S = TypeVar("S", bound=Select[Any])
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Listing:
    """Which part of a list is shown, and in which order.

    Attributes:
        args: The page's address, whose other parts stay as they are.
        sorts: By what it can be sorted: the word in the address, and the column.
        by: The word by which it is sorted.
        descending: Whether the last comes first.
        page: Which page, from 1.
        rows: How many rows a page has.
    """

    args: MultiDict[str, str]
    sorts: Mapping[str, ColumnElement[Any]]
    by: str
    descending: bool
    page: int
    rows: int = ROWS

    @classmethod
    def of(
        cls,
        args: MultiDict[str, str],
        *,
        sorts: Mapping[str, Any],
        default: str,
        rows: int = ROWS,
    ) -> "Listing":
        """Read it off an address, `?sort=-starts_at&page=2`; what is odd is left out.

        Args:
            args: The query of the address.
            sorts: The columns by the words that name them.
            default: How it is sorted at first; with `-` the last comes first.
            rows: How many rows a page has.
        """
        sort = args.get("sort", default)
        if sort.removeprefix("-") not in sorts:
            sort = default
        number = args.get("page", "")
        is_number = number.isascii() and number.isdigit()
        page = int(number[:LONGEST_NUMBER]) if is_number else 1
        page = min(max(page, 1), MOST_PAGES)
        return cls(
            args, sorts, sort.removeprefix("-"), sort.startswith("-"), page, rows
        )

    def apply(self, select: S, *, last: Any) -> S:
        """Sort a select, and take this page and one row more, which tells of a next.

        Args:
            select: What is listed.
            last: A unique column, by which rows are sorted that are equal otherwise.
        """
        column = self.sorts[self.by]
        order = column.desc() if self.descending else column.asc()
        first = (self.page - 1) * self.rows
        return select.order_by(order, last).limit(self.rows + 1).offset(first)

    def part(self, found: Sequence[T]) -> "Part[T]":
        """Take the rows that `apply` has found as one page of the list."""
        return Part(self, found[: self.rows], len(found) > self.rows)

    def address(self, **changed: object) -> str:
        """Write the query of the address with some parts changed; empty ones go.

        >>> listing = Listing.of(MultiDict({"q": "a b"}), sorts={"at": 1}, default="at")
        >>> listing.address(page=2)
        '?q=a+b&page=2'
        """
        values = self.args.to_dict(flat=False)
        values |= {name: [str(value)] for name, value in changed.items()}
        kept = {name: each for name, each in values.items() if any(each)}
        return "?" + urlencode(kept, doseq=True)

    def sorted_by(self, word: str) -> str:
        """Write the address that sorts by a column, or turns its order round."""
        turned = self.by == word and not self.descending
        return self.address(sort=f"-{word}" if turned else word, page="")


@dataclass(frozen=True, slots=True)
class Part(Generic[T]):
    """One page of a list.

    Attributes:
        has_next: Whether another page follows.
    """

    listing: Listing
    rows: Sequence[T]
    has_next: bool
