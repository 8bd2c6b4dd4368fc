"""The form of a rate of VAT."""

import re
from typing import Any

from wtforms import DateField, SelectField, StringField, ValidationError
from wtforms.validators import DataRequired, InputRequired

from groupz_platform.billing.rules import WHOLE
from groupz_platform.catalogue.rules import TaxCode
from groupz_platform.desk.prices.forms import a_day, named
from groupz_platform.names import TAX_CODES
from groupz_platform.web.context import now
from groupz_platform.web.forms import LocalForm, one_line
from groupz_platform.web.gettext import gettext as _, lazy_gettext as _l

PERCENT = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,2}))?( ?%)?")
RATED = [code for code in TaxCode if code is not TaxCode.EXEMPT]
FILL_IN = _l("Fill this in.")


class RateForm(LocalForm):
    """A rate that counts from a day on."""

    tax_code = SelectField()
    percent = StringField(filters=[one_line], validators=[DataRequired(FILL_IN)])
    valid_from = DateField(validators=[InputRequired(FILL_IN)])

    def validate_percent(self, field: StringField) -> None:
        """Take a rate of at most a hundred per cent."""
        if not 0 <= basis_points_in(field.data or "") <= WHOLE:
            raise ValidationError(_("Write a rate such as 9 or 9.5."))

    def validate_valid_from(self, field: DateField) -> None:
        """Ask for a day to come: what was billed keeps the rate that it had."""
        a_day(field)
        if field.data is not None and field.data <= now().date():
            raise ValidationError(
                _("A rate can begin from tomorrow on: visits before that were priced.")
            )


def basis_points_in(text: str) -> int:
    """Read a rate in hundredths of a per cent; below zero where it is none.

    >>> [basis_points_in(text) for text in ("9", "9,5 %", "21.00%", "nine")]
    [900, 950, 2100, -1]
    """
    found = PERCENT.fullmatch(text)
    if found is None:
        return -1
    return int(found[1]) * 100 + int((found[2] or "0").ljust(2, "0"))


def rate_form(values: Any = None) -> RateForm:
    """Make the form; what is exempt has no rate."""
    form = RateForm(values)
    form.tax_code.choices = named({code: TAX_CODES[code] for code in RATED})
    return form
