"""The form of a venue."""

from typing import Any
from zoneinfo import available_timezones

import phonenumbers
from werkzeug.datastructures import MultiDict
from wtforms import (
    EmailField,
    SelectField,
    StringField,
    TelField,
    ValidationError,
)
from wtforms.validators import DataRequired, Email, Length

from groupz_platform.desk.both_languages import TOO_LONG, lead, missing, prose
from groupz_platform.web.forms import LocalForm, one_line
from groupz_platform.web.gettext import gettext as _, lazy_gettext as _l

TEXTS = ("summary", "access")
PLAIN = ("name", "timezone", "street", "postcode", "city", "telephone", "email")
REGIONS = ("Europe", "Africa", "America", "Asia", "Atlantic", "Australia", "Pacific")
FILL_IN = _l("Fill this in.")


def needed(most: int) -> StringField:
    """Make a field of one line that has to be filled in."""
    long = Length(max=most, message=TOO_LONG)
    return StringField(filters=[one_line], validators=[DataRequired(FILL_IN), long])


class VenueForm(LocalForm):
    """A venue, with its texts in both languages."""

    name = needed(80)
    street = needed(80)
    postcode = needed(12)
    city = needed(60)
    timezone = SelectField()
    telephone = TelField(filters=[one_line])
    email = EmailField(
        filters=[one_line],
        validators=[
            Email(_l("Fill in an e-mail address such as name@example.org.")),
            Length(max=254, message=TOO_LONG),
        ],
    )
    summary_nl = lead(300)
    summary_en = lead(300)
    access_nl = prose(1000)
    access_en = prose(1000)

    def validate_telephone(self, field: TelField) -> None:
        """Take any number that can exist; one without a country is Dutch."""
        try:
            number = phonenumbers.parse(field.data or "", "NL")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise ValidationError(
                _("Fill in a telephone number such as 06 12345678 or +32 470 123456.")
            )

    def validate_in_both(self) -> bool:
        """Validate, and ask for the texts in both languages."""
        is_valid = bool(self.validate())
        for field in missing(self, TEXTS):
            field.errors = [_("Visitors read this in both languages: fill it in.")]
            is_valid = False
        return is_valid


def venue_form(values: MultiDict[str, str] | None = None, **given: Any) -> VenueForm:
    """Make the form, with the clocks of the world to choose from."""
    form = VenueForm(values, **given)
    form.timezone.choices = zones()
    return form


def zones() -> dict[str, list[tuple[str, str]]]:
    """List the clocks of the world by region, ours first."""
    names = sorted(available_timezones())
    return {
        region: [
            (name, name.partition("/")[2].replace("_", " "))
            for name in names
            if name.startswith(region + "/")
        ]
        for region in REGIONS
    }
