"""Reading what a page says about what was typed."""

from playwright.sync_api import Page

from pages.filling import field
from pages.letters import one_line


def summary(page: Page) -> list[tuple[str, str]]:
    """Read the list of mistakes: which field each leads to, and what it says."""
    return [
        (str(link.get_attribute("href")).removeprefix("#"), link.inner_text())
        for link in page.get_by_role("alert").get_by_role("link").all()
    ]


def error_at(page: Page, name: str) -> str:
    """Read what a field is told to be described by, beside its hint."""
    described = str(field(page, name).get_attribute("aria-describedby")).split()
    [error] = [one for one in described if one.endswith("-error")]
    return page.inner_text(f"#{error}")


def notice(page: Page) -> str:
    """Read the message above the form; nothing where there is none."""
    said = page.get_by_role("status").all_inner_texts()
    return one_line(" ".join(said))


def focused(page: Page) -> str:
    return str(page.evaluate("document.activeElement.id"))


def total(page: Page) -> str:
    """Read what it costs in all."""
    return one_line(page.locator("main tfoot td").first.inner_text())
