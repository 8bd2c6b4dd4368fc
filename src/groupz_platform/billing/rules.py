"""VAT of a document, and shares of its amounts: whole cents that always add up.

Prices include VAT. What is rounded is rounded half up, once for each tax code on a
document; amounts below zero mirror those above it, so that a credit note takes back
exactly what its invoice said.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from groupz_platform.catalogue.rules import TaxCode

WHOLE = 10_000
"""Basis points in one."""


class Taxed(Protocol):
    """An amount with its tax code, such as a line of a price or of a reversal."""

    @property
    def amount_cents(self) -> int:
        """What it comes to, VAT included; below zero where it takes something back."""

    @property
    def tax_code(self) -> TaxCode:
        """Which rate counts."""


@dataclass(frozen=True, slots=True)
class VatLine:
    """The VAT of all amounts on a document with one tax code.

    Attributes:
        basis_points: The rate in hundredths of a per cent: 900 is 9 %.
        gross_cents: The amounts together, VAT included.
        vat_cents: The VAT in them.
    """

    tax_code: TaxCode
    basis_points: int
    gross_cents: int
    vat_cents: int

    @property
    def net_cents(self) -> int:
        """The amounts together, without VAT."""
        return self.gross_cents - self.vat_cents


def vat_lines(
    lines: Iterable[Taxed], rates: Mapping[TaxCode, int]
) -> tuple[VatLine, ...]:
    """Work out the VAT of a document, one line a tax code.

    Args:
        lines: All lines of the document; codes whose amounts come to nothing are left
            out.
        rates: Basis points by tax code.

    Raises:
        KeyError: A code has no rate.
    """
    return tuple(
        VatLine(code, rates[code], gross, vat_in(gross, rates[code]))
        for code, gross in totals(lines).items()
        if gross
    )


def vat_in(gross_cents: int, basis_points: int) -> int:
    """Tell how much VAT an amount includes.

    >>> vat_in(10900, 900), vat_in(-10900, 900), vat_in(10900, 0)
    (900, -900, 0)
    """
    return half_up(gross_cents * basis_points, WHOLE + basis_points)


def charges(lines: Iterable[Taxed], percent: int) -> dict[TaxCode, int]:
    """Work out what a share of a document comes to in cents, by tax code.

    Args:
        lines: What it is a share of.
        percent: From 0 to 100.
    """
    return {code: half_up(sum_ * percent, 100) for code, sum_ in totals(lines).items()}


def totals(lines: Iterable[Taxed]) -> dict[TaxCode, int]:
    """Add the amounts up by tax code, in the order of the codes."""
    sums = dict.fromkeys(TaxCode, 0)
    codes = set()
    for line in lines:
        sums[line.tax_code] += line.amount_cents
        codes.add(line.tax_code)
    return {code: cents for code, cents in sums.items() if code in codes}


def split(total: int, weights: Sequence[int]) -> tuple[int, ...]:
    """Split an amount in proportion: the largest remainders get what is left over.

    Where remainders are equal, the first one gets it.

    Args:
        total: Cents, which may be below zero.
        weights: Whole numbers from 0 on, not all of them 0.

    >>> split(100, [1, 1, 1]), split(-100, [1, 1, 1]), split(5, [0, 3, 1])
    ((34, 33, 33), (-34, -33, -33), (0, 4, 1))
    """
    whole = sum(weights)
    if whole <= 0 or min(weights) < 0:
        raise ValueError("an amount is split over weights that are not all zero")
    shares = [divmod(abs(total) * weight, whole) for weight in weights]
    parts = [part for part, _ in shares]
    by_remainder = sorted(range(len(shares)), key=lambda n: -shares[n][1])
    for number in by_remainder[: abs(total) - sum(parts)]:
        parts[number] += 1
    return tuple(part if total > 0 else -part for part in parts)


def half_up(numerator: int, denominator: int) -> int:
    """Divide, and round half a cent up; below zero as above it.

    >>> [half_up(n, 2) for n in (-3, -1, 0, 1, 3)]
    [-2, -1, 0, 1, 2]
    """
    rounded = (2 * abs(numerator) + denominator) // (2 * denominator)
    return rounded if numerator > 0 else -rounded
