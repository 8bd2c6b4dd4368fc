"""Reading the catalogue."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, TypeVar

from sqlalchemy import Select, bindparam, select
from sqlalchemy.orm import Session, joinedload, selectinload

from groupz_platform.catalogue.cache import Stamp, ViewCache, cache_behind
from groupz_platform.catalogue.errors import ActivityNotFoundError
from groupz_platform.catalogue.models import (
    Activity,
    ActivityTranslation,
    CancellationPolicy,
    PriceRule,
    Venue,
    VenueTranslation,
)
from groupz_platform.catalogue.policy import Step
from groupz_platform.catalogue.pricing import Price, offered
from groupz_platform.catalogue.rules import ActivityStatus, GroupType
from groupz_platform.catalogue.versions import has_changed
from groupz_platform.catalogue.views import ActivityView, Picture, VenueView

T = TypeVar("T", ActivityTranslation, VenueTranslation)
PUBLISHED = Activity.status == ActivityStatus.PUBLISHED


def published_activities(session: Session, locale: str) -> list[ActivityView]:
    """List what can be booked, venue by venue, in the order that staff chose."""
    return views_of(session, locale, PUBLISHED_STAMPS, {})


def published_activity(session: Session, slug: str, locale: str) -> ActivityView:
    """Find one by the name in its address.

    Raises:
        ActivityNotFoundError: There is none by that name, or it is not published.
    """
    return only(views_of(session, locale, STAMP_OF_SLUG, {"slug": slug}))


def published_activity_of(
    session: Session, activity_id: int, locale: str
) -> ActivityView:
    """Find one by its number, as far as visitors may see it.

    Raises:
        ActivityNotFoundError: There is none by that number, or it is not published.
    """
    return only(views_of(session, locale, PUBLISHED_STAMP, {"id": activity_id}))


def activity_of(session: Session, activity_id: int, locale: str) -> ActivityView:
    """Find one by its number, published or not, as for those who have booked it.

    Raises:
        ActivityNotFoundError: There is none by that number.
    """
    return only(views_of(session, locale, STAMP, {"id": activity_id}))


def only(found: list[ActivityView]) -> ActivityView:
    """Take the one that was found.

    Raises:
        ActivityNotFoundError: There is none.
    """
    if not found:
        raise ActivityNotFoundError
    return found[0]


def views_of(
    session: Session,
    locale: str,
    stamps: Select[*tuple[Any, ...]],
    asked: Mapping[str, Any],
) -> list[ActivityView]:
    """Make the views of the activities whose stamps are selected, or remember them."""
    rows = session.execute(stamps, asked).all()
    found: dict[int, Stamp] = {key: (own, venues) for key, own, venues in rows}
    cache = ViewCache() if has_changed(session) else cache_behind(session)
    views = {key: cache.get((key, locale), stamp) for key, stamp in found.items()}
    missing = [key for key, view in views.items() if view is None]
    for view in loaded(session, missing, locale):
        cache.put((view.id, locale), found[view.id], view)
        views[view.id] = view
    return [view for view in views.values() if view is not None]


def loaded(session: Session, keys: list[int], locale: str) -> Iterator[ActivityView]:
    """Make views from their rows."""
    if keys:
        rows = session.scalars(whole().where(Activity.id.in_(keys)))
        yield from (activity_view(activity, locale) for activity in rows.unique())


def venues(session: Session, locale: str) -> list[VenueView]:
    """List the venues by name."""
    rows = session.scalars(
        select(Venue).options(selectinload(Venue.translations)).order_by(Venue.name)
    )
    return [venue_view(venue, locale) for venue in rows]


def published() -> Select[Any]:
    """Select what visitors may see."""
    return whole().where(PUBLISHED)


def whole() -> Select[Any]:
    """Select activities with all that a view needs, in six queries."""
    return select(Activity).options(
        joinedload(Activity.venue).selectinload(Venue.translations),
        selectinload(Activity.translations),
        selectinload(Activity.images),
        selectinload(Activity.prices),
        joinedload(Activity.policy).selectinload(CancellationPolicy.steps),
    )


def activity_view(activity: Activity, locale: str) -> ActivityView:
    """Make the view of an activity in a language."""
    text = in_language(activity.translations, locale)
    prices = tuple(price_of(rule) for rule in activity.prices)
    return ActivityView(
        id=activity.id,
        version=activity.version,
        slug=activity.slug,
        kind=activity.kind,
        title=text.title,
        summary=text.summary,
        description=text.description,
        good_to_know=text.good_to_know,
        duration_minutes=activity.duration_minutes,
        min_group=activity.min_group,
        max_group=activity.max_group,
        capacity_mode=activity.capacity_mode,
        notice_days=activity.notice_days,
        horizon_days=activity.horizon_days,
        group_types=tuple(GroupType(word) for word in activity.group_types),
        pictures=tuple(
            Picture(image.path, image.alt.get(locale, "")) for image in activity.images
        ),
        prices=prices,
        categories=offered(prices),
        policy=steps_of(activity.policy),
        venue=venue_view(activity.venue, locale),
    )


def steps_of(policy: CancellationPolicy | None) -> tuple[Step, ...]:
    """Take the plain values out of a policy; none means that nothing is charged."""
    steps = policy.steps if policy else []
    return tuple(Step(step.days_before, step.charge_percent) for step in steps)


def venue_view(venue: Venue, locale: str) -> VenueView:
    """Make the view of a venue in a language."""
    text = in_language(venue.translations, locale)
    return VenueView(
        slug=venue.slug,
        name=venue.name,
        street=venue.street,
        postcode=venue.postcode,
        city=venue.city,
        telephone=venue.telephone,
        email=venue.email,
        timezone=venue.timezone,
        picture=venue.picture,
        summary=text.summary,
        access=text.access,
    )


def price_of(rule: PriceRule) -> Price:
    """Take the plain value out of a price rule."""
    return Price(
        basis=rule.basis,
        amount_cents=rule.amount_cents,
        category=rule.category,
        group_type=rule.group_type,
        included_persons=rule.included_persons,
        extra_person_cents=rule.extra_person_cents,
        min_persons=rule.min_persons,
        max_persons=rule.max_persons,
        valid_from=rule.valid_from,
        valid_until=rule.valid_until,
        tax_code=rule.tax_code,
    )


def in_language(translations: Sequence[T], locale: str) -> T:
    """Choose a translation: the one asked for, or else the first there is."""
    return next((t for t in translations if t.locale == locale), translations[0])


ACTIVITIES: Any = Activity.__table__.c
VENUES: Any = Venue.__table__.c

STAMPS: Select[*tuple[Any, ...]] = select(
    ACTIVITIES.id, ACTIVITIES.version, VENUES.version
).where(ACTIVITIES.venue_id == VENUES.id)
"""What tells of activities whether their remembered views still hold."""

STAMP = STAMPS.where(ACTIVITIES.id == bindparam("id"))
PUBLISHED_STAMPS = STAMPS.where(ACTIVITIES.status == ActivityStatus.PUBLISHED).order_by(
    ACTIVITIES.venue_id, ACTIVITIES.position, ACTIVITIES.id
)
PUBLISHED_STAMP = PUBLISHED_STAMPS.where(ACTIVITIES.id == bindparam("id"))
STAMP_OF_SLUG = PUBLISHED_STAMPS.where(ACTIVITIES.slug == bindparam("slug"))
