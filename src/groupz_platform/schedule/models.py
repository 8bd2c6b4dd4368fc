"""Tables of the schedule."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from groupz_platform.catalogue.models import Activity
from groupz_platform.db.base import Base, word
from groupz_platform.schedule.rules import SlotState


class TimeSlot(Base):
    """One time at which an activity takes groups.

    Attributes:
        local_date: The date of `starts_at` where the venue stands.
        capacity_persons: How many persons it takes in all.
        capacity_groups: How many groups it takes; one where a group has it for itself.
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
    version: Mapped[int] = mapped_column(default=1)

    activity: Mapped[Activity] = relationship()

    @property
    def persons_left(self) -> int:
        """How many persons still find a place; none where no group does."""
        if self.used_groups >= self.capacity_groups:
            return 0
        return self.capacity_persons - self.used_persons
