"""Filling in the forms of the way in a browser, and sending them."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from playwright.sync_api import Locator, Page, Response

from pages.groups import Group

SEND = 'main form[method=post][action="{}"] button[type=submit]:not([name])'
RECALCULATE = "button[name=recalculate]"


def field(page: Page, name: str) -> Locator:
    return page.locator(f'main [name="{name}"]:not([type=hidden])')


def fill(page: Page, typed: Mapping[str, str]) -> None:
    """Type into fields by their names; a choice is chosen."""
    for name, text in typed.items():
        one = field(page, name)
        if one.evaluate("element => element.tagName") == "SELECT":
            one.select_option(text)
        else:
            one.fill(text)


def typed_in(page: Page, typed: Mapping[str, str]) -> dict[str, str]:
    """Read what stands in the same fields."""
    return {name: field(page, name).input_value() for name in typed}


def here(page: Page) -> str:
    """Where the page is: its path."""
    return urlsplit(page.url).path


def button(page: Page) -> str:
    """The one button that sends the form that this page is about."""
    return SEND.format(here(page))


def press(page: Page, selector: str | None = None) -> Response:
    """Press a button or a link, and see the page that it leads to."""
    with page.expect_navigation() as leading:
        page.locator(selector or button(page)).first.click()
    return leading.value


def hold(page: Page, path: str, group: Group) -> None:
    """Hold places, and end at the page that asks who books."""
    page.goto(path)
    fill(page, group.who)
    press(page)
    page.wait_for_url("**/h/*")


def review(page: Page, path: str, group: Group) -> None:
    """Hold places and say who books, and end at the page that shows all of it."""
    hold(page, path, group)
    fill(page, group.contact)
    press(page)
    page.wait_for_url("**/h/*/*")


def book(page: Page, path: str, group: Group) -> None:
    """Go the whole way, and end at the page of the booking."""
    review(page, path, group)
    press(page)
    page.wait_for_url("**/b/*")
