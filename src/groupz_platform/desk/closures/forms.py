"""The form of a closure."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from wtforms import (
    DateField,
    Field,
    SelectField,
    StringField,
    TimeField,
    ValidationError,
)
from wtforms.validators import InputRequired, Optional

from groupz_platform.desk.closures.rows import ClosureRow, Place
from groupz_platform.desk.slots.forms import FILL_IN
from groupz_platform.schedule.closing import Closing
from groupz_platform.schedule.closures import Scope, Stretch
from groupz_platform.web.context import current
from groupz_platform.web.forms import LocalForm, one_line
from groupz_platform.web.gettext import gettext

HOUSE = "house"
MOST_DAYS = 3 * 366
LONGEST_REASON = 200
YEARS = range(2000, 2201)


class ClosureForm(LocalForm):
    """What is closed, from when until when, and what visitors read of it."""

    where = SelectField(coerce=str)
    first = DateField(validators=[InputRequired(FILL_IN)])
    begins = TimeField(validators=[Optional()])
    last = DateField(validators=[InputRequired(FILL_IN)])
    ends = TimeField(validators=[Optional()])
    reason_nl = StringField()
    reason_en = StringField()

    def validate_first(self, field: DateField) -> None:
        """Take no year that was mistyped."""
        if field.data is not None and field.data.year not in YEARS:
            raise ValidationError(gettext("Look at the year once more."))

    def validate_last(self, field: DateField) -> None:
        """Ask for an end after the beginning, not too far off."""
        first, last = self.first.data, field.data
        if first is None or last is None:
            return
        if last.year not in YEARS or (last - first).days > MOST_DAYS:
            raise ValidationError(gettext("Close for three years at most."))
        if last < first:
            raise ValidationError(gettext("The last day comes before the first one."))

    def validate_ends(self, field: TimeField) -> None:
        """Ask for a time after the beginning, where both are on one day."""
        begins = self.begins.data or time()
        if self.first.data != self.last.data or field.data is None:
            return
        if field.data <= begins:
            raise ValidationError(gettext("The end comes before the beginning."))

    def validate_reason_nl(self, field: StringField) -> None:
        """Take a line."""
        a_line(field)

    def validate_reason_en(self, field: StringField) -> None:
        """Take a line."""
        a_line(field)

    def closing(self, known: Sequence[Place]) -> Closing:
        """The closure, once it is filled in rightly; without times, of whole days."""
        scope, zone = chosen(self.where.data, known)
        first, last = self.first.data or date.min, self.last.data or date.min
        ends = self.ends.data
        begin = datetime.combine(first, self.begins.data or time(), zone)
        end = (
            datetime.combine(last, ends, zone)
            if ends
            else datetime.combine(last + timedelta(days=1), time(), zone)
        )
        stretch = Stretch(scope, begin.astimezone(UTC), end.astimezone(UTC))
        return Closing(stretch, self.reasons)

    @property
    def reasons(self) -> dict[str, str]:
        """What visitors read, by language."""
        texts = {"nl": self.reason_nl.data, "en": self.reason_en.data}
        return {locale: text for locale, text in texts.items() if text}


def a_line(field: Field) -> None:
    """Fold a text into one line that is not too long."""
    field.data = one_line(field.data)
    if len(field.data) > LONGEST_REASON:
        raise ValidationError(gettext("Write 200 characters at most."))


def chosen(word: str, known: Sequence[Place]) -> tuple[Scope, ZoneInfo]:
    """Find what a word of the form stands for."""
    for place in known:
        if place.word == word:
            return place.scope, place.zone
    return Scope(), ZoneInfo(current().settings.timezone)


def with_places(form: ClosureForm, known: Sequence[Place]) -> ClosureForm:
    """Let a form choose what is closed: the house, a venue, or an activity of it."""
    choices = {gettext("Everything"): [(HOUSE, gettext("The whole house"))]}
    for place in known:
        whole = gettext("All of %(venue)s") % {"venue": place.group}
        of_venue = choices.setdefault(place.group, [])
        of_venue.append((place.word, place.label or whole))
    form.where.choices = choices
    return form


def present(row: ClosureRow) -> dict[str, object]:
    """Fill in what a closure is now."""
    closure, begins, ends = row.closure, row.begins_at, row.ends_at
    where = HOUSE
    if closure.venue_id is not None:
        where = f"venue-{closure.venue_id}"
    elif closure.activity_id is not None:
        where = f"activity-{closure.activity_id}"
    return {
        "where": where,
        "first": begins.date(),
        "begins": begins.time() if begins.time() != time() else None,
        "last": row.last_day,
        "ends": ends.time() if ends.time() != time() else None,
        "reason_nl": closure.reason.get("nl", ""),
        "reason_en": closure.reason.get("en", ""),
    }
