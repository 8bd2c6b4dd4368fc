"""The form of an activity."""

import re
from collections.abc import Iterable
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session
from wtforms import SelectField, SelectMultipleField, StringField, ValidationError

from groupz_platform.catalogue.models import Activity, CancellationPolicy
from groupz_platform.catalogue.publishing import DEMANDED, TEXTS
from groupz_platform.catalogue.rules import ActivityKind, CapacityMode, GroupType
from groupz_platform.desk.activities.rows import venue_names
from groupz_platform.desk.activities.words import MODES
from groupz_platform.desk.both_languages import (
    lead,
    line,
    missing,
    prose,
    texts_of,
    typed_texts,
)
from groupz_platform.desk.edited import number_of, within
from groupz_platform.names import GROUP_TYPES, KINDS
from groupz_platform.texts import LOCALES
from groupz_platform.web.forms import CountField, LocalForm, one_line
from groupz_platform.web.gettext import gettext as _

SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
LONGEST_SLUG = 80
NUMBERS = {
    "duration_minutes": (1, 7 * 24 * 60),
    "min_group": (1, 9999),
    "max_group": (1, 9999),
    "notice_days": (0, 365),
    "horizon_days": (1, 1095),
    "position": (0, 9999),
}
"""The least and the most of each number."""

WORDS = ("kind", "capacity_mode")


class ActivityForm(LocalForm):
    """An activity, with its texts in both languages."""

    title_nl = line(120)
    title_en = line(120)
    summary_nl = lead(300)
    summary_en = lead(300)
    description_nl = prose(8000)
    description_en = prose(8000)
    good_to_know_nl = prose(2000)
    good_to_know_en = prose(2000)
    venue = SelectField()
    kind = SelectField()
    slug = StringField(filters=[one_line])
    duration_minutes = CountField()
    min_group = CountField()
    max_group = CountField()
    capacity_mode = SelectField()
    group_types = SelectMultipleField()
    notice_days = CountField()
    horizon_days = CountField()
    policy = SelectField()
    position = CountField()

    def validate_slug(self, field: StringField) -> None:
        """Take what can stand in an address; without one it is made of the title."""
        text = field.data or ""
        if text and (len(text) > LONGEST_SLUG or not SLUG.fullmatch(text)):
            raise ValidationError(_("Take small letters, digits and single dashes."))

    def validate_max_group(self, field: CountField) -> None:
        """Take no fewer than the smallest group."""
        if field.data is not None and field.data < (self.min_group.data or 0):
            raise ValidationError(_("The largest group is smaller than the smallest."))

    def validate_wholly(self, *, is_published: bool) -> bool:
        """Validate; what is published has to be readable in both languages.

        Args:
            is_published: Whether visitors see it.
        """
        is_valid = bool(self.validate())
        is_valid = self._has_numbers() and is_valid
        needed = DEMANDED if is_published else ()
        for field in missing(self, needed):
            field.errors = [
                _("Visitors read this in both languages: fill it in, or unpublish it.")
            ]
            is_valid = False
        return self._has_titles() and is_valid

    def _has_numbers(self) -> bool:
        """Tell whether all numbers can be, and say at those that cannot why."""
        for name, (least, most) in NUMBERS.items():
            try:
                if not self[name].errors:
                    within(self[name], least, most)
            except ValidationError as error:
                self[name].errors = [str(error)]
        return not any(self[name].errors for name in NUMBERS)

    def _has_titles(self) -> bool:
        """Ask for a title wherever there are texts, and for one title at least."""
        typed = [each for each in LOCALES if self._has_text(each)]
        for locale in typed or LOCALES[:1]:
            title = self[f"title_{locale}"]
            if not title.data and not title.errors:
                title.errors = [_("Fill in a title.")]
        return not any(self[f"title_{locale}"].errors for locale in LOCALES)

    def _has_text(self, locale: str) -> bool:
        """Tell whether anything was typed in a language."""
        return any(typed_texts(self, TEXTS, locale).values())

    @property
    def columns(self) -> dict[str, Any]:
        """What was filled in, once it is valid, but for texts and the address."""
        return {
            **{name: self[name].data for name in NUMBERS},
            "venue_id": number_of(self.venue.data),
            "policy_id": number_of(self.policy.data),
            "kind": ActivityKind(self.kind.data),
            "capacity_mode": CapacityMode(self.capacity_mode.data),
            "group_types": [
                each.value
                for each in GroupType
                if each in (self.group_types.data or ())
            ],
        }


def activity_form(session: Session, values: Any = None, **given: Any) -> ActivityForm:
    """Make the form, with all that it chooses from."""
    form = ActivityForm(values, **given)
    form.venue.choices = [(str(key), name) for key, name in venue_names(session)]
    form.kind.choices = named({kind: KINDS[kind] for kind in ActivityKind})
    form.capacity_mode.choices = named(MODES)
    form.group_types.choices = named({each: GROUP_TYPES[each] for each in GroupType})
    form.policy.choices = [("", _("cancelling costs nothing")), *policies(session)]
    return form


def named(words: Any) -> list[tuple[str, str]]:
    """List words with their names in the reader's language."""
    return [(word.value, _(name)) for word, name in words.items()]


def policies(session: Session) -> Iterable[tuple[str, str]]:
    """List the cancellation policies."""
    found = select(CancellationPolicy.id, CancellationPolicy.slug)
    for row in session.execute(found.order_by(CancellationPolicy.slug)):
        yield str(row.id), row.slug


def usual() -> dict[str, Any]:
    """Fill in what an activity usually is."""
    return {
        "kind": ActivityKind.VISIT.value,
        "capacity_mode": CapacityMode.SHARED.value,
        "min_group": 1,
        "max_group": 30,
        "duration_minutes": 90,
        "notice_days": 2,
        "horizon_days": 365,
        "position": 0,
        "group_types": [each.value for each in GroupType],
    }


def present(activity: Activity) -> dict[str, Any]:
    """Fill in what an activity is now."""
    return {
        **{name: getattr(activity, name) for name in NUMBERS},
        **{name: getattr(activity, name).value for name in WORDS},
        **texts_of(activity.translations, TEXTS),
        "slug": activity.slug,
        "group_types": activity.group_types,
        "venue": str(activity.venue_id),
        "policy": str(activity.policy_id or ""),
    }
