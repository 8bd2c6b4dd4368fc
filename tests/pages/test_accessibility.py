"""Every page is for everybody: axe finds nothing, 400 % zoom and paper lose nothing."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from pages.browsing import DESKTOP, PHONE
from pages.letters import one_line
from pages.probes import (
    beyond_the_side,
    is_dark_on_light,
    remarks,
    resize,
    sheets,
)
from pages.views import VIEWS, View, Visit

LOCALES = ["nl", "en"]
NARROW = 320  # 1280 at 400 % (WCAG 2.2, 1.4.10)
PAPER = 670  # A4 less the margins that `print.css` asks for
LOOKS = ("color-contrast", "link-in-text-block", "target-size")
REFERENCE = re.compile(r"\b(?:[A-Z0-9]{3}-){2}[A-Z0-9]{3}\b")

every_view = pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
in_both_languages = pytest.mark.parametrize("locale", LOCALES)


@pytest.fixture
def visit(readers: dict[str, Visit], locale: str) -> Iterator[Visit]:
    """Somebody who reads this language; what was set for a test is undone after it."""
    yield readers[locale]
    readers[locale].page.emulate_media(media="screen", color_scheme="light")
    resize(readers[locale].page, DESKTOP)


@every_view
@in_both_languages
def test_axe_finds_nothing(visit: Visit, view: View) -> None:
    view(visit)

    found = [remark for rules in looks(visit.page) for remark in remarks(*rules)]

    assert found == []


@every_view
@in_both_languages
def test_nothing_is_cut_off_at_400_percent_or_on_paper(
    visit: Visit, view: View
) -> None:
    view(visit)

    resize(visit.page, NARROW)
    assert beyond_the_side(visit.page) == []
    assert visit.page.evaluate("document.documentElement.scrollWidth") <= NARROW

    visit.page.emulate_media(media="print", color_scheme="dark")
    resize(visit.page, PAPER)
    assert beyond_the_side(visit.page) == []
    assert is_dark_on_light(visit.page)
    assert visit.page.locator("h1").is_visible()


@in_both_languages
def test_a_booking_prints_whole_on_one_sheet(visit: Visit) -> None:
    visit.go("bookings.booking")
    [reference] = REFERENCE.findall(visit.page.inner_text("main"))
    total = one_line(visit.page.inner_text("main tfoot td"))

    visit.page.emulate_media(media="print")

    paper = one_line(visit.page.inner_text("body"))
    assert reference in paper
    assert total in paper
    assert visit.page.locator("main time").first.inner_text() in paper
    assert visit.page.url in paper
    assert not visit.page.locator("header nav").is_visible()
    assert sheets(visit.page) == 1


def looks(page: Page) -> Iterator[tuple[Page, *tuple[str, ...]]]:
    """Show a page in four ways; two of them need but the rules of colour and size."""
    for width, light, dark in ((DESKTOP, (), LOOKS), (PHONE, LOOKS, ())):
        resize(page, width)
        page.emulate_media(color_scheme="light")
        yield page, *light
        page.emulate_media(color_scheme="dark")
        yield page, *dark
