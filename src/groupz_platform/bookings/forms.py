"""The booking form: turns what was typed into a request for places."""

import re
from collections.abc import Iterable
from typing import Any, cast

import phonenumbers
from typing_extensions import override
from werkzeug.datastructures import MultiDict
from wtforms import (
    EmailField,
    Form,
    FormField,
    HiddenField,
    IntegerField,
    SelectField,
    StringField,
    TelField,
)
from wtforms.i18n import get_translations
from wtforms.validators import (
    DataRequired,
    Email,
    InputRequired,
    Length,
    ValidationError,
)

from groupz_platform.bookings.values import Contact
from groupz_platform.catalogue.pricing import Party, offered
from groupz_platform.catalogue.rules import GroupType, ParticipantCategory
from groupz_platform.catalogue.views import ActivityView
from groupz_platform.names import GROUP_TYPES
from groupz_platform.web.gettext import gettext, lazy_gettext as _l
from groupz_platform.web.language import page_locale

COUNT = re.compile(r"[0-9]{1,4}")
LONGEST_TEXT = 120
LONGEST_EMAIL = 254  # RFC 5321 section 4.5.3.1.3, less the brackets
LONGEST_TELEPHONE = 40
WITHOUT_ORGANISATION = {GroupType.FAMILY, GroupType.OTHER}


def one_line(text: str | None) -> str:
    r"""Fold white space, and drop what cannot be printed.

    >>> one_line("  De\tRegenboog \x00")
    'De Regenboog'
    """
    printable = "".join(c if c.isprintable() else " " for c in text or "")
    return " ".join(printable.split())


class CountField(IntegerField):
    """How many of one participant category come; nothing typed means nobody."""

    category: ParticipantCategory

    @override
    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take a whole number that a group can have."""
        text = one_line(valuelist[0]) if valuelist else ""
        self.data = int(text) if COUNT.fullmatch(text) else None
        if text and self.data is None:
            raise ValueError(gettext("Fill in a whole number, 0 or more."))


class PartyField(FormField):  # type: ignore[type-arg]  # - generic in stubs alone
    """How many of each category come; nothing typed means nobody."""

    @property
    def children(self) -> list[CountField]:
        """The fields, one a category."""
        return cast("list[CountField]", list(self.form))


class BookingForm(Form):
    """Who comes, and who books for them."""

    class Meta:
        """What WTForms itself says, it says in the page's language."""

        def get_translations(self, _form: Form) -> Any:
            """Find the texts of WTForms in that language."""
            return get_translations([page_locale()])

    party: PartyField
    token = HiddenField()
    group_type = SelectField(
        validators=[InputRequired(_l("Choose what kind of group it is."))]
    )
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
    email = EmailField(
        filters=[one_line],
        validators=[
            DataRequired(_l("Fill in your e-mail address.")),
            Length(max=LONGEST_EMAIL, message=_l("This e-mail address is too long.")),
            Email(_l("Fill in an e-mail address such as name@example.org.")),
        ],
    )
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
        if self.group_type.data not in WITHOUT_ORGANISATION and not field.data:
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

    @override
    def validate(self, extra_validators: Any = None) -> bool:
        """Check every field, and ask for somebody to come."""
        valid = super().validate(extra_validators)
        if not self.party.errors and not self.people.persons:
            self.refuse_party(gettext("Fill in how many people come."))
            return False
        return valid

    @property
    def people(self) -> Party:
        """Who comes."""
        return Party({c.category: c.data or 0 for c in self.party.children})

    @property
    def contact(self) -> Contact:
        """Who books."""
        return Contact(
            name=self.name.data or "",
            email=self.email.data or "",
            telephone=self.telephone.data or "",
            organisation=self.organisation.data or "",
        )

    def refuse_party(self, message: str) -> None:
        """Say at the first number that the group as a whole does not fit."""
        first = self.party.children[0]
        first.errors = [*first.errors, message]


def form_for(activity: ActivityView, posted: MultiDict[str, str] | None) -> BookingForm:
    """Make the form of an activity, with a number for each category that may come."""

    class ActivityBookingForm(BookingForm):
        party = PartyField(party_form(offered(activity.prices)))

    form = ActivityBookingForm(posted)
    for category, field in zip(
        offered(activity.prices), form.party.children, strict=True
    ):
        field.category = category
    types = activity.group_types or tuple(GroupType)
    chosen = [("", _l("Choose"))] if len(types) > 1 else []
    form.group_type.choices = [*chosen, *((t.value, _l(GROUP_TYPES[t])) for t in types)]
    return form


def party_form(categories: Iterable[ParticipantCategory]) -> type[Form]:
    """Make the part of the form that counts people."""
    fields = {category.value: CountField() for category in categories}
    return type("PartyForm", (Form,), fields)
