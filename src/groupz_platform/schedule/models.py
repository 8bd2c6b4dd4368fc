"""Tables of the schedule."""

from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ForeignKey,
    Index,
    UniqueConstraint,
    false,
)
from sqlalchemy.orm import Mapped, mapped_column, relationship
from sqlalchemy.types import JSON

from groupz_platform.catalogue.models import Activity
from groupz_platform.db.base import Base, word
from groupz_platform.schedule.rules import SlotState


class TimeSlot(Base):
    """One time at which an activity takes groups.

    Attributes:
        local_date: The date of `starts_at` where the venue stands.
        capacity_persons: How many persons it takes in all.
        capacity_groups: How many groups it takes; one where a group has it for itself.
        is_closed: Whether it lies in a closure; `schedule.closures` keeps it so.
    """

    __tablename__ = "time_slots"
    __table_args__ = (
        UniqueConstraint("activity_id", "starts_at"),
        CheckConstraint("ends_at > starts_at", name="order"),
        CheckConstraint(
            "used_persons >= 0 AND used_persons <= capacity_persons", name="persons"
        ),
        CheckConstraint(
            "used_groups >= 0 AND used_groups <= capacity_groups", name="groups"
        ),
        Index(None, "activity_id", "local_date", "starts_at"),
        Index(None, "starts_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    activity_id: Mapped[int] = mapped_column(ForeignKey("activities.id"))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    local_date: Mapped[date]
    capacity_persons: Mapped[int]
    used_persons: Mapped[int] = mapped_column(default=0)
    capacity_groups: Mapped[int]
    used_groups: Mapped[int] = mapped_column(default=0)
    state: Mapped[SlotState] = mapped_column(word(SlotState), default=SlotState.OPEN)
    is_closed: Mapped[bool] = mapped_column(default=False, server_default=false())
    version: Mapped[int] = mapped_column(default=1)

    activity: Mapped[Activity] = relationship()

    @property
    def persons_left(self) -> int:
        """How many persons still find a place; none where no group does."""
        if self.used_groups >= self.capacity_groups:
            return 0
        return self.capacity_persons - self.used_persons


class Closure(Base):
    """A time in which groups cannot book: of an activity, a venue, or the whole house.

    Attributes:
        venue_id: The venue that is closed, if it is one.
        activity_id: The activity that is closed, if it is one; without either, all are.
        begins_at: The first moment.
        ends_at: The moment before which it ends.
        reason: What visitors read of it, by language; empty where they read nothing.
    """

    __tablename__ = "closures"
    __table_args__ = (
        CheckConstraint("ends_at > begins_at", name="order"),
        CheckConstraint("venue_id IS NULL OR activity_id IS NULL", name="scope"),
        Index(None, "ends_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    venue_id: Mapped[int | None] = mapped_column(ForeignKey("venues.id"))
    activity_id: Mapped[int | None] = mapped_column(ForeignKey("activities.id"))
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime]
    reason: Mapped[dict[str, str]] = mapped_column(JSON)
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)
