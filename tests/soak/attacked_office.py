"""Somebody of the staff at an attacked site; an attacker's tool has their session."""

from dataclasses import dataclass
from http import HTTPStatus
from http.client import HTTPConnection
from urllib.parse import urlsplit

from groupz_platform.desk.signing_in.staff_sessions import PATH
from groupz_platform.permissions import StaffRole
from soak.attacked_site import Attacked
from staff_cookie import staff_cookie


@dataclass(frozen=True)
class Insider:
    """A planner who has signed in.

    Attributes:
        headers: Those of the browser that the session belongs to.
    """

    site: Attacked
    headers: dict[str, str]

    def url(self, path: str) -> str:
        return f"{self.site.url}{PATH}{path}"

    def is_signed_in(self) -> bool:
        """Tell whether the session still opens a page."""
        to = urlsplit(self.site.url)
        browser = HTTPConnection(to.hostname or "", to.port or 80, timeout=30)
        browser.request("GET", f"{PATH}/bookings/", headers=self.headers)
        return browser.getresponse().status == HTTPStatus.OK

    def pages_read(self) -> int:
        """Count the pages behind the sign-in that the tool has read."""
        return sum(
            one["status"] == "200" and f" {PATH}/" in one["request"]
            for one in self.site.requests
        )


def insider(site: Attacked) -> Insider:
    """Let a planner sign in where the attacker sits."""
    headers = staff_cookie(site.site.instance, StaffRole.PLANNER, site.address)
    return Insider(site, headers)
