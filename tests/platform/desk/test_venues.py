"""Venues: listed, added, changed, and taken away where nothing takes place."""

import re
from http import HTTPStatus

import pytest

from factories import make_activity, make_slot, make_venue
from groupz_platform.catalogue.models import Venue
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from office import Office
from statements import statements

MOST_STATEMENTS = 4
"""The session, the account and its use; the venues."""

TYPED = {
    "name": "De Ménagerie",
    "street": "Kade 2",
    "postcode": "1234 AB",
    "city": "Haven",
    "timezone": "Europe/Amsterdam",
    "telephone": "020 555 01 23",
    "email": "groups@museum.example",
    "summary_nl": "Aan zee.",
    "summary_en": "By the sea.",
    "access_nl": "Drempelvrij.\r\n\r\n\r\nMet lift.",
    "access_en": "No steps.",
}


def venues_of(office: Office) -> list[Venue]:
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        return session.query(Venue).order_by(Venue.id).all()


def new_venue(office: Office, **traits: object) -> int:
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        return make_venue(session, **traits).id


def seen(page: str) -> dict[str, str]:
    """What a form carries of what somebody has before them."""
    found = re.findall(r'name="(version|since)" value="(\d+)"', page)
    return dict(found)


def test_it_lists_venues_with_few_statements(office: Office) -> None:
    for number in range(60):
        new_venue(office, name=f"House {number:02}")

    clerk = office.as_(StaffRole.AUDITOR)
    clerk.get("/venues/")

    with statements() as asked:
        page = clerk.get("/venues/?sort=-name").text

    assert "House 59" in page
    assert "House 09" not in page
    assert "Add a venue" not in page
    assert len(asked) <= MOST_STATEMENTS, asked


def test_a_venue_is_added(office: Office) -> None:
    clerk = office.as_(StaffRole.PLANNER)

    page = clerk.follow("/venues/new", TYPED).text
    clerk.follow("/venues/new", TYPED)

    assert "De Ménagerie" in page
    one, two = venues_of(office)
    assert (one.slug, two.slug) == ("de-menagerie", "de-menagerie-2")
    page = clerk.get(f"/venues/{one.id}/").text
    assert "Drempelvrij.\n\nMet lift." in page


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("name", ""),
        ("name", "x" * 81),
        ("street", " "),
        ("timezone", "Europe/Atlantis"),
        ("telephone", "call us"),
        ("email", "nobody"),
        ("summary_nl", ""),
        ("summary_en", ""),
        ("access_en", "x" * 1001),
    ],
)
def test_what_is_filled_in_wrongly_is_told_and_nothing_is_lost(
    office: Office, name: str, value: str
) -> None:
    answer = office.as_(StaffRole.PLANNER).post("/venues/new", TYPED | {name: value})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert f'href="#{name}"' in answer.text
    assert TYPED["access_nl"][:9] in answer.text
    assert venues_of(office) == []


def test_visitors_see_a_change_at_once(office: Office) -> None:
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        activity = make_activity(session)
        venue_id, slug = activity.venue_id, activity.slug
    clerk = office.as_(StaffRole.PLANNER)
    assert "No steps." in office.platform.visitor.get(f"/en/activities/{slug}").text
    form = TYPED | seen(clerk.get(f"/venues/{venue_id}/").text)

    clerk.follow(f"/venues/{venue_id}/", form | {"access_en": "By the lift."})

    page = office.platform.visitor.get(f"/en/activities/{slug}").text
    assert "By the lift." in page
    assert "De Ménagerie" in page


def test_who_comes_second_is_told_what_the_first_has_changed(office: Office) -> None:
    venue_id = new_venue(office)
    first = office.as_(StaffRole.PLANNER, name="Robin")
    second = office.as_(StaffRole.ADMINISTRATOR, name="Sam")
    address = f"/venues/{venue_id}/"
    carried = seen(second.get(address).text)
    first.follow(address, TYPED | seen(first.get(address).text))

    answer = second.post(address, TYPED | carried | {"access_en": "Typed by Sam."})

    assert answer.status_code == HTTPStatus.CONFLICT
    for text in ("Robin", "De Ménagerie", "By the sea.", "Typed by Sam."):
        assert text in answer.text
    again = TYPED | seen(answer.text) | {"access_en": "Typed by Sam."}
    assert "Typed by Sam." in second.follow(address, again).text


def test_a_clock_stays_while_there_are_times_to_come(office: Office) -> None:
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        venue_id = make_slot(session).activity.venue_id
    clerk = office.as_(StaffRole.PLANNER)
    form = TYPED | seen(clerk.get(f"/venues/{venue_id}/").text)

    moved = form | {"timezone": "Europe/London"}
    answer = clerk.post(f"/venues/{venue_id}/", moved)
    clerk.follow(f"/venues/{venue_id}/", form)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "The time zone stays." in answer.text


def test_only_a_venue_without_activities_is_removed(office: Office) -> None:
    clerk = office.as_(StaffRole.PLANNER)
    empty = new_venue(office)
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        used = make_activity(session).venue_id

    page = clerk.follow(f"/venues/{used}/remove").text
    asked = clerk.get(f"/venues/{empty}/remove").text
    clerk.follow(f"/venues/{empty}/remove")

    assert "Activities take place here" in page
    assert "cannot be undone" in asked
    assert [venue.id for venue in venues_of(office)] == [used]
    assert clerk.get(f"/venues/{empty}/").status_code == HTTPStatus.NOT_FOUND


def test_who_only_reads_gets_no_button(office: Office) -> None:
    venue_id = new_venue(office)

    page = office.as_(StaffRole.AUDITOR).get(f"/venues/{venue_id}/").text

    assert "<fieldset disabled>" in page
    assert "Save" not in page
