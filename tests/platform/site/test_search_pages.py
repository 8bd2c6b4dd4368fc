from datetime import UTC, date, datetime, timedelta
from html import unescape
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from applications import TestingPlatform
from factories import make_activity, make_slot, make_venue
from groupz_platform.catalogue.models import PriceRule
from groupz_platform.catalogue.rules import (
    ActivityKind,
    GroupType,
    ParticipantCategory,
    PriceBasis,
    TaxCode,
)
from groupz_platform.roles import Role
from pages.markup import Markup
from statements import statements

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
FIRST = date(2026, 12, 1)
CLASS = "child=24&supervisor=3&type=school"
MOST_QUERIES = 12


def at_ten(day: date) -> datetime:
    moment = datetime(day.year, day.month, day.day, 10, tzinfo=AMSTERDAM)
    return moment.astimezone(UTC)


def per_person(
    cents: int, category: ParticipantCategory, **traits: object
) -> PriceRule:
    return PriceRule(
        basis=PriceBasis.PERSON,
        amount_cents=cents,
        category=category,
        tax_code=TaxCode.LOW,
        **traits,
    )


@pytest.fixture
def programme(platform: TestingPlatform) -> TestingPlatform:
    """A lock for schools, a boat for thirty, a harbour that is busy."""
    with platform.database.databases.transaction(Role.BACKOFFICE) as session:
        venue = make_venue(session, name="Het Waterhuis")
        lock = make_activity(
            session,
            venue=venue,
            slug="sluis",
            max_group=40,
            group_types=[GroupType.SCHOOL],
            prices=[
                per_person(595, ParticipantCategory.CHILD),
                per_person(0, ParticipantCategory.SUPERVISOR),
            ],
        )
        boat = make_activity(
            session, venue=venue, slug="boot", kind=ActivityKind.ACTIVITY
        )
        harbour = make_activity(session, venue=venue, slug="haven", max_group=60)
        for number in range(5):
            day = FIRST + timedelta(days=number)
            make_slot(
                session,
                activity=lock,
                starts_at=at_ten(day),
                local_date=day,
                capacity_persons=40,
            )
            make_slot(session, activity=boat, starts_at=at_ten(day), local_date=day)
        make_slot(
            session,
            activity=harbour,
            starts_at=at_ten(FIRST),
            local_date=FIRST,
            used_persons=12,
            used_groups=1,
        )
        late = date(2027, 2, 1)
        make_slot(session, activity=harbour, starts_at=at_ten(late), local_date=late)
    return platform


def found(platform: TestingPlatform, query: str, path: str = "/en/search") -> str:
    page = platform.visitor.get(f"{path}?{query}")
    assert page.status_code == HTTPStatus.OK
    return unescape(page.text).replace("\N{NO-BREAK SPACE}", " ")


def hits(page: str) -> list[str]:
    """The activities that fit, by the names in their addresses."""
    fitting, _, _ = page.partition("What does not fit")
    parts = fitting.split('<li class="hit">')[1:]
    return [part.split("/activities/")[1].split('"')[0].split("?")[0] for part in parts]


def test_a_class_sees_what_fits_with_its_price_and_three_dates(
    programme: TestingPlatform,
) -> None:
    page = found(programme, CLASS)

    assert hits(page) == ["sluis", "boot", "haven"]
    assert "24 children + 3 supervisors" in page
    assert "€142.80" in page
    lock = page.split('<li class="hit">')[1]
    assert [day in lock for day in ("1 Dec", "2 Dec", "3 Dec", "4 Dec")] == [
        True,
        True,
        True,
        False,
    ]


def test_the_same_in_dutch(programme: TestingPlatform) -> None:
    page = found(programme, CLASS, "/nl/zoeken")

    assert "24 kinderen + 3 begeleiders" in page
    assert "€ 142,80" in page
    assert "3 activiteiten passen" in page


def test_links_of_results_carry_the_group(programme: TestingPlatform) -> None:
    links = Markup(programme.visitor.get(f"/en/search?{CLASS}").text).links

    slots = [link for link in links if "/en/book/" in link]
    activities = [link for link in links if "/en/activities/" in link]
    wanted = {"child": ["24"], "supervisor": ["3"], "type": ["school"]}
    assert len(slots) == 7
    assert activities
    assert all(parse_qs(urlsplit(each).query) == wanted for each in slots + activities)


@pytest.mark.parametrize(
    ("query", "fitting", "reason"),
    [
        pytest.param("child=50", ["haven"], "Takes at most 40 people.", id="large"),
        pytest.param("type=company", ["boot", "haven"], "Only for: school.", id="type"),
        pytest.param(
            "adult=10", ["boot", "haven"], "Not for groups with adults.", id="adults"
        ),
    ],
)
def test_what_does_not_fit_is_listed_with_the_reason(
    programme: TestingPlatform, query: str, fitting: list[str], reason: str
) -> None:
    if query == "child=50":
        with programme.database.databases.transaction(Role.BACKOFFICE) as session:
            big = make_activity(session, slug="groot", max_group=60)
            make_slot(
                session,
                activity=big,
                starts_at=at_ten(FIRST),
                capacity_persons=60,
            )
        fitting = ["groot"]

    page = found(programme, query)

    assert hits(page) == fitting
    assert reason in page


def test_an_activity_without_room_in_the_period_says_when_it_has(
    programme: TestingPlatform,
) -> None:
    page = found(programme, f"{CLASS}&from=2026-12-01&until=2026-12-31")

    assert hits(page) == ["sluis", "boot"]
    _, _, others = page.partition("What does not fit")
    assert "No room in this period. The next date that fits:" in others
    assert "Mon 1 Feb 10:00" in others


def test_an_activity_without_any_date_says_so(programme: TestingPlatform) -> None:
    with programme.database.databases.transaction(Role.BACKOFFICE) as session:
        make_activity(session, slug="leeg")

    assert "No date with room for you." in found(programme, CLASS)


def test_a_kind_leaves_the_others_out_and_says_how_many(
    programme: TestingPlatform,
) -> None:
    page = found(programme, "kind=activity")

    assert hits(page) == ["boot"]
    assert "2 more are of another kind" in page


def test_without_a_group_prices_begin_somewhere(programme: TestingPlatform) -> None:
    page = found(programme, "")

    assert hits(page) == ["sluis", "boot", "haven"]
    assert "from €5.95 per person" in page
    assert "any group" in page
    assert "any date" in page


def test_nothing_that_fits_is_a_page_too(programme: TestingPlatform) -> None:
    page = found(programme, "child=500")

    assert hits(page) == []
    assert "Nothing fits" in page
    assert "What does not fit, and why" in page


@pytest.mark.parametrize(
    ("query", "field", "words"),
    [
        pytest.param(
            "child=many", "child", "Fill in a whole number, 0 or more.", id="words"
        ),
        pytest.param(
            "adult=-3", "adult", "Fill in a whole number, 0 or more.", id="below zero"
        ),
        pytest.param(
            "child=99999", "child", "Fill in a whole number, 0 or more.", id="too large"
        ),
        pytest.param(
            "from=2026-02-30", "from", "Fill in a date such as", id="no such day"
        ),
        pytest.param("until=soon", "until", "Fill in a date such as", id="no date"),
        pytest.param("from=2026-11-21", "from", "This day is over.", id="yesterday"),
        pytest.param("until=2020-01-01", "until", "This day is over.", id="past"),
        pytest.param(
            "from=2026-12-05&until=2026-12-04",
            "until",
            "The last day lies before the first.",
            id="backwards",
        ),
        pytest.param("type=pirates", "type", "Not a valid choice", id="no type"),
        pytest.param("kind=x", "kind", "Not a valid choice", id="no kind"),
    ],
)
def test_bad_input_is_named_at_its_field_and_on_top_and_stays(
    programme: TestingPlatform, query: str, field: str, words: str
) -> None:
    answer = programme.visitor.get(f"/en/search?{query}&supervisor=7")
    page = unescape(answer.text)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    summary, _, below = page.partition('<form class="search"')
    assert f'<a href="#{field}">' in summary
    assert words in summary
    assert words in below
    assert f'aria-describedby="{field}-error"' in below
    assert 'value="7"' in below
    if field not in {"type", "kind"}:
        typed = parse_qs(query)[field][0]
        assert f'value="{typed}"' in below


@pytest.mark.parametrize(
    "day", ["2026-11-22", "22-11-2026", "22/11/2026", "22.11.2026"]
)
def test_today_is_not_over_however_it_is_typed(
    programme: TestingPlatform, day: str
) -> None:
    assert hits(found(programme, f"from={day}")) == ["sluis", "boot", "haven"]


@pytest.fixture
def many(platform: TestingPlatform) -> TestingPlatform:
    """Thirty activities, two and a half pages."""
    with platform.database.databases.transaction(Role.BACKOFFICE) as session:
        venue = make_venue(session)
        for number in range(30):
            activity = make_activity(
                session, venue=venue, slug=f"a{number}", position=number
            )
            make_slot(session, activity=activity, starts_at=at_ten(FIRST))
    return platform


@pytest.mark.parametrize(
    ("page", "shown"),
    [
        pytest.param("1", range(12), id="first"),
        pytest.param("2", range(12, 24), id="second"),
        pytest.param("3", range(24, 30), id="last"),
        pytest.param("4", range(24, 30), id="past the last"),
        pytest.param("0", range(12), id="none"),
        pytest.param("x", range(12), id="no number"),
    ],
)
def test_twelve_stand_on_a_page(many: TestingPlatform, page: str, shown: range) -> None:
    text = found(many, f"child=3&page={page}")

    assert hits(text) == [f"a{number}" for number in shown]
    assert "30 activities fit" in text


def test_pages_are_linked_with_all_that_was_asked(many: TestingPlatform) -> None:
    links = Markup(many.visitor.get("/en/search?child=3&page=2").text).links

    turned = [parse_qs(urlsplit(each).query) for each in links if "page=" in each]
    assert sorted(turned, key=lambda query: query["page"]) == [
        {"child": ["3"], "page": ["1"]},
        {"child": ["3"], "page": ["3"]},
    ]


@pytest.mark.parametrize(
    "query", ["", CLASS, f"{CLASS}&from=2026-12-01&until=2027-01-01"]
)
def test_a_search_asks_the_database_a_bounded_number_of_times(
    many: TestingPlatform, query: str
) -> None:
    with statements() as asked:
        many.visitor.get(f"/en/search?{query}")
    with statements() as again:
        many.visitor.get(f"/en/search?{query}")

    assert 0 < len(asked) <= MOST_QUERIES
    assert 0 < len(again) <= 4


def test_the_home_page_carries_the_form(programme: TestingPlatform) -> None:
    page = programme.visitor.get("/nl/").text

    assert 'action="/nl/zoeken"' in page
    assert all(f'name="{name}"' in page for name in ("from", "until", "child", "type"))
