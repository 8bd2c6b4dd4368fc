from datetime import UTC, date, datetime, timedelta
from html import unescape
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit
from zoneinfo import ZoneInfo

import pytest

from applications import TestingPlatform
from factories import make_activity, make_slot
from groupz_platform.catalogue.models import CancellationPolicy, PolicyStep, PriceRule
from groupz_platform.catalogue.rules import (
    CapacityMode,
    GroupType,
    ParticipantCategory,
    PriceBasis,
    TaxCode,
)
from groupz_platform.roles import Role
from pages.markup import Markup
from statements import statements

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
PAGE = "/en/activities/sluis"
CLASS = "child=24&supervisor=3&type=school"


@pytest.fixture
def lock(platform: TestingPlatform) -> TestingPlatform:
    """An activity with a free, a half full and a full slot in December."""
    with platform.database.databases.transaction(Role.BACKOFFICE) as session:
        activity = make_activity(
            session,
            slug="sluis",
            min_group=5,
            max_group=40,
            group_types=[GroupType.SCHOOL, GroupType.FAMILY],
            policy=CancellationPolicy(
                slug="strict",
                steps=[
                    PolicyStep(days_before=14, charge_percent=50),
                    PolicyStep(days_before=0, charge_percent=100),
                ],
            ),
            prices=[
                PriceRule(
                    basis=PriceBasis.PERSON,
                    category=category,
                    amount_cents=cents,
                    tax_code=TaxCode.LOW,
                )
                for category, cents in (
                    (ParticipantCategory.CHILD, 595),
                    (ParticipantCategory.SUPERVISOR, 0),
                )
            ],
        )
        for day, used in ((1, 0), (2, 18), (3, 30)):
            starts_at = datetime(2026, 12, day, 10, tzinfo=AMSTERDAM).astimezone(UTC)
            make_slot(
                session,
                activity=activity,
                starts_at=starts_at,
                used_persons=used,
                used_groups=min(1, used),
            )
    return platform


def shown(platform: TestingPlatform, query: str = "", path: str = PAGE) -> str:
    page = platform.visitor.get(f"{path}?{query}")
    assert page.status_code == HTTPStatus.OK
    return unescape(page.text).replace("\N{NO-BREAK SPACE}", " ")


def test_without_a_group_the_month_says_how_much_room_there_is(
    lock: TestingPlatform,
) -> None:
    page = shown(lock)

    assert "30 places" in page
    assert "12 places" in page
    assert "full" in page
    assert "too few" not in page.partition('class="month"')[2].partition("</ol>")[0]


def test_for_a_group_a_slot_with_too_few_places_says_so_and_is_no_link(
    lock: TestingPlatform,
) -> None:
    page = shown(lock, CLASS)
    dutch = shown(lock, CLASS, "/nl/activiteiten/sluis")

    assert "12 places left, too few for 27" in page
    assert "nog 12 plaatsen, te weinig voor 27" in dutch
    assert len([a for a in Markup(page).links if "/en/book/" in a]) == 1


def test_links_to_slots_and_months_carry_the_group(lock: TestingPlatform) -> None:
    links = Markup(lock.visitor.get(f"{PAGE}?{CLASS}").text).links

    group = {"child": ["24"], "supervisor": ["3"], "type": ["school"]}
    slots = [parse_qs(urlsplit(a).query) for a in links if "/en/book/" in a]
    months = [parse_qs(urlsplit(a).query) for a in links if "month=" in a]
    assert slots == [group]
    assert months
    assert all({**group, "month": each["month"]} == each for each in months)


def test_the_total_for_the_group_stands_beside_the_prices(
    lock: TestingPlatform,
) -> None:
    page = shown(lock, CLASS)

    assert page.count("€142.80") == 3  # at the form, and as a line with its total
    assert "24 \N{MULTIPLICATION SIGN} children" in page
    assert "free of charge" in page


@pytest.mark.parametrize(
    ("query", "words"),
    [
        pytest.param("child=44", "Takes at most 40 people.", id="too large"),
        pytest.param("child=4", "Takes groups of 5 people or more.", id="too small"),
        pytest.param(
            "child=9&type=company", "Only for: school, family or friends.", id="type"
        ),
        pytest.param("adult=9", "Not for groups with adults.", id="adults"),
    ],
)
def test_an_activity_that_is_none_for_the_group_says_why_and_keeps_the_group(
    lock: TestingPlatform, query: str, words: str
) -> None:
    page = shown(lock, query)

    assert words in page
    assert "See what does fit" in page
    assert all(f'value="{value[0]}"' in page for value in parse_qs(query).values())


@pytest.mark.parametrize("query", ["child=many&supervisor=3", "child=4&type=pirates"])
def test_a_group_that_is_none_is_an_error_at_its_field_and_nothing_is_lost(
    lock: TestingPlatform, query: str
) -> None:
    page = lock.visitor.get(f"{PAGE}?{query}")

    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Not quite right yet" in page.text
    assert 'aria-invalid="true"' in page.text
    typed = parse_qs(query)["child"][0]
    assert f'value="{typed}"' in page.text


def test_a_month_without_room_names_the_nearest_dates_that_fit(
    lock: TestingPlatform,
) -> None:
    page = shown(lock, f"{CLASS}&month=2027-03")

    assert "Nothing is planned in this month." in page
    assert "The nearest dates that fit:" in page
    assert "Tuesday 1 December 2026, 10:00" in page


def test_a_month_whose_slots_are_too_small_says_so(lock: TestingPlatform) -> None:
    page = shown(lock, "child=31&type=school&month=2026-12")

    assert "This month has no room for 31 people." in page
    assert "There is no other date that fits either" in page


def test_the_page_opens_on_the_first_month_with_room_for_the_group(
    lock: TestingPlatform,
) -> None:
    with lock.database.databases.transaction(Role.BACKOFFICE) as session:
        make_slot(
            session,
            activity_id=1,
            starts_at=datetime(2026, 11, 26, 9, tzinfo=UTC),
            capacity_persons=12,
        )

    assert "November 2026" in shown(lock)
    assert "December 2026" in shown(lock, CLASS)


def test_a_month_that_was_chosen_stays_when_the_group_changes(
    lock: TestingPlatform,
) -> None:
    assert '<input type="hidden" name="month" value="2027-03">' in shown(
        lock, "month=2027-03"
    )
    assert 'name="month"' not in shown(lock)


def test_weeks_that_are_over_are_not_shown(lock: TestingPlatform) -> None:
    page = shown(lock, "month=2026-11")  # today is Sunday the 22nd

    with lock.database.databases.transaction(Role.BACKOFFICE) as session:
        make_slot(
            session, activity_id=1, starts_at=datetime(2026, 11, 30, 9, tzinfo=UTC)
        )
    page = shown(lock, "month=2026-11")

    assert 'class="day none on1"' in page
    assert "</i> 16 <i>" in page
    assert "</i> 15 <i>" not in page


def test_the_policy_is_told_in_words(lock: TestingPlatform) -> None:
    page = " ".join(shown(lock).split())

    assert "<b>free of charge</b> until 14 days before the visit" in page
    assert "<b>50% of the price</b> until the day of the visit" in page
    assert "<b>100% of the price</b> after that" in page


def test_without_a_policy_cancelling_is_free(platform: TestingPlatform) -> None:
    with platform.database.databases.transaction(Role.BACKOFFICE) as session:
        make_activity(session, slug="sluis", capacity_mode=CapacityMode.EXCLUSIVE)

    assert "Cancelling is free of charge until the visit begins." in shown(platform)


def test_where_the_type_decides_the_price_it_is_a_lower_bound(
    lock: TestingPlatform,
) -> None:
    with lock.database.databases.transaction(Role.BACKOFFICE) as session:
        session.add(
            PriceRule(
                activity_id=1,
                basis=PriceBasis.PERSON,
                category=ParticipantCategory.CHILD,
                group_type=GroupType.SCHOOL,
                amount_cents=400,
                tax_code=TaxCode.LOW,
            )
        )

    page = shown(lock, "child=10")

    assert "from €40.00" in page
    assert "The price depends on the kind of group" in page


@pytest.mark.parametrize(
    ("clock_day", "month"),
    [
        pytest.param(date(2027, 3, 20), "2027-03", id="clocks go forward"),
        pytest.param(date(2027, 10, 20), "2027-10", id="clocks go back"),
        pytest.param(date(2028, 2, 20), "2028-02", id="leap year"),
        pytest.param(date(2027, 12, 20), "2027-12", id="end of the year"),
    ],
)
def test_every_slot_of_a_month_stands_at_its_wall_time(
    platform: TestingPlatform, clock_day: date, month: str
) -> None:
    wall = datetime(clock_day.year, clock_day.month, clock_day.day, 9, tzinfo=AMSTERDAM)
    platform.clock.now = wall.astimezone(UTC)
    days = [clock_day + timedelta(days=n) for n in range(1, 14)]
    inside = [day for day in days if f"{day:%Y-%m}" == month]
    with platform.database.databases.transaction(Role.BACKOFFICE) as session:
        activity = make_activity(session, slug="sluis")
        for day in days:
            starts_at = datetime(day.year, day.month, day.day, 10, tzinfo=AMSTERDAM)
            make_slot(
                session,
                activity=activity,
                starts_at=starts_at.astimezone(UTC),
                local_date=day,
            )

    page = shown(platform, f"month={month}")

    assert page.count("<b>10:00</b>") == len(inside)
    assert "<b>09:00</b>" not in page
    assert "<b>11:00</b>" not in page


@pytest.mark.parametrize(
    "query", ["", CLASS, "month=2099-01", f"{CLASS}&month=2027-03"]
)
def test_the_page_asks_the_database_a_bounded_number_of_times(
    lock: TestingPlatform, query: str
) -> None:
    shown(lock)

    with statements() as asked:
        shown(lock, query)

    assert 0 < len(asked) <= 5


def test_dates_are_one_press_away_from_the_top(lock: TestingPlatform) -> None:
    page = Markup(lock.visitor.get(PAGE).text)

    assert "#dates" in page.links
    assert "dates" in page.ids
