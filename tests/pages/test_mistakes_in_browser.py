"""Every form names every mistake, loses nothing, and leads to where it is mended."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import pytest
from playwright.sync_api import Browser
from typing_extensions import override

from pages.client import Client
from pages.conftest import new_examples, windows
from pages.filling import fill, press, typed_in
from pages.groups import free_slot, school_class
from pages.views import MUCH, WRONG, Visit
from pages.words import error_at, focused, summary
from site_server import Site

SEARCH = "form[role=search] button[type=submit]"
ASK = "main form[method=get] button[type=submit]"
NOBODY = dict.fromkeys(school_class().who, "")
NO_CONTACT = dict.fromkeys(school_class().contact, "")
TITLES = {"nl": "Fout: ", "en": "Error: "}
PEOPLE = [("nl", False), ("en", False), ("nl", True)]


@dataclass(frozen=True)
class Form:
    """A form, wrongly filled in.

    Attributes:
        endpoint: The page that has it.
        typed: What is typed.
        wrong: The fields that are wrong, in the order in which the page has them.
        button: What sends it, if it is not the one button that the page is about.
    """

    name: str
    endpoint: str
    typed: Mapping[str, str]
    wrong: tuple[str, ...]
    button: str | None = None

    @override
    def __str__(self) -> str:
        return self.name


COUNTS = ("child", "adult", "supervisor")
FORMS = [
    Form("search", "site.programme", MUCH, COUNTS, SEARCH),
    Form("search again", "site.search", MUCH, COUNTS, SEARCH),
    Form("group of an activity", "site.activity", MUCH, COUNTS, ASK),
    Form("nobody comes", "bookings.book", NOBODY, ("child", "type")),
    Form("group of a time", "bookings.book", MUCH, (*COUNTS, "type")),
    Form("too few", "bookings.book", school_class(child="2").who, ("child",)),
    Form("too many", "bookings.book", school_class(adult="20").who, ("child",)),
    Form("nobody books", "bookings.hold", NO_CONTACT, tuple(NO_CONTACT)),
    Form("contact", "bookings.hold", WRONG, tuple(NO_CONTACT)),
    Form("nobody comes any more", "bookings.regroup", NOBODY, ("child", "type")),
    Form("other group", "bookings.regroup", MUCH, (*COUNTS, "type")),
    Form("change to nobody", "bookings.change", NOBODY, ("child", "type"), ASK),
    Form("change", "bookings.change", MUCH, (*COUNTS, "type"), ASK),
    Form("no address", "bookings.email", {"email": ""}, ("email",)),
    Form("address", "bookings.email", {"email": "geen adres"}, ("email",)),
    Form(
        "nothing to find",
        "bookings.find",
        {"reference": "", "email": ""},
        ("reference", "email"),
    ),
    Form(
        "find by half",
        "bookings.find",
        {"reference": "K7Q-M4R-TX2", "email": "geen adres"},
        ("email",),
    ),
]


@pytest.fixture(scope="module")
def examples(site: Site, client: Client) -> dict[str, str]:
    """Examples of these tests' own, as what is typed is kept with them."""
    return new_examples(site, client)


@pytest.fixture(scope="module", params=PEOPLE, ids=str)
def reader(
    chromium: Browser,
    site: Site,
    examples: dict[str, str],
    request: pytest.FixtureRequest,
) -> Iterator[Visit]:
    """Somebody of each language, with script and without."""
    locale, script = request.param
    with windows(chromium, site) as visitor:
        yield Visit(visitor(locale, script=script), site, locale, examples)


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_every_mistake_is_named_on_top_and_at_its_field_and_nothing_is_lost(
    reader: Visit, form: Form
) -> None:
    page = reader.page
    reader.go(form.endpoint)

    fill(page, form.typed)
    press(page, form.button)

    named = summary(page)
    assert [name for name, _ in named] == list(form.wrong)
    assert all(text.endswith(error_at(page, name)) for name, text in named)
    assert page.locator("[aria-invalid=true]").count() == len(form.wrong)
    assert typed_in(page, form.typed) == form.typed
    assert page.title().startswith(TITLES[reader.locale])
    for link in page.get_by_role("alert").get_by_role("link").all():
        link.click()
        assert f"#{focused(page)}" == link.get_attribute("href")


@pytest.mark.parametrize("form", FORMS, ids=str)
def test_what_is_wrong_is_said_in_the_language_of_the_page(
    readers: dict[str, Visit], form: Form
) -> None:
    said = {}
    for locale, visit in readers.items():
        visit.go(form.endpoint)
        fill(visit.page, form.typed)
        press(visit.page, form.button)
        said[locale] = [text for _, text in summary(visit.page)]

    for dutch, english in zip(said["nl"], said["en"], strict=True):
        assert dutch != english


def test_a_mistake_that_is_mended_goes_on(reader: Visit) -> None:
    page = reader.page
    reader.go("bookings.book", slot_id=free_slot(reader.site, "onder-de-waterlijn"))
    fill(page, MUCH)
    press(page)

    fill(page, school_class().who)
    press(page)
    fill(page, WRONG)
    press(page)
    fill(page, school_class().contact)
    press(page)

    assert page.get_by_role("alert").count() == 0
    assert page.url.endswith(("/controle", "/review"))
