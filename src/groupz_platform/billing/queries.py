"""Reading rates of VAT."""

from collections.abc import Collection
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from groupz_platform.billing.models import TaxRate
from groupz_platform.billing.rules import Taxed, VatLine, totals, vat_lines
from groupz_platform.catalogue.rules import TaxCode


def rates_on(session: Session, on: date) -> dict[TaxCode, int]:
    """Tell the rates of a service date, in basis points; what is exempt has rate 0.

    Of several rates for one code the one that began last counts, so that a new rate
    can be entered before the end of the old one is. A code without a rate is absent.

    Args:
        session: An open session of any role that reads the catalogue.
        on: The service date, where the venue stands.
    """
    rows = session.execute(
        select(TaxRate.tax_code, TaxRate.basis_points)
        .where(
            TaxRate.valid_from <= on,
            or_(TaxRate.valid_until.is_(None), TaxRate.valid_until >= on),
        )
        .order_by(TaxRate.valid_from)
    )
    return dict(rows.all()) | {TaxCode.EXEMPT: 0}


def vat_of(session: Session, lines: Collection[Taxed], on: date) -> tuple[VatLine, ...]:
    """Work out the VAT of a document by the rates of a service date.

    Args:
        session: An open session of any role that reads the catalogue.
        lines: All lines of the document.
        on: The service date, where the venue stands.

    Returns:
        A line for each tax code; none at all as soon as one code has no rate on that
        date, because part of the VAT would read as if it were all of it. A page then
        says that prices include VAT, and no amount. None for a free visit either.
    """
    rates = rates_on(session, on)
    owed = {code for code, cents in totals(lines).items() if cents}
    return vat_lines(lines, rates) if owed <= rates.keys() else ()
