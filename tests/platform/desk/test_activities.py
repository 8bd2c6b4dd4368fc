"""The list of activities; adding, changing, publishing and copying one."""

import re
from http import HTTPStatus
from typing import Any

import pytest

from factories import make_activity, make_slot, make_venue
from groupz_platform.catalogue.models import Activity, ActivityTranslation
from groupz_platform.catalogue.rules import ActivityStatus
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from office import Clerk, Office
from statements import statements

MOST_STATEMENTS = 6
"""The session, the account and its use; titles, activities, venues."""

TYPED: dict[str, Any] = {
    "title_nl": "Één nacht",
    "title_en": "One night",
    "summary_nl": "Bij de sterren.",
    "summary_en": "With the stars.",
    "description_nl": "Kijken.",
    "description_en": "Looking up.\r\n\r\nAnd waiting.",
    "good_to_know_nl": "",
    "good_to_know_en": "",
    "kind": "activity",
    "slug": "",
    "duration_minutes": "120",
    "min_group": "5",
    "max_group": "25",
    "capacity_mode": "exclusive",
    "group_types": ["company", "school"],
    "notice_days": "3",
    "horizon_days": "200",
    "policy": "",
    "position": "4",
}


def new_activity(office: Office, **traits: Any) -> Activity:
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        return make_activity(session, **traits)


def titled(title: str, locale: str = "nl") -> list[ActivityTranslation]:
    empty = dict.fromkeys(("summary", "description", "good_to_know"), "")
    return [ActivityTranslation(locale=locale, title=title, **empty)]


def last(office: Office) -> dict[str, Any]:
    """The columns of the activity that was added last."""
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        row = session.query(Activity).order_by(Activity.id.desc()).first()
        assert row
        texts = {each.locale: each.title for each in row.translations}
        columns = {column.name: getattr(row, column.name) for column in row.__table__.c}
        return columns | {"titles": texts, "prices": len(row.prices)}


def typed(clerk: Clerk, activity: Activity, **other: Any) -> dict[str, Any]:
    """What the form of an activity sends."""
    page = clerk.get(f"/activities/{activity.id}/").text
    carried = dict(re.findall(r'name="(version|since)" value="(\d+)"', page))
    return TYPED | {"venue": str(activity.venue_id)} | carried | other


def visitors_page(office: Office, slug: str) -> Any:
    return office.platform.visitor.get(f"/en/activities/{slug}")


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("", {"Eén dag", "Varen", "Cinema"}, id="all"),
        pytest.param("?q=EEN", {"Eén dag"}, id="without its accent"),
        pytest.param("?q=dàg", {"Eén dag"}, id="with one too many"),
        pytest.param("?q=%25", set(), id="a sign of LIKE"),
        pytest.param("?state=draft", {"Varen"}, id="a state"),
        pytest.param("?venue=VENUE", {"Cinema"}, id="a venue"),
        pytest.param("?state=x&venue=y", {"Eén dag", "Varen", "Cinema"}, id="odd"),
    ],
)  # fmt: skip
def test_it_is_filtered_by_the_address(
    office: Office, query: str, found: set[str]
) -> None:
    new_activity(office, translations=titled("Eén dag"))
    new_activity(office, translations=titled("Varen"), status=ActivityStatus.DRAFT)
    cinema = new_activity(office, translations=titled("Cinema", "en"))
    query = query.replace("VENUE", str(cinema.venue_id))

    page = office.as_(StaffRole.DESK).get("/activities/" + query).text

    assert {t for t in ("Eén dag", "Varen", "Cinema") if f">{t}</a>" in page} == found


@pytest.mark.parametrize("by", ["title", "venue", "state", "minutes", "position"])
def test_it_is_sorted_and_paged_with_few_statements(office: Office, by: str) -> None:
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        venue = make_venue(session)
        for _ in range(60):
            make_activity(session, venue=venue)

    clerk = office.as_(StaffRole.AUDITOR)
    clerk.get("/activities/")

    with statements() as asked:
        page = clerk.get(f"/activities/?sort={by}&q=tour").text

    assert page.count("<tr>") == 51
    assert len(asked) <= MOST_STATEMENTS, asked


def test_a_draft_is_added_and_published_and_unpublished(office: Office) -> None:
    clerk = office.as_(StaffRole.PLANNER)
    venue_id = new_activity(office).venue_id

    page = clerk.follow("/activities/new", TYPED | {"venue": str(venue_id)}).text

    made = last(office)
    kept = {name: str(made[name]) for name in ("kind", "duration_minutes", "position")}
    assert kept == {name: TYPED[name] for name in kept}
    assert made["slug"] == "een-nacht"
    assert made["status"] is ActivityStatus.DRAFT
    assert made["group_types"] == ["school", "company"]
    assert "no prices yet" in page
    assert visitors_page(office, "een-nacht").status_code == HTTPStatus.NOT_FOUND

    address = f"/activities/{made['id']}/become"
    page = clerk.follow(f"{address}/published").text
    assert "See it as a visitor" in page
    assert "And waiting." in visitors_page(office, "een-nacht").text

    assert f"{address}/draft" in page  # the button, and undoing
    clerk.follow(f"{address}/draft")
    assert visitors_page(office, "een-nacht").status_code == HTTPStatus.NOT_FOUND


def test_only_what_can_be_read_in_both_languages_is_published(office: Office) -> None:
    clerk = office.as_(StaffRole.PLANNER)
    venue_id = new_activity(office).venue_id
    half = TYPED | {"venue": str(venue_id)}
    half |= {name: "" for name in TYPED if name.endswith("_en")}
    clerk.follow("/activities/new", half)

    page = clerk.follow(f"/activities/{last(office)['id']}/become/published").text

    assert "Still missing: title in English, summary in English" in page
    assert last(office)["status"] is ActivityStatus.DRAFT
    assert last(office)["titles"] == {"nl": "Één nacht"}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("title_nl", ""),
        ("title_nl", "x" * 121),
        ("slug", "Not a slug"),
        ("slug", "taken"),
        ("duration_minutes", "0"),
        ("duration_minutes", "two"),
        ("min_group", "0"),
        ("max_group", "4"),
        ("notice_days", "-1"),
        ("notice_days", "366"),
        ("horizon_days", "0"),
        ("position", "x"),
        ("kind", "party"),
        ("capacity_mode", ""),
        ("group_types", ["robots"]),
        ("venue", "0"),
        ("policy", "99"),
    ],
)
def test_what_is_filled_in_wrongly_is_told_and_nothing_is_lost(
    office: Office, name: str, value: str
) -> None:
    clerk = office.as_(StaffRole.PLANNER)
    venue_id = new_activity(office, slug="taken").venue_id
    form = TYPED | {"venue": str(venue_id), name: value}

    answer = clerk.post("/activities/new", form)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert f'href="#{name}"' in answer.text
    assert "Looking up." in answer.text
    assert last(office)["slug"] == "taken"


def test_visitors_see_a_change_at_once(office: Office) -> None:
    activity = new_activity(office)
    clerk = office.as_(StaffRole.PLANNER)
    assert "One night" not in visitors_page(office, activity.slug).text
    form = typed(clerk, activity, slug="one-night")

    clerk.follow(f"/activities/{activity.id}/", form)

    assert "One night" in visitors_page(office, "one-night").text
    assert visitors_page(office, activity.slug).status_code == HTTPStatus.NOT_FOUND


def test_a_published_text_is_not_taken_away(office: Office) -> None:
    activity, clerk = new_activity(office), office.as_(StaffRole.PLANNER)
    form = typed(clerk, activity, summary_en="")

    answer = clerk.post(f"/activities/{activity.id}/", form)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Visitors read this in both languages" in answer.text


def test_who_comes_second_is_told_what_the_first_has_changed(office: Office) -> None:
    activity = new_activity(office)
    first = office.as_(StaffRole.PLANNER, name="Robin")
    second = office.as_(StaffRole.ADMINISTRATOR, name="Sam")
    address = f"/activities/{activity.id}/"
    late = typed(second, activity, summary_en="Typed by Sam.")
    first.follow(address, typed(first, activity))

    answer = second.post(address, late)

    assert answer.status_code == HTTPStatus.CONFLICT
    for text in ("Robin", "One night", "With the stars.", "Typed by Sam."):
        assert text in answer.text
    carried = dict(re.findall(r'name="(version|since)" value="(\d+)"', answer.text))
    assert "Typed by Sam." in second.follow(address, late | carried).text


def test_what_else_changed_is_told_without_a_name(office: Office) -> None:
    activity, clerk = new_activity(office), office.as_(StaffRole.PLANNER)
    form = typed(clerk, activity)

    answer = clerk.post(f"/activities/{activity.id}/", form | {"version": "1"})

    assert answer.status_code == HTTPStatus.CONFLICT
    assert "such as a price or a picture" in answer.text


def test_an_activity_with_times_stays_in_its_time_zone(office: Office) -> None:
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        activity = make_slot(session).activity
        far = make_venue(session, timezone="America/Lima").id
        near = make_venue(session).id
    clerk = office.as_(StaffRole.PLANNER)
    address = f"/activities/{activity.id}/"

    refused = clerk.post(address, typed(clerk, activity, venue=str(far)))
    clerk.follow(address, typed(clerk, activity, venue=str(near)))

    assert "another time zone" in refused.text


def test_a_copy_is_a_draft_with_the_same_texts_and_prices(office: Office) -> None:
    activity, clerk = new_activity(office, slug="tour"), office.as_(StaffRole.PLANNER)

    page = clerk.follow(f"/activities/{activity.id}/copy").text

    made = last(office)
    assert made["slug"] == "tour-2"
    assert made["status"] is ActivityStatus.DRAFT
    assert made["prices"] == 1
    assert made["titles"]["en"].endswith("(copy)")
    assert "Through every room." in page


def test_a_hostile_title_is_only_text(office: Office) -> None:
    activity = new_activity(office, translations=titled("<script>alert(1)</script>"))

    page = office.as_(StaffRole.DESK).get(f"/activities/{activity.id}/").text

    assert "<script>alert" not in page


@pytest.mark.parametrize("path", ["99/", "99/pictures/", "99/pictures/1/"])
def test_what_is_not_there_is_not_found(office: Office, path: str) -> None:
    answer = office.as_(StaffRole.PLANNER).get(f"/activities/{path}")

    assert answer.status_code == HTTPStatus.NOT_FOUND
