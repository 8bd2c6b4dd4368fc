"""The backoffice in a real browser: served here, so that a test can move its clock."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page

from clocks import FrozenClock
from databases import TestingDatabase
from groupz_platform.desk.signing_in.staff_sessions import PATH, session_cookie
from groupz_platform.permissions import StaffRole
from office import AGENT, Office, office_on
from pages.browsing import opened
from ports import free_port
from waitress_server import waitress


@dataclass
class ServedOffice:
    """The backoffice at an address.

    Attributes:
        origin: Scheme, host and port; `localhost`, as passkeys need a name.
    """

    office: Office
    origin: str
    browser: Browser

    @contextmanager
    def window(
        self, role: StaffRole | None = None, locale: str = "en", **traits: Any
    ) -> Iterator[Page]:
        """Open a window of somebody of a role; or of nobody."""
        given = {"user_agent": AGENT, **traits}
        with opened(self.browser, self.origin, locale, given) as page:
            if role is not None:
                self.let_in(page, role, locale)
            yield page

    def let_in(self, page: Page, role: StaffRole, locale: str = "en") -> None:
        """Sign somebody in, as if both factors had been given just now."""
        badge = self.office.badge(self.office.staff(role, locale=locale))
        settings = self.office.platform.settings
        page.context.add_cookies(
            [
                {
                    "name": session_cookie(settings).name,
                    "value": badge.cookie,
                    "domain": "localhost",
                    "path": PATH,
                    "httpOnly": True,
                    "sameSite": "Strict",
                }
            ]
        )


@contextmanager
def served_office(
    browser: Browser,
    database: TestingDatabase,
    instance: Path,
    clock: FrozenClock | None = None,
) -> Iterator[ServedOffice]:
    port = free_port()
    listen = {"host": "localhost", "port": port}
    with (
        office_on(database, instance, clock, **listen) as office,
        waitress(office.platform.platform, host="127.0.0.1", port=port),
    ):
        yield ServedOffice(office, f"http://localhost:{port}", browser)
