"""Pages are light as they are sent, and need no script."""

from collections import Counter

import pytest
from playwright.sync_api import Page

from pages.browsing import watching
from pages.filling import RECALCULATE
from pages.routes import PAGES, Route
from pages.views import VIEWS, View, Visit

MOST_BYTES = 50_000
LIVE = {"bookings.book", "bookings.regroup"}
"""Pages with a button that nobody needs where JavaScript does its work."""

WEIGHED = frozenset({"document", "stylesheet", "font", "script"})


@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_a_page_without_its_pictures_weighs_less_than_50_kb_as_sent(
    readers: dict[str, Visit], view: View
) -> None:
    page = readers["nl"].page
    view(readers["nl"])

    weights = weights_of(as_for_the_first_time(page), page.url)

    assert weights["document"]
    assert weights["stylesheet"]
    assert weights["font"]
    assert weights.total() < MOST_BYTES, weights


@pytest.mark.parametrize("route", PAGES, ids=str)
def test_a_page_says_the_same_without_javascript(
    window: Page, window_without_script: Page, examples: dict[str, str], route: Route
) -> None:
    path = route.path(examples)

    window.goto(path)
    window_without_script.goto(path)

    if route.endpoint in LIVE:
        window_without_script.locator(RECALCULATE).evaluate("button => button.remove()")
    assert window_without_script.inner_text("body") == window.inner_text("body")


def as_for_the_first_time(page: Page) -> Page:
    """Forget all that a window has kept of what it loaded before."""
    session = page.context.new_cdp_session(page)
    session.send("Network.clearBrowserCache")
    session.detach()
    return page


def weights_of(page: Page, path: str) -> Counter[str]:
    """Weigh what a visit loads, by its kind."""
    weights: Counter[str] = Counter()
    with watching(page) as seen:
        page.goto(path)
        page.evaluate("document.fonts.ready")
        for answer in seen.answers:
            kind = answer.request.resource_type
            if kind in WEIGHED:
                weights[kind] += answer.request.sizes()["responseBodySize"]
    return weights
