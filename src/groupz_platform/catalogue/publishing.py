"""Publishing activities, and making new ones of those that are there."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from groupz_platform.catalogue.errors import TextsMissingError
from groupz_platform.catalogue.models import (
    Activity,
    ActivityImage,
    ActivityTranslation,
    PriceRule,
)
from groupz_platform.catalogue.rules import ActivityStatus
from groupz_platform.catalogue.slugs import free_slug
from groupz_platform.texts import LOCALES

TEXTS = ("title", "summary", "description", "good_to_know")
DEMANDED = ("title", "summary", "description")
"""The texts that visitors need in both languages."""

OF_IMAGE = ("position", "path", "alt")
OF_COPY = (
    "venue_id",
    "policy_id",
    "kind",
    "duration_minutes",
    "min_group",
    "max_group",
    "capacity_mode",
    "notice_days",
    "horizon_days",
    "group_types",
    "position",
)
OF_PRICE = (
    "basis",
    "category",
    "group_type",
    "amount_cents",
    "included_persons",
    "extra_person_cents",
    "min_persons",
    "max_persons",
    "valid_from",
    "valid_until",
    "tax_code",
)
COPIES = {"nl": "kopie", "en": "copy"}


class Gap(NamedTuple):
    """A text that is missing in a language."""

    text: str
    locale: str


def gaps(activity: Activity) -> Iterator[Gap]:
    """List which texts an activity lacks that visitors need."""
    known = {row.locale: row for row in activity.translations}
    for locale in LOCALES:
        for text in DEMANDED:
            if not getattr(known.get(locale), text, ""):
                yield Gap(text, locale)


def become(activity: Activity, status: ActivityStatus) -> ActivityStatus:
    """Publish an activity, make it a draft again, or put it away.

    Returns:
        What it was before.

    Raises:
        TextsMissingError: Visitors could not read it in both languages.
    """
    if status is ActivityStatus.PUBLISHED and any(gaps(activity)):
        raise TextsMissingError
    before, activity.status = activity.status, status
    return before


def copied(session: Session, activity: Activity) -> Activity:
    """Make a draft with the texts, pictures and prices of an activity; no times."""
    copy = Activity(
        **{name: getattr(activity, name) for name in OF_COPY},
        status=ActivityStatus.DRAFT,
        translations=[copied_text(row) for row in activity.translations],
        images=[ActivityImage(**columns(row, OF_IMAGE)) for row in activity.images],
        prices=[PriceRule(**columns(row, OF_PRICE)) for row in activity.prices],
        slug=free_activity_slug(session, activity.slug),
    )
    session.add(copy)
    session.flush()
    return copy


def copied_text(row: ActivityTranslation) -> ActivityTranslation:
    """Copy texts under a title that says so."""
    texts = columns(row, TEXTS)
    title = f"{row.title} ({COPIES[row.locale]})"
    return ActivityTranslation(locale=row.locale, **texts | {"title": title})


def columns(row: object, names: tuple[str, ...]) -> dict[str, object]:
    """Take some columns of a row."""
    return {name: getattr(row, name) for name in names}


def free_activity_slug(session: Session, title: str) -> str:
    """Find a name in addresses that no activity has."""
    return free_slug(title, set(session.scalars(select(Activity.slug))).__contains__)
