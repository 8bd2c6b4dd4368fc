"""What the platform promises on its security page, each with the check behind it.

A promise that does not hold where the platform runs is not shown. The checks are tests
of the repository, which run before every release; what depends on the host is asked of
the settings.
"""

from dataclasses import dataclass

from groupz_platform.config import Settings
from groupz_platform.roles import Role
from groupz_platform.web.gettext import gettext as _


@dataclass(frozen=True, slots=True)
class Promise:
    """A sentence that can be held against something.

    Attributes:
        check: Which test of the repository shows it.
    """

    title: str
    text: str
    check: str
    holds: bool = True


def promises(settings: Settings) -> list[Promise]:
    """List the promises that hold here, in the visitor's language."""
    visitors = settings.overrides.get(Role.VISITOR, settings.owner_url)
    on_postgresql = not visitors.startswith("sqlite")
    every = [
        Promise(
            _("One cookie at most"),
            _(
                "We set one cookie, and only when you choose a language. It holds that "
                "choice and nothing else."
            ),
            "tests/pages/test_crawl.py",
        ),
        Promise(
            _("Nobody follows you"),
            _(
                "Every page, picture and font comes from this site alone. There are no "
                "statistics scripts, no advertising and no other companies in the page."
            ),
            "tests/pages/test_crawl.py",
        ),
        Promise(
            _("No account, no password"),
            _(
                "Your booking opens by a link that only you are sent. We store no "
                "link, only its fingerprint: a stolen database opens no booking."
            ),
            "tests/platform/bookings/test_booking.py",
        ),
        Promise(
            _("Forms that only work here"),
            _(
                "A form that was sent from another site is refused, and each form can "
                "make one booking only, however often it is sent."
            ),
            "tests/platform/bookings/test_booking_pages.py",
        ),
        Promise(
            _("Every part of the program may do little"),
            _(
                "The pages that you look at cannot read who booked, and cannot change "
                "anything. Each task has its own rights in the database."
            ),
            "tests/platform/db/test_grants.py",
        ),
        Promise(
            _("A browser that is told to be careful"),
            _(
                "Our pages forbid the browser to load anything from elsewhere, to show "
                "them inside other sites, and to use your camera, microphone or place."
            ),
            "tests/platform/web/test_headers.py",
        ),
        Promise(
            _("Logins of their own"),
            _(
                "Each task signs in to the database with a login of its own, so that "
                "one part that is broken into does not open the others."
            ),
            "tests/platform/db/test_grants.py",
            holds=on_postgresql,
        ),
    ]
    return [promise for promise in every if promise.holds]
