"""What can be measured of a page that is shown."""

import re
from collections.abc import Iterator
from typing import TypedDict, cast

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

from pages.browsing import HEIGHT

MOST_STOPS = 400
CONTROLS = (
    "a[href], button:not([aria-hidden]), select, textarea, summary, [tabindex='0'],"
    " input:not([type=hidden]):not([tabindex='-1'])"
)
SHEET = re.compile(rb"/Type\s*/Page\b")

FOCUS = """() => {
    const focused = document.activeElement
    if (focused === document.body) return null
    const box = focused.getBoundingClientRect()
    const x = Math.max(box.left, 0) + Math.min(box.width, innerWidth) / 2
    const there = document.elementFromPoint(x, box.top + box.height / 2)
    const styles = [null, '::before', '::after'].map(
        part => getComputedStyle(focused, part))
    return {
        number: [...document.querySelectorAll('*')].indexOf(focused),
        html: focused.outerHTML.slice(0, 200),
        href: focused.getAttribute('href'),
        in_main: document.querySelector('main').contains(focused),
        visible: focused.contains(there) || Boolean(there?.contains(focused)),
        marked: styles.some(style =>
            style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2),
    }
}"""

BEYOND = """() => {
    const clips = e => ['hidden', 'clip'].includes(getComputedStyle(e).overflowX)
    const heard = e => e.closest('.hidden')  // by screen readers alone
    const shown = e => e.checkVisibility({visibilityProperty: true}) && !heard(e)
    return [...document.querySelectorAll('body *')].filter(e => shown(e) && (
        e.getBoundingClientRect().right > innerWidth + 1
        || clips(e) && e.innerText && e.scrollWidth > e.clientWidth + 1
    )).map(e => e.outerHTML.slice(0, 200))
}"""

LIGHTNESSES = """() => {
    const style = getComputedStyle(document.body)
    return [style.color, style.backgroundColor].map(colour =>
        colour.match(/\\d+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0))
}"""


class Stop(TypedDict):
    """Where the keyboard is.

    Attributes:
        number: Its place among all elements.
        visible: Whether it is on the screen, and nothing lies over it.
        marked: Whether an outline shows that it has the focus.
    """

    number: int
    html: str
    href: str | None
    in_main: bool
    visible: bool
    marked: bool


def focus(page: Page) -> Stop | None:
    return cast("Stop | None", page.evaluate(FOCUS))


def tabbed_through(page: Page) -> Iterator[Stop]:
    """Press the Tab key until it leaves the page."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        stop = focus(page)
        if stop is None:
            return
        yield stop
    raise AssertionError("the Tab key never leaves the page")


def tab_to(page: Page, selector: str) -> None:
    """Press the Tab key until it comes to an element."""
    for _ in range(MOST_STOPS):
        page.keyboard.press("Tab")
        if page.evaluate("text => document.activeElement.matches(text)", selector):
            return
    raise AssertionError(f"the Tab key never comes to {selector}")


def resize(page: Page, width: int) -> None:
    page.set_viewport_size({"width": width, "height": HEIGHT})


def beyond_the_side(page: Page) -> list[str]:
    """List what is cut off, or lies right of the window."""
    return cast("list[str]", page.evaluate(BEYOND))


def is_dark_on_light(page: Page) -> bool:
    ink, paper = cast("list[int]", page.evaluate(LIGHTNESSES))
    return ink < 3 * 64 and paper > 3 * 192


def sheets(page: Page) -> int:
    """Count the sheets of paper that a page prints on."""
    return len(SHEET.findall(page.pdf(prefer_css_page_size=True)))


def remarks(page: Page, *rules: str) -> list[str]:
    """Let axe look at a page as it is shown: by all of its rules, or by some."""
    page.evaluate(AXE_SCRIPT)
    only = {"runOnly": list(rules)} if rules else {}
    found = page.evaluate("axe.run.bind(axe)", {"resultTypes": ["violations"], **only})
    return [
        f"{violation['id']}: {node['html']} {node['failureSummary']}"
        for violation in found["violations"]
        for node in violation["nodes"]
    ]
