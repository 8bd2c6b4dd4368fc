from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, strategies as st

from groupz_platform.bookings.admission import check_group, priced
from groupz_platform.catalogue.fitting import Misfit, misfit, reckon
from groupz_platform.catalogue.groups import ANYBODY, Group
from groupz_platform.catalogue.pricing import Party, Price, offered
from groupz_platform.catalogue.rules import (
    ActivityKind,
    CapacityMode,
    GroupType,
    ParticipantCategory,
    PriceBasis,
)
from groupz_platform.catalogue.views import ActivityView, VenueView
from groupz_platform.errors import RefusalError

DAY = date(2026, 12, 3)
CHILD, ADULT, SUPERVISOR = ParticipantCategory
VENUE = VenueView("huis", "Huis", "", "", "", "", "", "Europe/Amsterdam", "", "", "")
LOCK = ActivityView(
    id=1,
    version=1,
    slug="sluis",
    kind=ActivityKind.VISIT,
    title="",
    summary="",
    description="",
    good_to_know="",
    duration_minutes=90,
    min_group=10,
    max_group=30,
    capacity_mode=CapacityMode.EXCLUSIVE,
    notice_days=0,
    horizon_days=365,
    group_types=(GroupType.SCHOOL, GroupType.ASSOCIATION),
    pictures=(),
    prices=(
        Price(PriceBasis.PERSON, 595, CHILD),
        Price(PriceBasis.PERSON, 0, SUPERVISOR),
    ),
    categories=(CHILD, SUPERVISOR),
    policy=(),
    venue=VENUE,
)
CLASS = Group(Party.of(child=24, supervisor=3), GroupType.SCHOOL)


def with_prices(*prices: Price) -> ActivityView:
    return replace(LOCK, prices=prices, categories=offered(prices))


@pytest.mark.parametrize(
    ("group", "reason"),
    [
        pytest.param(ANYBODY, None, id="nobody has said"),
        pytest.param(CLASS, None, id="a class"),
        pytest.param(replace(CLASS, type=None), None, id="of some type"),
        pytest.param(
            replace(CLASS, type=GroupType.COMPANY), Misfit.GROUP_TYPE, id="a company"
        ),
        pytest.param(Group(Party.of(adult=20)), Misfit.CATEGORY, id="adults"),
        pytest.param(Group(Party.of(child=9)), Misfit.TOO_SMALL, id="one too few"),
        pytest.param(Group(Party.of(child=10)), None, id="just enough"),
        pytest.param(Group(Party.of(child=30)), None, id="as many as it takes"),
        pytest.param(Group(Party.of(child=31)), Misfit.TOO_LARGE, id="one too many"),
    ],
)
def test_an_activity_says_why_it_is_none_for_a_group(
    group: Group, reason: Misfit | None
) -> None:
    assert misfit(LOCK, group) is reason


def test_a_class_pays_what_the_price_list_says() -> None:
    found = reckon(LOCK, CLASS, DAY)

    assert found is not None
    assert (found.total_cents, found.exact) == (24 * 595, True)


def test_where_types_pay_differently_the_lowest_price_is_a_lower_bound() -> None:
    activity = with_prices(
        Price(PriceBasis.PERSON, 595, CHILD),
        Price(PriceBasis.PERSON, 450, CHILD, group_type=GroupType.SCHOOL),
    )
    children = Group(Party.of(child=20))

    unsaid = reckon(activity, children, DAY)
    school = reckon(activity, replace(children, type=GroupType.SCHOOL), DAY)

    assert unsaid is not None
    assert school is not None
    assert (unsaid.total_cents, unsaid.exact) == (20 * 450, False)
    assert (school.total_cents, school.exact) == (20 * 450, True)


def test_a_group_that_the_price_list_does_not_cover_gets_no_price() -> None:
    large_only = with_prices(Price(PriceBasis.PERSON, 595, CHILD, min_persons=25))

    assert reckon(large_only, Group(Party.of(child=20)), DAY) is None


@given(
    counts=st.dictionaries(st.sampled_from(ParticipantCategory), st.integers(0, 40)),
    group_type=st.sampled_from(GroupType),
    categories=st.sets(st.sampled_from([*ParticipantCategory, None]), min_size=1),
    basis=st.sampled_from(PriceBasis),
)
def test_what_fits_is_admitted_at_that_price_and_nothing_else_is(
    counts: dict[ParticipantCategory, int],
    group_type: GroupType,
    categories: set[ParticipantCategory | None],
    basis: PriceBasis,
) -> None:
    activity = with_prices(*(Price(basis, 700, each) for each in categories))
    group = Group(Party(counts), group_type)

    fits = misfit(activity, group) is None and group.persons > 0
    try:
        check_group(group, activity)
        admitted = True
    except RefusalError:
        admitted = False

    assert fits == admitted
    if admitted:
        found = reckon(activity, group, DAY)
        assert found is not None
        assert list(found.lines) == list(priced(group, activity, DAY))
