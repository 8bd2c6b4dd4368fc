"""The search form: when somebody wants to come, with whom, and for what."""

import re
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any, cast

from typing_extensions import override
from wtforms import DateField, Field, SelectField, ValidationError

from groupz_platform.catalogue.forms import GroupForm, group_form
from groupz_platform.catalogue.rules import ActivityKind, GroupType
from groupz_platform.names import GROUP_TYPES, KINDS
from groupz_platform.schedule.searching import Wish
from groupz_platform.site.search import Search
from groupz_platform.web.forms import one_line
from groupz_platform.web.gettext import gettext as _, lazy_gettext as _l

DAY = re.compile(r"(?P<year>[0-9]{4})-(?P<month>[0-9]{1,2})-(?P<day>[0-9]{1,2})")
DUTCH_DAY = re.compile(
    r"(?P<day>[0-9]{1,2})[-/ .](?P<month>[0-9]{1,2})[-/ .](?P<year>[0-9]{4})"
)
"""As people type it where the browser has no calendar of its own."""


class DayField(DateField):
    """A day, as browsers send it or as people type it; nothing typed means any."""

    @override
    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take a day."""
        text = one_line(valuelist[0]) if valuelist else ""
        self.data = day_of(text) if text else None
        if text and self.data is None:
            raise ValueError(_("Fill in a date such as 2026-12-03."))


def day_of(text: str) -> date | None:
    """Read a day.

    >>> day_of("2026-12-03") == day_of("3-12-2026") == date(2026, 12, 3)
    True
    >>> day_of("2026-02-30")
    """
    found = DAY.fullmatch(text) or DUTCH_DAY.fullmatch(text)
    if found is None:
        return None
    try:
        return date(int(found["year"]), int(found["month"]), int(found["day"]))
    except ValueError:
        return None


class SearchForm(GroupForm):
    """When somebody wants to come, with whom, and for what; all of it may stay open.

    Attributes:
        today: The first day that is not over yet.
    """

    today = date.min
    first = DayField(name="from")
    last = DayField(name="until")
    kind = SelectField()

    def validate_first(self, field: Field) -> None:
        """Refuse a day that is over."""
        if field.data and field.data < self.today:
            raise ValidationError(_("This day is over. Choose today or a later day."))

    def validate_last(self, field: Field) -> None:
        """Refuse a day that is over, or that lies before the first one."""
        self.validate_first(field)
        if field.data and self.first.data and field.data < self.first.data:
            raise ValidationError(_("The last day lies before the first."))

    @property
    @override
    def typed(self) -> dict[str, str]:
        """What was typed, right or wrong, to be carried in an address."""
        fields = [self.first, self.last, self.kind]
        raw = {f.name: str((f.raw_data or [""])[0]) for f in fields}
        return {name: text for name, text in raw.items() if text} | super().typed

    @property
    def search(self) -> Search:
        """What is looked for; only of a form that was found right."""
        return Search(
            group=self.group,
            wish=Wish(self.group.persons, self.first.data, self.last.data),
            kind=ActivityKind(self.kind.data) if self.kind.data else None,
        )


def search_form(
    values: Mapping[str, str], *, kinds: Iterable[ActivityKind], today: date
) -> SearchForm:
    """Make the form.

    Args:
        values: What was filled in.
        kinds: What sorts of activity there are.
        today: The first day that is not over yet.
    """
    form = cast(
        "SearchForm",
        group_form({"type": "", "kind": "", **values}, base=SearchForm),
    )
    form.today = today
    types = [(each.value, _l(GROUP_TYPES[each])) for each in GroupType]
    form.type.choices = [("", _l("any kind of group")), *types]
    named = [(kind.value, _l(KINDS[kind])) for kind in ActivityKind if kind in {*kinds}]
    form.kind.choices = [("", _l("everything")), *named]
    return form
