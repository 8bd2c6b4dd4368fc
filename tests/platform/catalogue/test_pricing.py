from datetime import date

import pytest
from hypothesis import given, strategies as st

from groupz_platform.catalogue.pricing import Party, Price, offered, price_lines
from groupz_platform.catalogue.rules import (
    GroupType,
    LineKind,
    ParticipantCategory,
    PriceBasis,
)

DAY = date(2026, 12, 3)
CHILD, ADULT, SUPERVISOR = (
    ParticipantCategory.CHILD,
    ParticipantCategory.ADULT,
    ParticipantCategory.SUPERVISOR,
)
PER_CHILD = Price(PriceBasis.PERSON, 650, CHILD)
FREE_SUPERVISOR = Price(PriceBasis.PERSON, 0, SUPERVISOR)
PER_GROUP = Price(PriceBasis.GROUP, 20000, included_persons=15, extra_person_cents=900)


def total(
    prices: list[Price], party: Party, group_type: GroupType = GroupType.SCHOOL
) -> int:
    lines = price_lines(prices, party, group_type=group_type, on=DAY)
    return sum(line.amount_cents for line in lines)


def test_a_school_pays_for_pupils_and_not_for_supervisors() -> None:
    party = Party.of(child=24, supervisor=3)

    lines = price_lines(
        [PER_CHILD, FREE_SUPERVISOR], party, group_type=GroupType.SCHOOL, on=DAY
    )

    assert [(line.category, line.quantity, line.amount_cents) for line in lines] == [
        (CHILD, 24, 15600),
        (SUPERVISOR, 3, 0),
    ]


@pytest.mark.parametrize(
    ("persons", "cents"),
    [
        pytest.param(14, 20000, id="fewer than the price includes"),
        pytest.param(15, 20000, id="as many as it includes"),
        pytest.param(16, 20900, id="one more"),
        pytest.param(20, 24500, id="five more"),
    ],
)
def test_a_group_price_includes_some_and_charges_the_rest(
    persons: int, cents: int
) -> None:
    assert total([PER_GROUP], Party.of(adult=persons)) == cents


def test_a_group_price_without_a_bound_covers_everybody() -> None:
    covers_all = Price(PriceBasis.GROUP, 20000)

    lines = price_lines(
        [covers_all], Party.of(adult=80), group_type=GroupType.COMPANY, on=DAY
    )

    assert [(line.kind, line.amount_cents) for line in lines] == [
        (LineKind.GROUP, 20000)
    ]


@pytest.mark.parametrize(
    ("persons", "each"),
    [
        pytest.param(19, 1000, id="below the tier"),
        pytest.param(20, 800, id="exactly the tier"),
        pytest.param(21, 800, id="above it"),
    ],
)
def test_a_larger_group_pays_the_price_of_its_tier(persons: int, each: int) -> None:
    tiers = [
        Price(PriceBasis.PERSON, 1000, ADULT, max_persons=19),
        Price(PriceBasis.PERSON, 800, ADULT, min_persons=20),
    ]

    assert total(tiers, Party.of(adult=persons)) == persons * each


def test_a_tier_counts_the_whole_group_and_not_the_category() -> None:
    tiers = [
        Price(PriceBasis.PERSON, 1000, ADULT, max_persons=19),
        Price(PriceBasis.PERSON, 800, ADULT, min_persons=20),
        FREE_SUPERVISOR,
    ]

    assert total(tiers, Party.of(adult=18, supervisor=2)) == 18 * 800


def test_a_price_for_one_group_type_goes_before_one_for_all() -> None:
    prices = [
        Price(PriceBasis.PERSON, 1000, ADULT),
        Price(PriceBasis.PERSON, 500, ADULT, group_type=GroupType.CARE),
    ]

    assert total(prices, Party.of(adult=10), GroupType.CARE) == 5000
    assert total(prices, Party.of(adult=10), GroupType.COMPANY) == 10000


def test_a_price_for_a_category_goes_before_one_for_anybody() -> None:
    prices = [Price(PriceBasis.PERSON, 1000), Price(PriceBasis.PERSON, 500, CHILD)]

    assert total(prices, Party.of(adult=1, child=1)) == 1500


@pytest.mark.parametrize(
    ("on", "cents"),
    [
        pytest.param(date(2026, 12, 31), 900, id="last day of the old price"),
        pytest.param(date(2027, 1, 1), 950, id="first day of the new one"),
    ],
)
def test_the_service_date_chooses_the_price(on: date, cents: int) -> None:
    prices = [
        Price(PriceBasis.PERSON, 900, ADULT, valid_until=date(2026, 12, 31)),
        Price(PriceBasis.PERSON, 950, ADULT, valid_from=date(2027, 1, 1)),
    ]

    lines = price_lines(prices, Party.of(adult=1), group_type=GroupType.OTHER, on=on)

    assert [line.amount_cents for line in lines] == [cents]


def test_only_priced_categories_are_offered_and_all_where_the_group_pays() -> None:
    assert offered([PER_CHILD, FREE_SUPERVISOR]) == (CHILD, SUPERVISOR)
    assert offered([PER_GROUP]) == tuple(ParticipantCategory)


def test_nobody_counts_below_zero() -> None:
    with pytest.raises(ValueError, match="below zero"):
        Party.of(child=-1)


@given(
    children=st.integers(0, 200),
    adults=st.integers(0, 200),
    cents=st.integers(0, 100_000),
)
def test_lines_always_add_up_to_each_persons_price(
    children: int, adults: int, cents: int
) -> None:
    prices = [PER_CHILD, Price(PriceBasis.PERSON, cents, ADULT)]

    whole = total(prices, Party.of(child=children, adult=adults))

    assert whole == children * 650 + adults * cents
