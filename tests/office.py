"""The backoffice for tests: somebody of each role, without going through sign-in."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from werkzeug.test import Client, TestResponse

from applications import ORIGIN, PEER, TestingPlatform, platform_on
from clocks import FrozenClock
from databases import TestingDatabase
from groupz_platform.permissions import StaffRole
from groupz_platform.web.access import Staff

BACKOFFICE = "/backoffice"


@dataclass
class OpenGate:
    """Lets in whoever a test says."""

    who: Staff | None = None
    fresh: bool = True

    def staff(self) -> Staff | None:
        return self.who

    def is_fresh(self) -> bool:
        return self.fresh


@dataclass(frozen=True)
class Clerk:
    """Somebody of the staff at a browser, or nobody.

    Paths may leave out `/backoffice`.
    """

    client: Client
    gate: OpenGate
    staff: Staff | None
    fresh: bool = True

    def get(self, path: str, **headers: str) -> TestResponse:
        self._enter()
        return self.client.get(
            inside(path), headers=headers, buffered=True, environ_base=PEER
        )

    def post(
        self, path: str, form: dict[str, Any] | None = None, **headers: str
    ) -> TestResponse:
        self._enter()
        headers = {"Origin": ORIGIN, **headers}
        return self.client.post(
            inside(path), data=form or {}, headers=headers, environ_base=PEER
        )

    def follow(self, path: str, form: dict[str, Any] | None = None) -> TestResponse:
        """Send a form, and open the page that it leads to."""
        answer = self.post(path, form)
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["Location"])

    def _enter(self) -> None:
        self.gate.who = self.staff
        self.gate.fresh = self.fresh


@dataclass(frozen=True)
class Office:
    """The platform with its backoffice open."""

    platform: TestingPlatform
    gate: OpenGate
    _clients: dict[Staff | None, Client] = field(default_factory=dict)

    @property
    def clock(self) -> FrozenClock:
        return self.platform.clock

    @property
    def database(self) -> TestingDatabase:
        return self.platform.database

    def as_(
        self,
        role: StaffRole,
        *,
        name: str = "Robin",
        locale: str = "en",
        fresh: bool = True,
    ) -> Clerk:
        number = list(StaffRole).index(role) + 1
        return self._clerk(Staff(number, name, role, locale), fresh=fresh)

    def as_nobody(self) -> Clerk:
        return self._clerk(None, fresh=False)

    def _clerk(self, staff: Staff | None, *, fresh: bool) -> Clerk:
        client = self._clients.setdefault(staff, Client(self.platform.platform))
        return Clerk(client, self.gate, staff, fresh)


def inside(path: str) -> str:
    """Write the address of a page of the backoffice.

    >>> inside("/bookings/"), inside("/backoffice/"), inside("http://x/backoffice/a?b=1")
    ('/backoffice/bookings/', '/backoffice/', '/backoffice/a?b=1')
    """
    path = path.partition("://")[2].partition("/")[2] if "://" in path else path
    path = "/" + path.lstrip("/")
    return path if path.startswith(BACKOFFICE) else BACKOFFICE + path


@contextmanager
def office_on(database: TestingDatabase, instance: Path) -> Iterator[Office]:
    gate = OpenGate()
    with platform_on(database, instance, gate=gate) as platform:
        yield Office(platform, gate)
