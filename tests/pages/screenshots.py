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
from groupz_platform.texts import LOCALES
from pages.browsing import launched, load_pictures, opened
from pages.client import Client
from pages.groups import ALONE, form_path, free_slot, school_class, send
from pages.palette import with_palette
from pages.views import VIEWS, Visit
from site_server import Site, demo_instance, serving

ROOT = Path(__file__).parent.parent.parent
FOLDER = ROOT / "screenshots"
PICTURES = ROOT / "docs" / "pictures"
WIDTHS = (360, 768, 1440)
SHOWN = {
    "programme": "site.programme",
    "activity": "site.activity",
    "form": "bookings.book",
    "form-with-errors": "a form with mistakes",
    "form-too-late": "a form come too late",
    "confirmation": "bookings.booked",
}
FOR_README = {
    "programme": ("programme", 1440, False, "nl"),
    "activity": ("activity", 1440, False, "en"),
    "confirmation": ("confirmation", 360, False, "nl"),
    "dark": ("programme", 1440, True, "en"),
}
Shot = tuple[str, int, bool, str]


def main() -> None:
    FOLDER.mkdir(exist_ok=True)
    PICTURES.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        serving(demo_instance(Path(folder) / "demo")) as site,
        sync_playwright() as playwright,
        launched(playwright) as browser,
    ):
        photographer = Photographer(browser, site)
        for shot in progress(list(every_shot()), "Taking screenshots"):
            whole = photographer.taken(shot, whole=True)
            (FOLDER / f"{name_of(shot)}.png").write_bytes(whole)
        for name, shot in FOR_README.items():
            picture = with_palette(photographer.taken(shot, whole=False))
            (PICTURES / f"{name}.png").write_bytes(picture)


def every_shot() -> Iterator[Shot]:
    yield from product(SHOWN, WIDTHS, (False, True), LOCALES)


def name_of(shot: Shot) -> str:
    name, width, dark, locale = shot
    return f"{name}-{width}-{'dark' if dark else 'light'}-{locale}"


class Photographer:
    """Opens pages and takes pictures of them."""

    def __init__(self, browser: Browser, site: Site) -> None:
        self.browser = browser
        self.site = site
        path = form_path(free_slot(site, ALONE), "nl")
        answer = send(Client(site), path, school_class(email="sam@regenboog.example"))
        self.examples = {
            "slug": ALONE,
            "slot_id": free_slot(site, ALONE),
            "token": answer.location.rpartition("/")[2],
        }

    def taken(self, shot: Shot, *, whole: bool) -> bytes:
        """Take a picture of a whole page, or of what a screen shows of it."""
        name, width, dark, locale = shot
        traits = {"width": width, "dark": dark}
        with opened(self.browser, self.site.origin, locale, traits) as page:
            VIEWS[SHOWN[name]](Visit(page, self.site, locale, self.examples))
            load_pictures(page)
            return page.screenshot(full_page=whole)


if __name__ == "__main__":
    main()
