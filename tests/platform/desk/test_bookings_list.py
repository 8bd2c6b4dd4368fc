"""The list of bookings: found by any part, filtered, sorted, and paged."""

import re
from datetime import UTC, datetime

import pytest

from factories import make_activity, make_booking, make_slot, make_venue
from groupz_platform.bookings.rules import BookingState
from groupz_platform.catalogue.models import ActivityTranslation
from groupz_platform.catalogue.rules import GroupType
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from office import Office
from statements import statements

ZOE = {
    "reference": "K7Q-M4R-TX2",
    "organisation": "École de la Forêt",
    "contact_name": "Zoë Åström",
    "contact_email": "zoe@foret.example",
    "contact_telephone": "06 12345678",
    "state": BookingState.CONFIRMED,
}
SAM = {
    "reference": "ABC-DEF-GH2",
    "organisation": "De Regenboog",
    "contact_name": "Sam de Vries",
    "contact_email": "sam@regenboog.example",
    "contact_telephone": "+32 470 123456",
    "state": BookingState.CANCELLED,
    "group_type": GroupType.CARE,
}


def title(name: str) -> list[ActivityTranslation]:
    return [
        ActivityTranslation(
            locale=locale, title=name, summary="", description="", good_to_know=""
        )
        for locale in ("nl", "en")
    ]


@pytest.fixture
def listed(office: Office) -> Office:
    """A booking of Zoë's, which is to come, one of Sam's, and a hold of nobody's."""
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        kade = make_activity(
            session,
            id=1,
            venue=make_venue(session, id=1, name="De Kade"),
            translations=title("Onder de waterlijn"),
        )
        lood = make_activity(
            session,
            id=2,
            venue=make_venue(session, id=2, name="Papier & Lood"),
            translations=title("Van lood tot krant"),
        )
        early = make_slot(
            session, activity=kade, starts_at=datetime(2027, 1, 9, 23, 30, tzinfo=UTC)
        )
        early.local_date = datetime(2027, 1, 10, tzinfo=UTC).date()
        late = make_slot(
            session, activity=lood, starts_at=datetime(2027, 3, 1, 9, tzinfo=UTC)
        )
        make_booking(session, slot=early, **ZOE)
        make_booking(session, slot=late, **SAM)
        make_booking(session, slot=late, reference="HHH-HHH-HH2", organisation="")
    return office


def references(office: Office, query: str = "") -> list[str]:
    page = office.as_(StaffRole.DESK).get("/bookings/" + query).text
    return re.findall(r"\b\w{3}-\w{3}-\w{3}\b(?=\s*<)", page)


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param("astr", ["K7Q-M4R-TX2"], id="a part, without accents"),
        pytest.param("ÉCOLE foret", ["K7Q-M4R-TX2"], id="two parts, with accents"),
        pytest.param("m4rtx", ["K7Q-M4R-TX2"], id="a reference without hyphens"),
        pytest.param("k7q-m4r", ["K7Q-M4R-TX2"], id="a reference"),
        pytest.param("@regenboog", ["ABC-DEF-GH2"], id="an address"),
        pytest.param("+31 6 1234 5678", ["K7Q-M4R-TX2"], id="a Dutch number"),
        pytest.param("0470 123456", [], id="another number"),
        pytest.param("+32470123456", ["ABC-DEF-GH2"], id="a Belgian number"),
        pytest.param("waterlijn", ["K7Q-M4R-TX2"], id="an activity"),
        pytest.param("lood vries", ["ABC-DEF-GH2"], id="an activity and a name"),
        pytest.param("lood zoe", [], id="of two bookings"),
        pytest.param("100%", [], id="a sign with a meaning"),
        pytest.param("hhh", ["HHH-HHH-HH2"], id="what was never finished"),
        pytest.param("'; DROP", [], id="a quote"),
    ],
)
def test_a_booking_is_found_by_any_part_of_it(
    listed: Office, asked: str, found: list[str]
) -> None:
    query = "?q=" + asked.replace("%", "%25").replace("+", "%2B").replace(" ", "+")

    assert references(listed, query) == found


@pytest.mark.parametrize(
    ("query", "found"),
    [
        pytest.param("", ["ABC-DEF-GH2", "K7Q-M4R-TX2"], id="the last one first"),
        pytest.param("?state=cancelled", ["ABC-DEF-GH2"], id="a state"),
        pytest.param("?state=held", ["HHH-HHH-HH2"], id="a hold"),
        pytest.param("?from=2027-01-10&until=2027-01-10", ["K7Q-M4R-TX2"], id="a day"),
        pytest.param("?until=2027-01-09", [], id="the day in UTC"),
        pytest.param("?venue=2", ["ABC-DEF-GH2"], id="a venue"),
        pytest.param("?activity=1", ["K7Q-M4R-TX2"], id="an activity"),
        pytest.param("?type=care", ["ABC-DEF-GH2"], id="a type of group"),
        pytest.param("?sort=visit", ["K7Q-M4R-TX2", "ABC-DEF-GH2"], id="by visit"),
        pytest.param("?sort=-organisation", ["K7Q-M4R-TX2", "ABC-DEF-GH2"], id="names"),
        pytest.param(
            "?state=x&from=x&venue=99999999999&type=x&sort=x&page=x",
            ["ABC-DEF-GH2", "K7Q-M4R-TX2"],
            id="what is odd",
        ),
        pytest.param("?from=0001-01-01&until=9999-12-31", None, id="the end of time"),
    ],
)
def test_it_is_filtered_and_sorted_by_the_address(
    listed: Office, query: str, found: list[str] | None
) -> None:
    everything = ["ABC-DEF-GH2", "K7Q-M4R-TX2"]

    seen = references(listed, query)

    assert sorted(seen) == everything if found is None else seen == found


def test_the_moment_of_a_visit_is_that_of_its_venue(listed: Office) -> None:
    page = listed.as_(StaffRole.DESK).get("/bookings/?q=zoe").text

    assert re.search(r"Sun 10 Jan 2027\s*<b>00:30</b>", page)


def test_a_name_that_is_changed_is_found_anew(listed: Office) -> None:
    with listed.database.databases.transaction(Role.BACKOFFICE) as session:
        from groupz_platform.bookings.models import Booking  # noqa: PLC0415

        session.query(Booking).filter_by(
            reference="ABC-DEF-GH2"
        ).one().contact_name = "Hélène"

    assert references(listed, "?q=helene") == ["ABC-DEF-GH2"]
    assert references(listed, "?q=sam+vries") == []


def test_a_page_asks_the_same_however_many_there_are(listed: Office) -> None:
    def asked() -> int:
        with statements() as seen:
            listed.as_(StaffRole.DESK).get("/bookings/?sort=visit&q=e")
        return len(seen)

    few = asked()
    with listed.database.databases.transaction(Role.BACKOFFICE) as session:
        slot = make_slot(session, activity_id=1)
        for number in range(60):
            make_booking(session, slot=slot, reference=f"E{number}")

    many = asked()

    assert many <= few + 1  # how many there are is asked once they fill a page


def test_it_is_paged_on_the_server(listed: Office) -> None:
    with listed.database.databases.transaction(Role.BACKOFFICE) as session:
        slot = make_slot(session, activity_id=1)
        for number in range(60):
            make_booking(
                session,
                slot=slot,
                reference=f"E{number:02}-AAA-AA2",
                state=BookingState.CONFIRMED,
            )

    first, second = (references(listed, f"?page={page}") for page in (1, 2))

    assert (len(first), len(second)) == (50, 12)
    assert not {*first} & {*second}


def test_a_filter_is_kept_by_the_one_who_kept_it(listed: Office) -> None:
    robin = listed.as_(StaffRole.DESK)
    kim = listed.as_(StaffRole.PLANNER, name="Kim")

    page = robin.follow("/bookings/filters/", {"name": "Zoë", "query": "q=zoe&x=1"})

    assert "/bookings/?q=zoe" in page.text
    assert "Zoë</a>" in page.text
    assert "Zoë</a>" not in kim.get("/bookings/").text


def test_a_filter_that_was_removed_can_be_had_back(listed: Office) -> None:
    robin = listed.as_(StaffRole.DESK)
    page = robin.follow("/bookings/filters/", {"name": "Mine", "query": "q=zoe"}).text
    remove = re.search(r'action="([^"]*/filters/\d+/remove)"', page)
    assert remove

    kim = listed.as_(StaffRole.PLANNER, name="Kim")
    kim.follow(remove[1])
    assert ">Mine</a>" in robin.get("/bookings/").text

    page = robin.follow(remove[1]).text
    assert ">Mine</a>" not in page
    undo = re.search(r'action="([^"]*/filters/\?[^"]*)"', page)
    assert undo
    page = robin.follow(undo[1].replace("&amp;", "&")).text
    assert ">Mine</a>" in page


def test_a_filter_without_a_name_is_not_kept(listed: Office) -> None:
    page = listed.as_(StaffRole.DESK).follow("/bookings/filters/", {"query": "q=zoe"})

    assert "Give the filter a name" in page.text


def test_nobody_keeps_filters_without_end(listed: Office) -> None:
    robin = listed.as_(StaffRole.DESK)
    for number in range(30):
        robin.post("/bookings/filters/", {"name": f"F{number}", "query": "q=zoe"})

    page = robin.follow("/bookings/filters/", {"name": "More", "query": "q=zoe"})

    assert "remove one first" in page.text
