"""Pages are light as they are sent, and need no script."""

from collections import Counter

import pytest
from playwright.sync_api import Page

from pages.browsing import watching
from pages.routes import PAGES, Route

MOST_BYTES = 50_000
WEIGHED = frozenset({"document", "stylesheet", "font", "script"})


@pytest.mark.parametrize("route", PAGES, ids=str)
def test_a_page_without_its_pictures_weighs_less_than_50_kb_as_sent(
    first_time: Page, examples: dict[str, str], route: Route
) -> None:
    weights = weights_of(first_time, route.path(examples))

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

    assert window_without_script.inner_text("body") == window.inner_text("body")


@pytest.fixture
def first_time(window: Page) -> Page:
    """A window that has kept nothing of what it loaded before."""
    session = window.context.new_cdp_session(window)
    session.send("Network.clearBrowserCache")
    session.detach()
    return window


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
