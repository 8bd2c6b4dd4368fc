"""The table of counted events."""

from datetime import datetime

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from groupz_platform.db.base import Base


class IncidentCount(Base):
    """How many events of a sort there were in an hour, as one process counted them.

    Rows are added and never changed: several of them make up an hour.

    Attributes:
        hour: Its beginning.
        kind: The shield's word for the event.
        name: Which guard refused, for what somebody was banned, which cookie it was.
        number: How many.
    """

    __tablename__ = "incident_counts"
    __audited__ = False
    __table_args__ = (Index(None, "hour"), Index(None, "kind", "name"))

    id: Mapped[int] = mapped_column(primary_key=True)
    hour: Mapped[datetime]
    kind: Mapped[str]
    name: Mapped[str]
    number: Mapped[int]
