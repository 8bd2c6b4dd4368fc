"""The form of a price."""

from typing import Any

from wtforms import DateField, Field, SelectField, ValidationError
from wtforms.validators import InputRequired, Optional

from groupz_platform.catalogue.models import PriceRule
from groupz_platform.catalogue.pricing import Price
from groupz_platform.catalogue.publishing import OF_PRICE
from groupz_platform.catalogue.rules import (
    GroupType,
    ParticipantCategory,
    PriceBasis,
    TaxCode,
)
from groupz_platform.desk.edited import within
from groupz_platform.desk.prices.money import MoneyField
from groupz_platform.names import CATEGORIES, GROUP_TYPES, PRICE_BASES, TAX_CODES
from groupz_platform.web.forms import CountField, LocalForm
from groupz_platform.web.gettext import gettext as _, lazy_gettext as _l

FILL_IN = _l("Fill in an amount; 0 is free of charge.")
LARGEST_GROUP = 9999
YEARS = range(2000, 2201)


class PriceForm(LocalForm):
    """What is paid, by whom, and when it counts."""

    basis = SelectField()
    category = SelectField()
    group_type = SelectField()
    amount_cents = MoneyField(validators=[InputRequired(FILL_IN)])
    included_persons = CountField()
    extra_person_cents = MoneyField()
    min_persons = CountField()
    max_persons = CountField()
    valid_from = DateField(validators=[Optional()])
    valid_until = DateField(validators=[Optional()])
    tax_code = SelectField()

    @property
    def is_of_group(self) -> bool:
        """Whether the amount is for a whole group."""
        return bool(self.basis.data == PriceBasis.GROUP)

    def validate_category(self, field: SelectField) -> None:
        """Take no category where the whole group pays one amount."""
        if self.is_of_group and field.data:
            raise ValidationError(
                _("A price for the whole group is for everybody in it.")
            )

    def validate_included_persons(self, field: CountField) -> None:
        """Ask for a number together with an amount for who comes above it."""
        if field.data is None and self.extra_person_cents.data is None:
            return
        if not self.is_of_group:
            raise ValidationError(_("Only a price for the whole group has this."))
        if field.data is None or self.extra_person_cents.data is None:
            raise ValidationError(
                _("Fill in both: how many are included, and what each one more pays.")
            )
        within(field, 1, LARGEST_GROUP)

    def validate_min_persons(self, field: CountField) -> None:
        """Ask for a group of somebody; nothing typed means from one on."""
        field.data = 1 if field.data is None else field.data
        within(field, 1, LARGEST_GROUP)

    def validate_max_persons(self, field: CountField) -> None:
        """Ask for a bound that is not below the other one."""
        if field.data is not None:
            within(field, self.min_persons.data or 1, LARGEST_GROUP)

    def validate_valid_from(self, field: DateField) -> None:
        """Take no year that was mistyped."""
        a_day(field)

    def validate_valid_until(self, field: DateField) -> None:
        """Ask for an end that does not come before the beginning."""
        a_day(field)
        if field.data and self.valid_from.data and field.data < self.valid_from.data:
            raise ValidationError(_("The last day comes before the first one."))

    @property
    def price(self) -> Price:
        """The price, once it is filled in rightly."""
        return Price(
            basis=PriceBasis(self.basis.data),
            amount_cents=self.amount_cents.data,
            category=ParticipantCategory(word)
            if (word := self.category.data)
            else None,
            group_type=GroupType(word) if (word := self.group_type.data) else None,
            included_persons=self.included_persons.data,
            extra_person_cents=self.extra_person_cents.data,
            min_persons=self.min_persons.data or 1,
            max_persons=self.max_persons.data,
            valid_from=self.valid_from.data,
            valid_until=self.valid_until.data,
            tax_code=TaxCode(self.tax_code.data),
        )


def a_day(field: Field) -> None:
    """Take no year that was mistyped.

    Raises:
        ValidationError: It was.
    """
    if field.data is not None and field.data.year not in YEARS:
        raise ValidationError(_("Look at the year once more."))


def price_form(values: Any = None, **given: Any) -> PriceForm:
    """Make the form, with its words to choose from."""
    form = PriceForm(values, **given)
    form.basis.choices = named(PRICE_BASES)
    form.category.choices = [("", _l("everybody")), *named(CATEGORIES)]
    form.group_type.choices = [("", _l("every kind of group")), *named(GROUP_TYPES)]
    form.tax_code.choices = named(TAX_CODES)
    return form


def named(words: Any) -> list[tuple[str, Any]]:
    """List words with what they are called."""
    return [(word, _l(name)) for word, name in words.items()]


def present(rule: PriceRule) -> dict[str, Any]:
    """Fill in what a price is now."""
    values = {name: getattr(rule, name) for name in OF_PRICE}
    blank = {"category": rule.category or "", "group_type": rule.group_type or ""}
    return values | blank
