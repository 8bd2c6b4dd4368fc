"""Tables of the catalogue."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import ClassVar

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, select
from sqlalchemy.orm import Mapped, Session, mapped_column, relationship
from sqlalchemy.types import JSON
from typing_extensions import override

from groupz_platform.catalogue.rules import (
    ActivityKind,
    ActivityStatus,
    CapacityMode,
    GroupType,
    ParticipantCategory,
    PictureSize,
    PriceBasis,
    TaxCode,
)
from groupz_platform.catalogue.versions import Versioned, Watched, keys_of
from groupz_platform.db.base import Base, word


class Venue(Versioned, Base):
    """A house where activities take place."""

    __tablename__ = "venues"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    timezone: Mapped[str]
    street: Mapped[str]
    postcode: Mapped[str]
    city: Mapped[str]
    telephone: Mapped[str]
    email: Mapped[str]
    picture: Mapped[str]

    translations: Mapped[list["VenueTranslation"]] = relationship(
        cascade="all, delete-orphan"
    )
    activities: Mapped[list["Activity"]] = relationship(back_populates="venue")


class VenueTranslation(Watched, Base):
    """A venue's texts in one language."""

    __tablename__ = "venue_translations"

    venue_id: Mapped[int] = mapped_column(ForeignKey("venues.id"), primary_key=True)
    locale: Mapped[str] = mapped_column(primary_key=True)
    summary: Mapped[str]
    access: Mapped[str]

    @override
    def counted_by(self, session: Session) -> Iterable[Versioned | None]:
        """Find the venue."""
        return [session.get(Venue, key) for key in keys_of(self, "venue_id")]


class Activity(Versioned, Base):
    """Something that a group can book."""

    __tablename__ = "activities"
    __table_args__ = (
        CheckConstraint("min_group >= 1", name="min_group"),
        CheckConstraint("max_group >= min_group", name="max_group"),
        CheckConstraint("duration_minutes > 0", name="duration"),
        CheckConstraint("notice_days >= 0", name="notice"),
        Index(None, "venue_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int] = mapped_column(ForeignKey("venues.id"))
    policy_id: Mapped[int | None] = mapped_column(
        ForeignKey("cancellation_policies.id")
    )
    slug: Mapped[str] = mapped_column(unique=True)
    kind: Mapped[ActivityKind] = mapped_column(word(ActivityKind))
    status: Mapped[ActivityStatus] = mapped_column(word(ActivityStatus))
    duration_minutes: Mapped[int]
    min_group: Mapped[int]
    max_group: Mapped[int]
    capacity_mode: Mapped[CapacityMode] = mapped_column(word(CapacityMode))
    notice_days: Mapped[int]
    horizon_days: Mapped[int]
    group_types: Mapped[list[str]] = mapped_column(JSON)
    position: Mapped[int] = mapped_column(default=0)

    venue: Mapped[Venue] = relationship(back_populates="activities")
    translations: Mapped[list["ActivityTranslation"]] = relationship(
        cascade="all, delete-orphan"
    )
    images: Mapped[list["ActivityImage"]] = relationship(
        cascade="all, delete-orphan", order_by="ActivityImage.position"
    )
    prices: Mapped[list["PriceRule"]] = relationship(
        cascade="all, delete-orphan", order_by="PriceRule.id"
    )
    policy: Mapped["CancellationPolicy | None"] = relationship()

    @property
    def duration(self) -> timedelta:
        """How long it takes."""
        return timedelta(minutes=self.duration_minutes)


class PartOfActivity(Watched):
    """A row that belongs to an activity."""

    @override
    def counted_by(self, session: Session) -> Iterable[Versioned | None]:
        """Find the activity."""
        return [session.get(Activity, key) for key in keys_of(self, "activity_id")]


class ActivityTranslation(PartOfActivity, Base):
    """An activity's texts in one language."""

    __tablename__ = "activity_translations"

    activity_id: Mapped[int] = mapped_column(
        ForeignKey("activities.id"), primary_key=True
    )
    locale: Mapped[str] = mapped_column(primary_key=True)
    title: Mapped[str]
    summary: Mapped[str]
    description: Mapped[str]
    good_to_know: Mapped[str]


class ActivityImage(PartOfActivity, Base):
    """A picture of an activity: a path below the static files, or an upload."""

    __tablename__ = "activity_images"
    __table_args__ = (UniqueConstraint("activity_id", "position"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"))
    position: Mapped[int]
    path: Mapped[str]
    alt: Mapped[dict[str, str]] = mapped_column(JSON)


class PictureFile(Base):
    """An uploaded picture in one size: never changed, under the hash of the large one.

    What is said of it stands with the activity's image; a log has no room for it.
    """

    __tablename__ = "pictures"
    __audited__ = False

    sha256: Mapped[str] = mapped_column(primary_key=True)
    size: Mapped[PictureSize] = mapped_column(word(PictureSize), primary_key=True)
    width: Mapped[int]
    height: Mapped[int]
    content: Mapped[bytes]


class PartOfPolicy(Watched):
    """A policy, or a row that belongs to one."""

    policy_key: ClassVar[str]

    @override
    def counted_by(self, session: Session) -> Iterable[Versioned | None]:
        """Find the activities under the policy."""
        keys = keys_of(self, self.policy_key)
        return session.scalars(select(Activity).where(Activity.policy_id.in_(keys)))


class CancellationPolicy(PartOfPolicy, Base):
    """Until when a group may cancel, and what it pays after that; free before."""

    __tablename__ = "cancellation_policies"
    policy_key = "id"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(unique=True)

    steps: Mapped[list["PolicyStep"]] = relationship(
        cascade="all, delete-orphan", order_by="PolicyStep.days_before.desc()"
    )


class PolicyStep(PartOfPolicy, Base):
    """What a cancellation costs from a deadline on.

    Attributes:
        days_before: The deadline is the end of the day so many days before the visit,
            where the venue stands.
        charge_percent: How much of the total is charged after it, from 0 to 100.
    """

    __tablename__ = "policy_steps"
    policy_key = "policy_id"
    __table_args__ = (
        CheckConstraint("days_before >= 0", name="days_before"),
        CheckConstraint(
            "charge_percent >= 0 AND charge_percent <= 100", name="charge_percent"
        ),
    )

    policy_id: Mapped[int] = mapped_column(
        ForeignKey("cancellation_policies.id"), primary_key=True
    )
    days_before: Mapped[int] = mapped_column(primary_key=True)
    charge_percent: Mapped[int]


class PriceRule(PartOfActivity, Base):
    """What an activity costs, for whom, when, and for which size of group.

    Attributes:
        amount_cents: For one person, or for the group with `included_persons` in it.
        extra_person_cents: For each person above `included_persons` of a group price.
        min_persons: The smallest whole group for which the rule counts.
        max_persons: The largest one, or nothing where there is no upper bound.
        valid_from: The first service date on which it counts, or always.
        valid_until: The last one, or always.
    """

    __tablename__ = "price_rules"
    __table_args__ = (
        CheckConstraint("amount_cents >= 0", name="amount"),
        CheckConstraint("min_persons >= 1", name="min_persons"),
        Index(None, "activity_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"))
    basis: Mapped[PriceBasis] = mapped_column(word(PriceBasis))
    category: Mapped[ParticipantCategory | None] = mapped_column(
        word(ParticipantCategory)
    )
    group_type: Mapped[GroupType | None] = mapped_column(word(GroupType))
    amount_cents: Mapped[int]
    included_persons: Mapped[int | None]
    extra_person_cents: Mapped[int | None]
    min_persons: Mapped[int] = mapped_column(default=1)
    max_persons: Mapped[int | None]
    valid_from: Mapped[date | None]
    valid_until: Mapped[date | None]
    tax_code: Mapped[TaxCode] = mapped_column(word(TaxCode))
