"""The page of a booking: what it shows, and what can be changed by its link."""

from datetime import timedelta
from http import HTTPStatus

import pytest
from icalendar import Calendar

from applications import TestingPlatform
from factories import make_slot
from groupz_platform.roles import Role
from groupz_platform.schedule.models import TimeSlot
from way import CONTACT, GROUP, Way, slot_on, token_on, used


def booked(platform: TestingPlatform, slot: TimeSlot | None = None) -> Way:
    way = Way.to(platform, slot or slot_on(platform))
    way.book()
    return way


def test_the_booking_is_there_for_who_has_the_link(platform: TestingPlatform) -> None:
    way = booked(platform)

    shown = way.page()

    assert shown.status_code == HTTPStatus.OK
    assert shown.headers["Cache-Control"] == "no-store"
    assert "noindex" in shown.headers["X-Robots-Tag"]
    for words in ("De Regenboog", CONTACT["email"], "270,00", "<svg", way.path):
        assert words in shown.text


def test_the_calendar_file_is_the_visit(on_sqlite: TestingPlatform) -> None:
    slot = slot_on(on_sqlite)
    way = booked(on_sqlite, slot)

    answer = on_sqlite.visitor.get(f"{way.path}/agenda.ics")
    [event] = Calendar.from_ical(answer.data).walk("VEVENT")

    assert answer.content_type == "text/calendar; charset=utf-8"
    assert event.decoded("DTSTART") == slot.starts_at
    assert event["SEQUENCE"] == 0
    assert way.path in str(event["URL"])


def test_a_change_is_shown_with_its_difference_before_it_is_made(
    platform: TestingPlatform,
) -> None:
    slot = slot_on(platform)
    way = booked(platform, slot)
    change = f"{way.path}/wijzigen"

    shown = platform.visitor.get(f"{change}?child=20&supervisor=3&type=school")
    before = used(platform, slot)
    form = {
        "token": token_on(shown),
        "slot": str(slot.id),
        "agreed_cents": "23000",
        **GROUP,
        "child": "20",
    }
    sent = platform.visitor.post(change, form)

    assert "40,00" in shown.text
    assert before == (27, 1)
    assert sent.location == way.path
    assert used(platform, slot) == (23, 1)
    assert "230,00" in way.page().text


def test_a_repeated_change_is_made_once(on_sqlite: TestingPlatform) -> None:
    slot = slot_on(on_sqlite)
    way = booked(on_sqlite, slot)
    change = f"{way.path}/wijzigen"
    shown = on_sqlite.visitor.get(f"{change}?child=20&supervisor=3&type=school")
    form = {
        "token": token_on(shown),
        "slot": str(slot.id),
        "agreed_cents": "23000",
        **GROUP,
        "child": "20",
    }

    answers = {on_sqlite.visitor.post(change, form).location for _ in range(2)}

    assert answers == {way.path}
    assert used(on_sqlite, slot) == (23, 1)


def test_a_page_of_before_a_change_changes_nothing_more(
    on_sqlite: TestingPlatform,
) -> None:
    slot = slot_on(on_sqlite)
    way = booked(on_sqlite, slot)
    change = f"{way.path}/wijzigen"
    old = on_sqlite.visitor.get(f"{change}?child=20&type=school")
    fresh = on_sqlite.visitor.get(f"{change}?child=22&type=school")
    make = {"slot": str(slot.id), "type": "school"}
    on_sqlite.visitor.post(
        change,
        {**make, "token": token_on(fresh), "child": "22", "agreed_cents": "22000"},
    )

    late = on_sqlite.visitor.post(
        change, {**make, "token": token_on(old), "child": "20", "agreed_cents": "20000"}
    )

    assert "refused=changed" in late.location
    assert used(on_sqlite, slot) == (22, 1)
    assert "child=20" in late.location


def test_another_date_is_chosen_and_moved_to(platform: TestingPlatform) -> None:
    slot = slot_on(platform)
    with platform.database.databases.transaction(Role.BACKOFFICE) as session:
        other = make_slot(
            session,
            activity_id=slot.activity_id,
            starts_at=slot.starts_at + timedelta(days=1),
        )
    way = booked(platform, slot)
    change = f"{way.path}/wijzigen"

    month = platform.visitor.get(change)
    shown = platform.visitor.get(
        f"{change}?slot={other.id}&child=24&supervisor=3&type=school"
    )
    platform.visitor.post(
        change,
        {
            "token": token_on(shown),
            "slot": str(other.id),
            "agreed_cents": "27000",
            **GROUP,
        },
    )

    assert f"slot={other.id}" in month.text
    assert used(platform, slot) == (0, 0)
    assert used(platform, other) == (27, 1)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        pytest.param(
            "child=x&type=school", HTTPStatus.UNPROCESSABLE_ENTITY, id="words"
        ),
        pytest.param(
            "child=99&type=school", HTTPStatus.UNPROCESSABLE_ENTITY, id="many"
        ),
        pytest.param("type=school", HTTPStatus.UNPROCESSABLE_ENTITY, id="nobody"),
        pytest.param("slot=99999&child=3&type=school", HTTPStatus.OK, id="no slot"),
        pytest.param("slot=x&child=3&type=school", HTTPStatus.OK, id="no number"),
        pytest.param("month=2026-99", HTTPStatus.OK, id="no month"),
        pytest.param("month=9999-12", HTTPStatus.OK, id="the last month there is"),
    ],
)
def test_whatever_stands_in_the_address_is_answered(
    on_sqlite: TestingPlatform, query: str, status: HTTPStatus
) -> None:
    way = booked(on_sqlite)

    assert on_sqlite.visitor.get(f"{way.path}/wijzigen?{query}").status_code == status


def test_cancelling_shows_what_it_costs_and_does_it_once(
    platform: TestingPlatform,
) -> None:
    slot = slot_on(platform)
    way = booked(platform, slot)
    page = way.path
    form = {"token": token_on(platform.visitor.get(f"{page}/annuleren"))}

    answers = {
        platform.visitor.post(f"{page}/annuleren", form).location for _ in range(2)
    }

    assert answers == {page}
    assert used(platform, slot) == (0, 0)
    assert "afgezegd" in way.page().text


@pytest.mark.parametrize("what", ["wijzigen", "annuleren", "e-mailadres"])
def test_without_our_token_nothing_is_changed(
    on_sqlite: TestingPlatform, what: str
) -> None:
    slot = slot_on(on_sqlite)
    way = booked(on_sqlite, slot)
    before = way.page().text

    on_sqlite.visitor.post(
        f"{way.path}/{what}",
        {"token": "forged", **GROUP, "child": "2", "email": "evil@evil.example"},
    )

    assert way.page().text == before
    assert used(on_sqlite, slot) == (27, 1)


@pytest.mark.parametrize("what", ["wijzigen", "annuleren", "e-mailadres"])
def test_a_cancelled_booking_leads_back_to_itself(
    on_sqlite: TestingPlatform, what: str
) -> None:
    way = booked(on_sqlite)
    page = way.path
    way.path = f"{page}/annuleren"
    way.send({})

    assert on_sqlite.visitor.get(f"{page}/{what}").location == page


def test_a_corrected_address_moves_the_link(platform: TestingPlatform) -> None:
    way = booked(platform)
    old = way.path
    way.path = f"{old}/e-mailadres"

    way.send({"email": "juist@regenboog.example"})

    assert "juist@regenboog.example" in way.page().text
    assert way.path != old
    assert platform.visitor.get(old).status_code == HTTPStatus.NOT_FOUND


def test_a_copy_of_a_corrected_address_that_comes_late_leads_to_the_new_link(
    platform: TestingPlatform,
) -> None:
    page = f"{booked(platform).path}/e-mailadres"
    form = {
        "token": token_on(platform.visitor.get(page)),
        "email": "juist@regenboog.example",
    }

    first, late = (platform.visitor.post(page, form) for _ in range(2))

    assert late.location == first.location
    assert platform.visitor.get(late.location).status_code == HTTPStatus.OK


def test_another_form_of_a_closed_link_leads_nowhere(
    on_sqlite: TestingPlatform,
) -> None:
    way = booked(on_sqlite)
    page = f"{way.path}/e-mailadres"
    another = token_on(on_sqlite.visitor.get(page))
    way.path = page
    way.send({"email": "juist@regenboog.example"})

    form = {"token": another, "email": "juist@regenboog.example"}

    assert on_sqlite.visitor.post(page, form).status_code == HTTPStatus.NOT_FOUND
    assert on_sqlite.visitor.get(page).status_code == HTTPStatus.NOT_FOUND


def test_a_wrong_address_is_asked_for_again(on_sqlite: TestingPlatform) -> None:
    way = booked(on_sqlite)
    way.path = f"{way.path}/e-mailadres"

    way.send({"email": "juist"})
    back = way.page()

    assert back.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert 'value="juist"' in back.text


def test_a_hold_is_no_booking_yet(on_sqlite: TestingPlatform) -> None:
    held = Way.to(on_sqlite, slot_on(on_sqlite)).hold()

    answer = on_sqlite.visitor.get(held.replace("/h/", "/b/"))

    assert answer.location == held
    assert on_sqlite.visitor.get(answer.location).status_code == HTTPStatus.OK
