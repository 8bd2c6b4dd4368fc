"""What the background does for the audit log."""

from dataclasses import dataclass
from datetime import timedelta

import structlog

from groupz_platform.audit.services import forget_before
from groupz_platform.clock import Clock
from groupz_platform.db import Databases
from groupz_platform.roles import Role

log = structlog.get_logger("groupz.audit")


@dataclass(frozen=True, slots=True)
class AuditUpkeep:
    """Forgets old changes.

    Attributes:
        days: How many days a change is remembered.
    """

    databases: Databases
    clock: Clock
    days: int

    def forget(self) -> None:
        """Delete the entries that have been kept long enough."""
        with self.databases.transaction(Role.WORKER) as session:
            forgotten = forget_before(session, self.clock() - timedelta(days=self.days))
        if forgotten:
            log.info("changes forgotten", count=forgotten)
