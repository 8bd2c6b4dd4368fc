"""Second factors in Chromium, with a virtual authenticator and an app."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from pyotp import TOTP

from databases import TestingDatabase
from doorstep import PASSWORD, Doorstep
from groupz_platform.permissions import StaffRole
from pages.probes import remarks
from served_office import ServedOffice, served_office

AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture
def served(
    chromium: Browser, sqlite_database: TestingDatabase, tmp_path: Path
) -> Iterator[ServedOffice]:
    with served_office(chromium, sqlite_database, tmp_path / "instance") as office:
        yield office


@pytest.fixture
def page(served: ServedOffice) -> Iterator[Page]:
    with served.window() as opened:
        yield opened


def authenticator(page: Page, **traits: bool) -> None:
    """Give a window a device that answers for its owner."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    devtools.send(
        "WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR | traits}
    )


def open_link(page: Page, served: ServedOffice) -> Doorstep:
    """Have an account made, open its link, and choose a password."""
    robin = Doorstep(served.office)
    page.goto("/backoffice" + robin.link())
    assert remarks(page) == []
    page.get_by_label("New password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()
    assert remarks(page) == []
    return robin


def give_password(page: Page) -> None:
    page.goto("/backoffice/sign-in")
    page.get_by_label("Name or e-mail address").fill("robin")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Continue").click()


def test_a_passkey_is_enrolled_and_signs_in(served: ServedOffice, page: Page) -> None:
    authenticator(page)
    open_link(page, served)

    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name="Sign out").click()
    give_password(page)
    assert remarks(page) == []
    page.get_by_role("button", name="Use your passkey").click()
    page.wait_for_url("**/backoffice/")

    page.goto("/backoffice/account/")
    assert page.get_by_role("heading", name="Where you are signed in").is_visible()
    assert [each.factor for each in Doorstep(served.office).history] == ["passkey"] * 2


def test_a_device_that_does_not_know_its_owner_is_not_taken(
    served: ServedOffice, page: Page
) -> None:
    authenticator(page, isUserVerified=False)
    open_link(page, served)

    page.get_by_role("button", name="Add a passkey").click()
    page.get_by_text("No passkey was made").wait_for()

    assert Doorstep(served.office).history == []


@pytest.mark.parametrize("period", [60, 30])
def test_an_app_is_enrolled_and_signs_in(
    served: ServedOffice, page: Page, period: int
) -> None:
    open_link(page, served)
    page.get_by_text("Type the key instead").click()
    app = TOTP(page.locator(".key").inner_text().replace(" ", ""), interval=period)
    clock = served.office.clock

    page.get_by_label("The code that it shows").fill(app.at(clock()))
    clock.tick(seconds=period)
    page.get_by_label("The next code").fill(app.at(clock()))
    page.get_by_role("button", name="Add this app").click()
    assert page.get_by_text(f"every {period} seconds").is_visible()
    page.get_by_role("link", name="I have kept them").click()
    page.get_by_role("button", name="Sign out").click()
    clock.tick(seconds=period)
    give_password(page)
    page.get_by_label("Code").fill(app.at(clock()))
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/backoffice/")

    page.goto("/backoffice/account/")
    assert page.get_by_text(f"a code every {period} seconds").is_visible()


def test_an_hour_without_use_signs_out_and_leads_back(served: ServedOffice) -> None:
    with served.window(StaffRole.ADMINISTRATOR) as page:
        page.goto("/backoffice/people/")
        served.office.clock.tick(minutes=61)
        page.goto("/backoffice/people/?q=ro")

        assert page.url.endswith("/sign-in?next=/people/?q%3Dro")
        assert page.get_by_text("a session ends by itself").is_visible()
        assert page.context.cookies() == []


def test_a_form_that_comes_too_late_is_kept(served: ServedOffice) -> None:
    with served.window(StaffRole.ADMINISTRATOR) as page:
        page.goto("/backoffice/account/")
        page.get_by_label("Name", exact=False).first.fill("Robin van der Berg")
        served.office.clock.tick(minutes=61)
        page.get_by_role("button", name="Save").click()

        assert page.get_by_role("heading", name="Your session has ended").is_visible()
        served.let_in(page, StaffRole.ADMINISTRATOR)
        page.get_by_role("button", name="Send again").click()
        page.get_by_role("button", name="Send again").click()

        assert page.get_by_label("Name").first.input_value() == "Robin van der Berg"


def test_signing_out_everywhere_reaches_the_other_window(served: ServedOffice) -> None:
    role = StaffRole.DESK
    with served.window(role) as here, served.window(role) as there:
        for page in (here, there):
            page.goto("/backoffice/account/")
        here.get_by_role("button", name="Sign out everywhere").click()
        there.reload()

        assert "/sign-in" in here.url
        assert "/sign-in" in there.url
