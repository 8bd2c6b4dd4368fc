"""The forms of a booking: what was typed becomes values."""

from collections.abc import Mapping
from typing import Any

import phonenumbers
from typing_extensions import override
from werkzeug.datastructures import MultiDict
from wtforms import EmailField, HiddenField, SelectField, StringField, TelField
from wtforms.validators import DataRequired, Email, Length, ValidationError

from groupz_platform.bookings.values import Contact
from groupz_platform.catalogue.forms import GroupForm
from groupz_platform.catalogue.rules import GroupType
from groupz_platform.web.forms import LocalForm, one_line
from groupz_platform.web.gettext import gettext, lazy_gettext as _l

LONGEST_TEXT = 120
LONGEST_EMAIL = 254  # RFC 5321 section 4.5.3.1.3, less the brackets
LONGEST_TELEPHONE = 40
WITHOUT_ORGANISATION = {GroupType.FAMILY, GroupType.OTHER}


class SignedForm(LocalForm):
    """A form that carries its signed token."""

    token = HiddenField()


class TrappedForm(SignedForm):
    """A form with a field that people do not see and robots fill in."""

    website = StringField()

    @property
    def is_robots(self) -> bool:
        """Whether the field that nobody sees was filled in."""
        return bool(self.website.data)


class HoldForm(GroupForm, TrappedForm):
    """Who comes: the group for which places are held."""

    def validate_type(self, field: SelectField) -> None:
        """Ask what sort of group it is."""
        if not field.data:
            raise ValidationError(_l("Choose what kind of group it is."))

    @override
    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and ask for somebody to come."""
        valid = super().validate(extra_validators)
        wrong = any(field.errors for field in self.counts.values())
        if not wrong and not self.group.persons:
            self.refuse(gettext("Fill in how many people come."))
            return False
        return valid

    def refuse(self, message: str) -> None:
        """Say at the first number that the group as a whole does not fit."""
        first = next(iter(self.counts.values()))
        first.errors = [*first.errors, message]


def email_field() -> EmailField:
    """Make the field of an e-mail address."""
    return EmailField(
        filters=[one_line],
        validators=[
            DataRequired(_l("Fill in your e-mail address.")),
            Length(max=LONGEST_EMAIL, message=_l("This e-mail address is too long.")),
            Email(_l("Fill in an e-mail address such as name@example.org.")),
        ],
    )


class ContactForm(SignedForm):
    """Who books.

    Attributes:
        group_type: What sort of group it is, which decides whether it has a name.
    """

    group_type: GroupType | None = None
    organisation = StringField(
        filters=[one_line],
        validators=[Length(max=LONGEST_TEXT, message=_l("This name is too long."))],
    )
    name = StringField(
        filters=[one_line],
        validators=[
            DataRequired(_l("Fill in your name.")),
            Length(max=LONGEST_TEXT, message=_l("This name is too long.")),
        ],
    )
    email = email_field()
    telephone = TelField(
        filters=[one_line],
        validators=[
            DataRequired(_l("Fill in a telephone number.")),
            Length(
                max=LONGEST_TELEPHONE, message=_l("This telephone number is too long.")
            ),
        ],
    )

    def validate_organisation(self, field: StringField) -> None:
        """Ask for a name from all groups that have one."""
        if self.group_type not in WITHOUT_ORGANISATION and not field.data:
            raise ValidationError(
                _l("Fill in the name of the school, company or club.")
            )

    def validate_telephone(self, field: TelField) -> None:
        """Take any number that can exist; one without a country is Dutch."""
        try:
            number = phonenumbers.parse(field.data or "", "NL")
        except phonenumbers.NumberParseException:
            number = None
        if number is None or not phonenumbers.is_possible_number(number):
            raise ValidationError(
                _l("Fill in a telephone number such as 06 12345678 or +32 470 123456.")
            )

    @property
    def contact(self) -> Contact:
        """Who books."""
        return Contact(**self.typed)

    @property
    def typed(self) -> dict[str, str]:
        """What was typed, right or wrong, without the token."""
        fields = (self.name, self.email, self.telephone, self.organisation)
        return {field.name: field.data or "" for field in fields}


class EmailForm(SignedForm):
    """A corrected e-mail address."""

    email = email_field()


class FindForm(TrappedForm):
    """By what somebody finds a booking again."""

    reference = StringField(
        filters=[one_line],
        validators=[
            DataRequired(_l("Fill in the reference, such as K7Q-M4R-TX2.")),
            Length(max=LONGEST_TEXT, message=_l("This reference is too long.")),
        ],
    )
    email = email_field()


def contact_form(
    values: Mapping[str, str] | None, group_type: GroupType | None
) -> ContactForm:
    """Make the form of who books, for a sort of group."""
    form = ContactForm(MultiDict(values) if values else None)
    form.group_type = group_type
    return form
