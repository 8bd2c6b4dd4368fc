"""Tables of billing."""

from datetime import date

from sqlalchemy import CheckConstraint
from sqlalchemy.orm import Mapped, mapped_column

from groupz_platform.catalogue.rules import TaxCode
from groupz_platform.db.base import Base, word


class TaxRate(Base):
    """The rate of VAT behind a tax code, for service dates within its validity.

    Attributes:
        basis_points: Hundredths of a per cent: 900 is 9 %.
        valid_from: The first service date on which it counts.
        valid_until: The last one, or nothing as long as no end is known.
    """

    __tablename__ = "tax_rates"
    __table_args__ = (CheckConstraint("basis_points >= 0", name="basis_points"),)

    tax_code: Mapped[TaxCode] = mapped_column(word(TaxCode), primary_key=True)
    valid_from: Mapped[date] = mapped_column(primary_key=True)
    valid_until: Mapped[date | None]
    basis_points: Mapped[int]
