"""The backoffice for tests: somebody of each role, in a session of their own."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from secrets import token_hex
from typing import Any

from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import select
from werkzeug.test import Client, TestResponse

from applications import PEER, TestingPlatform, platform_on
from clocks import FrozenClock
from databases import TestingDatabase
from groupz_platform.accounts.models import StaffAccount
from groupz_platform.accounts.rules import FRESH_FOR
from groupz_platform.desk.signing_in.gate import FACTOR_AT, form_key
from groupz_platform.desk.signing_in.staff_sessions import (
    PATH,
    session_cookie,
    sessions_as,
)
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from groupz_platform.web.access import Staff

HOST = "localhost"
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
BROWSER = {"User-Agent": AGENT, "Accept-Language": "en"}


@dataclass(frozen=True)
class Badge:
    """A session as a browser holds it, with what signs its forms.

    Attributes:
        cookie: Its id.
        token: For the forms of its pages.
    """

    cookie: str
    token: str


@dataclass
class Clerk:
    """Somebody of the staff at a browser, or nobody.

    Paths may leave out `/backoffice`. Time does not sign them out: where the clock has
    moved, they have signed in anew.
    """

    office: "Office"
    staff: Staff | None
    fresh: bool = True
    at: str = PEER["REMOTE_ADDR"]
    client: Client = field(init=False)
    _badge: Badge | None = None
    _since: object = None

    def __post_init__(self) -> None:
        self.client = Client(self.office.platform.platform)

    def get(self, path: str, **headers: str) -> TestResponse:
        self._enter()
        headers = {**BROWSER, **headers}
        return self.client.get(
            inside(path), headers=headers, buffered=True, environ_base=self._peer
        )

    def post(
        self, path: str, form: dict[str, Any] | None = None, **headers: str
    ) -> TestResponse:
        self._enter()
        headers = {"Origin": self.office.origin, **BROWSER, **headers}
        token = {"csrf_token": self._badge.token} if self._badge else {}
        return self.client.post(
            inside(path),
            data=token | (form or {}),
            headers=headers,
            environ_base=self._peer,
        )

    def comes_back(self) -> None:
        """Sign in anew with the next request, whatever the one before has ended."""
        self._since = None

    def follow(self, path: str, form: dict[str, Any] | None = None) -> TestResponse:
        """Send a form, and open the page that it leads to."""
        answer = self.post(path, form)
        assert answer.status_code == 303, answer.text
        return self.get(answer.headers["Location"])

    @property
    def _peer(self) -> dict[str, str]:
        return {"REMOTE_ADDR": self.at}

    def _enter(self) -> None:
        if self.staff is None or self._since == self.office.clock():
            return
        self._since = self.office.clock()
        self._badge = self.office.badge(self.staff, fresh=self.fresh)
        name = session_cookie(self.office.platform.settings).name
        self.client.set_cookie(name, self._badge.cookie, domain=HOST, path=PATH)


@dataclass(frozen=True)
class Office:
    """The platform with its backoffice, and who works there."""

    platform: TestingPlatform
    _clerks: dict[tuple[Staff | None, bool], Clerk] = field(default_factory=dict)

    @property
    def clock(self) -> FrozenClock:
        return self.platform.clock

    @property
    def database(self) -> TestingDatabase:
        return self.platform.database

    @property
    def origin(self) -> str:
        """Where forms come from."""
        return self.platform.settings.origins[0]

    def as_(
        self,
        role: StaffRole,
        *,
        name: str = "Robin",
        locale: str = "en",
        fresh: bool = True,
    ) -> Clerk:
        return self._clerk(self._hired(role, name, locale), fresh=fresh)

    def as_nobody(self) -> Clerk:
        return self._clerk(None, fresh=False)

    def staff(
        self, role: StaffRole, *, name: str = "Robin", locale: str = "en"
    ) -> Staff:
        """Find somebody of a role, or hire them."""
        return self._hired(role, name, locale)

    def badge(self, staff: Staff, *, fresh: bool = True, agent: str = AGENT) -> Badge:
        """Begin a session as if both factors had been given, just now or long ago."""
        platform = self.platform
        sessions = sessions_as(Role.SIGN_IN, self.database.databases, self.clock)
        raw = token_hex(20)
        given = self.clock() - (timedelta(0) if fresh else FRESH_FOR)
        data = {
            "_user_id": str(staff.id),
            "_fresh": True,
            "_id": identifier(agent),
            FACTOR_AT: given.timestamp(),
            "csrf_token": raw,
        }
        key = form_key(platform.settings.secret)
        token = URLSafeTimedSerializer(key, salt="wtf-csrf-token").dumps(raw)
        cookie = sessions.begin(
            str(staff.id), data, client=PEER["REMOTE_ADDR"], agent=agent
        )
        return Badge(cookie, str(token))

    def _clerk(self, staff: Staff | None, *, fresh: bool) -> Clerk:
        return self._clerks.setdefault((staff, fresh), Clerk(self, staff, fresh))

    def _hired(self, role: StaffRole, name: str, locale: str) -> Staff:
        """Find their account, or make it."""
        sign_in_name = f"{name}-{role}-{locale}".casefold()
        with self.database.databases.transaction(Role.BACKOFFICE) as session:
            known = select(StaffAccount).where(
                StaffAccount.sign_in_name == sign_in_name
            )
            account = session.scalar(known) or StaffAccount(
                name=name,
                sign_in_name=sign_in_name,
                email=f"{sign_in_name}@museum.example",
                role=role,
                locale=locale,
                created_at=self.clock(),
            )
            session.add(account)
            session.flush()
            return Staff(account.id, name, role, locale)


def identifier(agent: str, address: str = PEER["REMOTE_ADDR"]) -> str:
    """Tell browsers apart as flask-login does."""
    return hashlib.sha512(
        f"{address.encode()!r}|{agent.encode()!r}".encode()
    ).hexdigest()


def inside(path: str) -> str:
    """Write the address of a page of the backoffice.

    >>> inside("/bookings/"), inside("/backoffice/"), inside("http://x/backoffice/a?b=1")
    ('/backoffice/bookings/', '/backoffice/', '/backoffice/a?b=1')
    """
    path = path.partition("://")[2].partition("/")[2] if "://" in path else path
    path = "/" + path.lstrip("/")
    return path if path.startswith(PATH) else PATH + path


@contextmanager
def office_on(
    database: TestingDatabase,
    instance: Path,
    clock: FrozenClock | None = None,
    **more: Any,
) -> Iterator[Office]:
    with platform_on(database, instance, clock, **more) as platform:
        yield Office(platform)
