"""Filling in the booking form in a browser, and sending it."""

from playwright.sync_api import Locator, Page, Response

from pages.groups import Group

SEND = "main form button[type=submit]:not([formaction])"


def field(page: Page, name: str) -> Locator:
    return page.locator(f'main [name="{name}"]')


def fill(page: Page, group: Group) -> None:
    for name, text in group.typed.items():
        if name == "group_type":
            field(page, name).select_option(text)
        else:
            field(page, name).fill(text)


def typed_in(page: Page) -> dict[str, str]:
    """Read what stands in the fields that a group fills in."""
    return {name: field(page, name).input_value() for name in Group().typed}


def press(page: Page, button: str = SEND) -> Response:
    """Press a button that sends the form, and see the page that answers it."""
    with page.expect_navigation() as leading:
        page.locator(button).first.click()
    return leading.value


def book(page: Page, path: str, group: Group) -> None:
    """Make a booking, and end at its page."""
    page.goto(path)
    fill(page, group)
    press(page)
    page.wait_for_url("**/b/*")
