"""The forms of these pages."""

import re
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from babel.dates import get_day_names
from typing_extensions import override
from wtforms import (
    BooleanField,
    DateField,
    Field,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    TimeField,
    ValidationError,
)
from wtforms.validators import InputRequired
from wtforms.widgets import TextInput

from groupz_platform.catalogue.rules import CapacityMode
from groupz_platform.desk.slots.rows import ActivityRow, SlotRow
from groupz_platform.schedule.days_off import DaysOff, days_off_of
from groupz_platform.schedule.recurrence import Recurrence
from groupz_platform.schedule.services import Capacity
from groupz_platform.web.forms import CountField, LocalForm, one_line
from groupz_platform.web.gettext import gettext, lazy_gettext as _l
from groupz_platform.web.language import page_locale

TIME = re.compile(r"([01]?\d|2[0-3])(?:[:.]([0-5]\d))?")
MOST_MINUTES = 24 * 60
MOST_TIMES = 48
MOST_YEARS = 3
FILL_IN = _l("Fill this in.")


class WallTimes(Field):
    """Several times of a day, such as `10:00, 13.30`."""

    widget = TextInput()

    def _value(self) -> str:
        if self.raw_data:
            return str(self.raw_data[0])
        return ", ".join(f"{wall:%H:%M}" for wall in self.data or ())

    @override
    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take the times, whatever stands between them."""
        self.data = ()
        words = re.split(r"[\s,;]+", one_line("".join(valuelist)).strip(",; "))
        found = [TIME.fullmatch(word) for word in words]
        if not all(found) or len(found) > MOST_TIMES:
            raise ValueError(gettext("Write times such as 10:00, 13:30."))
        self.data = tuple(
            sorted({time(int(each[1]), int(each[2] or 0)) for each in found if each})
        )


class SlotForm(LocalForm):
    """How long a slot lasts, and what it takes."""

    minutes = CountField()
    persons = CountField()
    groups = CountField()

    def validate_minutes(self, field: CountField) -> None:
        """Ask for some minutes, and no more than a day of them."""
        if field.data is None or not 1 <= field.data <= MOST_MINUTES:
            raise ValidationError(gettext("Fill in from 1 to 1440 minutes."))

    def validate_persons(self, field: CountField) -> None:
        """Ask for one or more."""
        at_least_one(field)

    def validate_groups(self, field: CountField) -> None:
        """Ask for one or more."""
        at_least_one(field)

    @property
    def duration(self) -> timedelta:
        """How long it lasts."""
        return timedelta(minutes=self.minutes.data or 0)

    @property
    def capacity(self) -> Capacity:
        """What it takes in all."""
        return Capacity(self.persons.data or 0, self.groups.data or 0)


class OneForm(SlotForm):
    """One time."""

    day = DateField(validators=[InputRequired(FILL_IN)])
    begins = TimeField(validators=[InputRequired(FILL_IN)])

    def validate_day(self, field: DateField) -> None:
        """Take no year that was mistyped."""
        if field.data is not None and not 2000 <= field.data.year <= 2200:  # noqa: PLR2004 - a year
            raise ValidationError(gettext("Look at the year once more."))

    @property
    def wall(self) -> datetime:
        """When it begins, as the clock on the wall shows it."""
        return datetime.combine(self.day.data or date.min, self.begins.data or time())


class AddForm(OneForm):
    """One time of an activity."""

    activity = SelectField(coerce=str)


class ManyForm(SlotForm):
    """Times that come back each week."""

    activity = SelectField(coerce=str)
    weekdays = SelectMultipleField(coerce=int)
    times = WallTimes()
    first = DateField(validators=[InputRequired(FILL_IN)])
    last = DateField(validators=[InputRequired(FILL_IN)])
    every = SelectField(coerce=int, default=1)
    skip_holidays = BooleanField(default=True)
    days_off = TextAreaField()

    def validate_weekdays(self, field: SelectMultipleField) -> None:
        """Ask for one or more."""
        if not field.data:
            raise ValidationError(gettext("Choose one day of the week or more."))

    def validate_last(self, field: DateField) -> None:
        """Ask for a day after the first one, not too far off."""
        first = self.first.data
        if first is None or field.data is None:
            return
        if field.data < first:
            raise ValidationError(gettext("The last day comes before the first one."))
        if field.data.year - first.year > MOST_YEARS or field.data.year > 2200:  # noqa: PLR2004 - a year
            raise ValidationError(gettext("Plan three years ahead at most."))

    def validate_first(self, field: DateField) -> None:
        """Take no year that was mistyped."""
        if field.data is not None and field.data.year < 2000:  # noqa: PLR2004 - a year
            raise ValidationError(gettext("Look at the year once more."))

    def validate_times(self, field: WallTimes) -> None:
        """Ask for one or more."""
        if not field.data and not field.process_errors:
            raise ValidationError(gettext("Write times such as 10:00, 13:30."))

    def validate_days_off(self, field: TextAreaField) -> None:
        """Ask for dates that exist."""
        try:
            days_off_of(field.data or "")
        except ValueError as error:
            text = gettext("This line has no dates that can be read: %(line)s")
            raise ValidationError(text % {"line": str(error)[:80]}) from error

    @property
    def recurrence(self) -> Recurrence:
        """The timetable, once it is filled in rightly."""
        return Recurrence(
            first=self.first.data or date.min,
            last=self.last.data or date.min,
            weekdays=frozenset(self.weekdays.data or ()),
            times=tuple(self.times.data or ()),
            every_weeks=self.every.data,
        )

    @property
    def periods(self) -> Sequence[DaysOff]:
        """The days off that were typed."""
        return days_off_of(self.days_off.data or "")


class CloseForm(LocalForm):
    """Why a time is called off."""

    reason = StringField()

    def validate_reason(self, field: StringField) -> None:
        """Ask for a sentence."""
        field.data = one_line(field.data)
        if not 3 <= len(field.data) <= 500:  # noqa: PLR2004 - a sentence
            raise ValidationError(
                gettext("Give the reason, which the groups read in the mail.")
            )


def at_least_one(field: CountField) -> None:
    """Refuse nothing and none."""
    if not field.data:
        raise ValidationError(gettext("Fill in 1 or more."))


def with_activities(form: Any, activities: Iterable[ActivityRow]) -> Any:
    """Let a form choose from activities, venue by venue."""
    choices: dict[str, list[tuple[str, str]]] = {}
    for each in activities:
        choices.setdefault(each.venue, []).append((str(each.id), each.title))
    form.activity.choices = choices
    return form


def with_days(form: ManyForm) -> ManyForm:
    """Let a form choose from the days of the week, and how often they come back."""
    form.every.choices = [
        (1, gettext("every week")),
        (2, gettext("every other week")),
    ]
    names = get_day_names("wide", locale=page_locale())
    form.weekdays.choices = [(number, names[number]) for number in range(7)]
    return form


def usual(activity: ActivityRow | None) -> dict[str, Any]:
    """Fill in what a time of an activity usually is."""
    if activity is None:
        return {"groups": 1}
    return {
        "activity": str(activity.id),
        "minutes": activity.minutes,
        "persons": activity.max_group,
        "groups": 1 if activity.mode is CapacityMode.EXCLUSIVE else 5,
    }


def present(row: SlotRow) -> dict[str, Any]:
    """Fill in what a slot is now."""
    return {
        "day": row.starts_at.date(),
        "begins": row.starts_at.time(),
        "minutes": row.minutes,
        "persons": row.slot.capacity_persons,
        "groups": row.slot.capacity_groups,
    }
