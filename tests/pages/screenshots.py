"""`make screenshots`: the pages as people see them, to be judged, and for the README.

Every page of a booking goes into `screenshots/`, in both languages, light and dark, on
a telephone, a tablet and a desk; some of them, smaller, into `docs/pictures/`.
"""

import tempfile
from collections.abc import Iterator
from itertools import product
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright

from groupz_platform.cli.progress import progress
from groupz_platform.desk.signing_in.staff_sessions import PATH
from groupz_platform.permissions import StaffRole
from groupz_platform.texts import LOCALES
from pages.browsing import launched, load_pictures, opened
from pages.client import Client
from pages.conftest import GENEROUS
from pages.groups import SHARED, free_slot, school_class
from pages.palette import with_palette
from pages.views import VIEWS, Visit
from pages.walking import book, keep_hold, review, token_in
from site_server import Site, demo_instance, serving
from staff_cookie import staff_cookie

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "screenshots"
PICTURES = ROOT / "docs" / "pictures"
WIDTHS = (360, 768, 1440)
SHOWN = {
    "search": "site.programme",
    "results": "results for a group",
    "activity": "an activity for a group",
    "slot": "a time with its total",
    "contact": "a new hold",
    "contact-with-errors": "a contact with mistakes",
    "review": "bookings.review",
    "booking": "bookings.booking",
    "change": "a change with its difference",
    "cancel": "bookings.cancel",
    "find": "bookings.find",
    "over": "a hold that is over",
}
FOR_README = {
    "search": ("search", 1440, False, "nl"),
    "results": ("results", 1440, False, "en"),
    "activity": ("activity", 1440, False, "en"),
    "slot": ("slot", 1440, False, "nl"),
    "review": ("review", 1440, False, "en"),
    "booking": ("booking", 1440, False, "en"),
    "phone": ("booking", 360, False, "nl"),
    "dark": ("search", 1440, True, "en"),
}
AT_THE_DESK = {
    "desk-bookings": "/bookings/",
    "desk-board": "/planning/?span=week",
    "desk-prices": "/prices/1/?child=24&supervisor=3&type=school",
    "desk-statistics": "/statistics/",
}
"""Pages of the staff, for the README alone: the browser tests look at all of them."""

MOST_BYTES = 250_000
Shot = tuple[str, int, bool, str]


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(demo_instance(Path(folder) / "demo"), **GENEROUS) as site,
        sync_playwright() as playwright,
        launched(playwright) as browser,
    ):
        photographer = Photographer(browser, site)
        for shot in progress(list(every_shot()), "Taking screenshots"):
            whole = photographer.taken(shot, whole=True)
            (FOLDER / f"{name_of(shot)}.png").write_bytes(whole)
        for name, shot in FOR_README.items():
            keep(name, photographer.taken(shot, whole=False))
        for name, path in AT_THE_DESK.items():
            keep(name, photographer.at_the_desk(path))


def keep(name: str, taken: bytes) -> None:
    """Write a picture for the README, which must not become heavy."""
    picture = with_palette(taken)
    if len(picture) > MOST_BYTES:
        raise ValueError(f"{name} is too heavy: {len(picture)} bytes")
    (PICTURES / f"{name}.png").write_bytes(picture)


def every_shot() -> Iterator[Shot]:
    yield from product(SHOWN, WIDTHS, (False, True), LOCALES)


def name_of(shot: Shot) -> str:
    name, width, dark, locale = shot
    return f"{name}-{width}-{'dark' if dark else 'light'}-{locale}"


def examples(site: Site) -> dict[str, str]:
    """A class that has booked, and that is about to."""
    client, group = Client(site), school_class(email="sam@regenboog.example")
    booked = book(client, free_slot(site, SHARED), "nl", group)
    held = review(client, free_slot(site, SHARED), "nl", group)
    keep_hold(site, held)
    return {
        "slug": SHARED,
        "slot_id": free_slot(site, SHARED),
        "token": token_in(booked),
        "hold": token_in(held),
    }


class Photographer:
    """Opens pages and takes pictures of them."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.browser = browser
        self.site = site
        self.examples = examples(site)

    def taken(self, shot: Shot, *, whole: bool) -> bytes:
        """Take a picture of a whole page, or of what a screen shows of it."""
        name, width, dark, locale = shot
        traits = {"width": width, "dark": dark}
        with opened(self.browser, self.site.origin, locale, traits) as page:
            VIEWS[SHOWN[name]](Visit(page, self.site, locale, self.examples))
            load_pictures(page)
            return page.screenshot(full_page=whole)

    def at_the_desk(self, path: str) -> bytes:
        """Take a picture of what a screen shows of a page of the staff."""
        headers = staff_cookie(self.site.instance, StaffRole.PLANNER, "127.0.0.1")
        name, _, value = headers["Cookie"].partition("=")
        traits = {"width": 1440, "user_agent": headers["User-Agent"]}
        with opened(self.browser, self.site.origin, "en", traits) as page:
            url = f"{self.site.origin}{PATH}"
            page.context.add_cookies([{"name": name, "value": value, "url": url}])
            page.goto(url + path)
            return page.screenshot()


if __name__ == "__main__":
    main()
