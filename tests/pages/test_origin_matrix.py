"""Forms from this site pass and forms from elsewhere do not, in a real browser.

On loopback Chromium says `Sec-Fetch-Site`; a site that is reached by plain HTTP under
another name gets `Origin` alone. Both are tried.
"""

from collections.abc import Callable, Iterator
from http import HTTPStatus
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page

from pages.browsing import opened
from pages.client import Client
from pages.conftest import GENEROUS
from pages.elsewhere import WAYS, Elsewhere, served_elsewhere
from pages.filling import fill, press
from pages.groups import (
    PLACES,
    SHARED,
    bookings_in,
    bookings_of,
    form_path,
    free_slot,
    school_class,
)
from pages.markup import Markup
from site_server import Site, copied_instance, serving

NAME = "bookings.test"
Way = Callable[[str, dict[str, str]], str]
STRANGER = "evil.test"


@pytest.fixture(scope="module")
def named_site(demo: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site with a name that browsers do not trust as they trust loopback."""
    instance = copied_instance(demo, tmp_path_factory.mktemp("named") / "instance")
    address = f"http://{NAME}:{{port}}"
    with serving(instance, public_url=address, **GENEROUS) as running:
        yield running


@pytest.fixture(params=["site", "named_site"])
def target(request: pytest.FixtureRequest) -> Site:
    """A site for which browsers say `Sec-Fetch-Site`, and one for which they do not."""
    running = request.getfixturevalue(request.param)
    assert isinstance(running, Site)
    return running


@pytest.fixture(scope="module")
def elsewhere() -> Iterator[Elsewhere]:
    with served_elsewhere() as server:
        yield server


@pytest.fixture(params=["another port", "another host"])
def host(target: Site, request: pytest.FixtureRequest) -> str:
    """Where another site is; another port is the same site, but another origin."""
    same = str(urlsplit(target.origin).hostname)
    return same if request.param == "another port" else STRANGER


@pytest.fixture
def victim(chromium: Browser, target: Site) -> Iterator[Page]:
    with opened(chromium, target.origin) as page:
        yield page


@pytest.fixture(params=[True, False], ids=["with script", "without script"])
def visitor(
    chromium: Browser, target: Site, request: pytest.FixtureRequest
) -> Iterator[Page]:
    with opened(chromium, target.origin, traits={"script": request.param}) as page:
        yield page


def test_our_own_form_passes_after_reload_and_back(visitor: Page, target: Site) -> None:
    group = school_class()
    visitor.goto(form_path(free_slot(target, SHARED, PLACES), "nl"))

    visitor.reload()
    visitor.goto("/nl/privacy")
    visitor.go_back()
    fill(visitor, group.who)
    press(visitor)
    fill(visitor, group.contact)
    press(visitor)
    visitor.reload()
    press(visitor)

    assert len(bookings_of(target, group)) == 1


def test_our_own_choice_of_language_passes_after_reload_and_back(visitor: Page) -> None:
    switch = "form.language button"
    visitor.goto("/nl/contact")

    press(visitor, switch)
    visitor.reload()
    press(visitor, switch)
    visitor.go_back()
    answer = press(visitor, switch)

    assert answer.status == HTTPStatus.OK
    assert urlsplit(visitor.url).path == "/nl/contact"


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_hold_from_elsewhere_is_refused(
    victim: Page, target: Site, elsewhere: Elsewhere, host: str, way: Way
) -> None:
    group = school_class()
    client = Client(target)
    slot = free_slot(target, SHARED, PLACES)
    path = form_path(slot, "nl")
    # A stranger can have a token, by opening the form.
    fields = {"token": Markup(client.get(path).text).inputs["token"], **group.who}

    elsewhere.page = way(target.origin + path, fields)
    send_from(victim, elsewhere.at(host), target)

    assert bookings_in(target, slot) == []
    assert "/h/" in client.post(path, fields).location, "from here it would"


@pytest.mark.parametrize("way", WAYS, ids=lambda way: way.__name__)
def test_a_choice_of_language_from_elsewhere_is_refused(
    victim: Page, target: Site, elsewhere: Elsewhere, host: str, way: Way
) -> None:
    elsewhere.page = way(f"{target.origin}/language", {"next": "/en/"})

    send_from(victim, elsewhere.at(host), target)

    assert victim.context.cookies() == []


def test_a_link_from_elsewhere_opens_a_booking_form(
    victim: Page, target: Site, elsewhere: Elsewhere
) -> None:
    path = form_path(free_slot(target, SHARED), "nl")
    elsewhere.page = f'<a href="{target.origin}{path}">Book</a>'
    victim.goto(elsewhere.at(STRANGER))

    answer = press(victim, "a")

    assert answer.status == HTTPStatus.OK
    assert victim.url == target.origin + path


def send_from(page: Page, there: str, target: Site) -> None:
    """Press the button of a page elsewhere, and see in our log that it is refused.

    The page cannot tell: its browser hides from it what our site answers.
    """
    before = refusals(target)
    page.goto(there)
    page.frames[-1].click("button", no_wait_after=True)
    target.wait_for(lambda: refusals(target) > before or None)


def refusals(site: Site) -> int:
    return sum(event.get("guard") == "origin" for event in site.events)
