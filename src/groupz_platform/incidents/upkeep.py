"""What the background does for counted events."""

from dataclasses import dataclass
from datetime import timedelta

from groupz_platform.clock import Clock
from groupz_platform.db import Databases
from groupz_platform.incidents.services import forget_before
from groupz_platform.roles import Role

KEPT = timedelta(days=30)


@dataclass(frozen=True, slots=True)
class IncidentUpkeep:
    """Forgets counts after thirty days."""

    databases: Databases
    clock: Clock

    def forget(self) -> None:
        """Delete the counts that have been kept long enough."""
        with self.databases.transaction(Role.WORKER) as session:
            forget_before(session, self.clock() - KEPT)
