"""The total that a script keeps up to date is the one that the server computes."""

import pytest
from playwright.sync_api import Page, expect

from pages.conftest import Visitors
from pages.filling import RECALCULATE, button, field, fill, here, press
from pages.groups import SHARED, form_path, free_slot, school_class
from pages.letters import one_line
from site_server import Site

LOCALES = ["nl", "en"]
GROUPS = [
    {"child": "24", "supervisor": "3", "type": "school"},
    {"child": "19", "supervisor": "0", "type": "school"},
    {"child": "", "adult": "12", "supervisor": "", "type": "company"},
    {"child": "5", "adult": "4", "supervisor": "1", "type": "family"},
]
TOTAL = "#total tfoot tr:first-child td"


@pytest.mark.parametrize("locale", LOCALES)
def test_the_total_of_the_script_is_the_servers(
    visitors: Visitors, site: Site, locale: str
) -> None:
    path = form_path(free_slot(site, SHARED, 40), locale)
    with_script, without = visitors(locale), visitors(locale, script=False)
    with_script.goto(path)
    assert with_script.locator(RECALCULATE).is_hidden()

    for group in GROUPS:
        without.goto(path)
        fill(without, group)
        press(without, RECALCULATE)
        computed = total(without)
        fill(with_script, group)

        expect(with_script.locator("#total")).to_contain_text(computed.split()[-1])
        assert total(with_script) == computed
        assert here(with_script) == path


def test_a_group_that_is_wrong_has_no_total_of_the_one_before(
    visitors: Visitors, site: Site
) -> None:
    page = visitors()
    page.goto(form_path(free_slot(site, SHARED, 40), "nl"))
    fill(page, GROUPS[0])
    page.locator(TOTAL).wait_for()

    fill(page, {"child": "veel"})

    expect(page.locator(TOTAL)).to_have_count(0)
    assert field(page, "child").input_value() == "veel"


def test_what_is_sent_right_after_typing_is_what_was_typed(
    visitors: Visitors, site: Site
) -> None:
    slot, group = free_slot(site, SHARED), school_class(child="13")
    page = visitors()
    page.goto(form_path(slot, "nl"))
    fill(page, {**group.who, "child": "24"})
    page.locator(TOTAL).wait_for()

    fill(page, group.who)
    page.locator(button(page)).click()
    page.wait_for_url("**/h/*")

    newest = "SELECT persons FROM bookings WHERE slot_id = ? ORDER BY id DESC LIMIT 1"
    assert site.rows(newest, slot) == [(16,)]


def test_on_the_way_back_the_total_is_that_of_what_the_browser_kept(
    visitors: Visitors, site: Site
) -> None:
    page = visitors()
    page.goto(form_path(free_slot(site, SHARED, 40), "nl"))
    fill(page, GROUPS[0])
    page.locator(TOTAL).wait_for()
    typed = total(page)

    page.goto("/nl/contact")
    page.go_back()

    assert field(page, "child").input_value() == GROUPS[0]["child"]
    page.locator(TOTAL).wait_for()
    assert total(page) == typed


def test_a_form_that_nobody_filled_in_asks_for_no_total(
    visitors: Visitors, site: Site
) -> None:
    page, asked = visitors(), []
    page.on("request", lambda request: asked.append(request.url))

    page.goto(form_path(free_slot(site, SHARED, 40), "nl"))
    page.wait_for_timeout(600)

    assert not [url for url in asked if "?" in url]


def test_without_an_answer_the_button_comes_back(
    visitors: Visitors, site: Site
) -> None:
    page = visitors()
    page.goto(form_path(free_slot(site, SHARED, 40), "nl"))
    page.route("**/boeken/*?*", lambda route: route.abort())

    fill(page, GROUPS[0])

    page.locator(RECALCULATE).wait_for(state="visible")
    page.unroute_all()
    press(page, RECALCULATE)
    assert page.locator(TOTAL).count() == 1


def total(page: Page) -> str:
    return one_line(page.locator(TOTAL).inner_text())
