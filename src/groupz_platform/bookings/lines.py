"""A booking's lines and party: appended and reversed, never rewritten."""

from collections.abc import Iterable, Sequence

from groupz_platform.bookings.models import Booking, BookingLine, BookingParty
from groupz_platform.catalogue.pricing import Party, PriceLine


def current_lines(rows: Sequence[BookingLine]) -> list[BookingLine]:
    """List the lines that count: neither reversed nor reversals."""
    reversed_ids = {row.reverses_id for row in rows}
    return [
        row for row in rows if row.reverses_id is None and row.id not in reversed_ids
    ]


def price_line(row: BookingLine) -> PriceLine:
    """Take the plain value out of a line."""
    return PriceLine(row.kind, row.category, row.quantity, row.unit_cents, row.tax_code)


def replace_lines(booking: Booking, lines: Iterable[PriceLine]) -> None:
    """Make the booking cost this: reverse what no longer counts, append what is new."""
    wanted = list(lines)
    for row in current_lines(booking.lines):
        if price_line(row) in wanted:
            wanted.remove(price_line(row))
        else:
            append(booking, reversal(row))
    for line in wanted:
        append(booking, made_line(line))
    booking.total_cents = sum(row.amount_cents for row in booking.lines)


def append(booking: Booking, row: BookingLine) -> None:
    """Put a line after the others."""
    row.position = len(booking.lines)
    booking.lines.append(row)


def reversal(row: BookingLine) -> BookingLine:
    """Make the line that takes another one back."""
    return BookingLine(
        kind=row.kind,
        category=row.category,
        quantity=-row.quantity,
        unit_cents=row.unit_cents,
        tax_code=row.tax_code,
        reverses_id=row.id,
    )


def made_line(line: PriceLine) -> BookingLine:
    """Make the row of a line."""
    return BookingLine(
        kind=line.kind,
        category=line.category,
        quantity=line.quantity,
        unit_cents=line.unit_cents,
        tax_code=line.tax_code,
    )


def replace_party(booking: Booking, party: Party) -> None:
    """Count the people anew; a category that no longer comes is counted as zero."""
    rows = {row.category: row for row in booking.party}
    for category, row in rows.items():
        row.planned = party.counts.get(category, 0)
    booking.party.extend(
        BookingParty(category=category, planned=count)
        for category, count in party.counts.items()
        if category not in rows
    )
    booking.persons = party.persons
