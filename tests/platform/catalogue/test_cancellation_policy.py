from datetime import UTC, date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, strategies as st

from groupz_platform.catalogue.policy import (
    Stage,
    Step,
    charge_percent,
    deadline,
    free_until,
    stages,
)

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
BEIRUT = ZoneInfo("Asia/Beirut")
SECOND = timedelta(seconds=1)
MILD = [Step(7, 50), Step(1, 100)]


def local(text: str, zone: ZoneInfo = AMSTERDAM) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=zone)


def utc(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("visit", "days", "ends"),
    [
        pytest.param("2026-12-15T10:00", 14, "2026-12-01T23:00", id="in winter"),
        pytest.param("2026-07-15T10:00", 14, "2026-07-01T22:00", id="in summer"),
        pytest.param("2026-12-15T10:00", 1, "2026-12-14T23:00", id="the day before"),
        pytest.param("2026-12-15T10:00", 0, "2026-12-15T23:00", id="the day itself"),
        pytest.param("2026-03-29T10:00", 1, "2026-03-28T23:00", id="into summer time"),
        pytest.param("2026-03-30T10:00", 1, "2026-03-29T22:00", id="a day of 23 hours"),
        pytest.param("2026-10-25T10:00", 1, "2026-10-24T22:00", id="out of summer"),
        pytest.param("2026-10-26T10:00", 1, "2026-10-25T23:00", id="a day of 25 hours"),
        pytest.param("2026-11-01T10:00", 14, "2026-10-18T22:00", id="across a change"),
        pytest.param("2028-03-01T10:00", 1, "2028-02-29T23:00", id="on a leap day"),
        pytest.param("2028-03-14T10:00", 14, "2028-02-29T23:00", id="across one"),
        pytest.param("2027-03-01T10:00", 1, "2027-02-28T23:00", id="no leap year"),
        pytest.param("2028-02-29T10:00", 365, "2027-03-01T23:00", id="from a leap day"),
        pytest.param("2027-01-01T10:00", 1, "2026-12-31T23:00", id="at New Year"),
        pytest.param("2027-01-10T10:00", 14, "2026-12-27T23:00", id="across New Year"),
        pytest.param(
            "2026-12-15T00:00", 1, "2026-12-14T23:00", id="a visit at midnight"
        ),
        pytest.param("2026-12-15T23:59", 1, "2026-12-14T23:00", id="one at its end"),
    ],
)
def test_a_deadline_is_the_end_of_a_day_where_the_venue_stands(
    visit: str, days: int, ends: str
) -> None:
    found = deadline(local(visit), days)

    assert found.astimezone(UTC) == utc(ends)
    assert found.timetz() == time(0, tzinfo=AMSTERDAM)


def test_a_day_whose_midnight_does_not_exist_ends_where_the_clock_jumps() -> None:
    # In Beirut clocks went from 23:59:59 to 01:00 as 29 March 2026 began.
    found = deadline(local("2026-03-29T10:00", BEIRUT), 1)

    assert found.astimezone(UTC) == utc("2026-03-28T22:00")
    last = local("2026-03-28T23:59:59", BEIRUT).astimezone(UTC)
    assert found.astimezone(UTC) - last == SECOND


@pytest.mark.parametrize(
    ("now", "percent"),
    [
        pytest.param("2026-01-01T00:00", 0, id="long before"),
        pytest.param("2026-12-08T23:59:59", 0, id="a second before the first midnight"),
        pytest.param("2026-12-09T00:00", 50, id="exactly at it"),
        pytest.param("2026-12-09T00:00:01", 50, id="a second after it"),
        pytest.param("2026-12-14T23:59:59.999999", 50, id="just before the second one"),
        pytest.param("2026-12-15T00:00", 100, id="exactly at the second one"),
        pytest.param("2026-12-15T11:00", 100, id="during the visit"),
    ],
)
def test_a_cancellation_at_2359_is_in_time_and_one_at_midnight_is_not(
    now: str, percent: int
) -> None:
    laid_out = stages(MILD, local("2026-12-15T10:00"))
    moment = local(now)

    assert charge_percent(laid_out, moment) == percent
    assert charge_percent(laid_out, moment.astimezone(UTC)) == percent


@pytest.mark.parametrize(
    ("now", "percent"),
    [
        pytest.param("2026-10-24T21:59:59", 0, id="before 25 October begins"),
        pytest.param("2026-10-24T22:00", 50, id="as it begins, in summer time"),
        pytest.param("2026-10-25T00:30", 50, id="at 02:30 the first time"),
        pytest.param("2026-10-25T01:30", 50, id="at 02:30 the second time"),
        pytest.param("2026-10-25T22:59:59", 50, id="in its 25th hour"),
        pytest.param("2026-10-25T23:00", 100, id="when it is over"),
    ],
)
def test_the_day_of_25_hours_counts_whole(now: str, percent: int) -> None:
    steps = [Step(2, 50), Step(1, 100)]

    laid_out = stages(steps, local("2026-10-26T10:00"))

    assert charge_percent(laid_out, utc(now)) == percent
    assert charge_percent(laid_out, utc(now).astimezone(AMSTERDAM)) == percent


def test_a_policy_without_steps_charges_nothing_until_the_visit() -> None:
    laid_out = stages([], local("2026-12-16T10:00"))

    assert laid_out == (Stage(None, 0),)
    assert free_until(laid_out) is None


@pytest.mark.parametrize(
    ("visit", "days", "free"),
    [
        pytest.param("2026-12-16T10:00", 0, None, id="a deadline after the visit"),
        pytest.param("2026-12-16T00:00", 1, None, id="one as the visit begins"),
        pytest.param("2026-12-16T00:01", 1, "2026-12-16T00:00", id="one just before"),
    ],
)
def test_a_deadline_counts_only_if_it_comes_before_the_visit(
    visit: str, days: int, free: str | None
) -> None:
    laid_out = stages([Step(days, 100)], local(visit))

    assert free_until(laid_out) == (local(free) if free else None)
    assert len(laid_out) == (2 if free else 1)


def test_steps_that_change_nothing_make_no_stage() -> None:
    steps = [Step(60, 0), Step(30, 50), Step(20, 50), Step(1, 100)]

    laid_out = stages(steps, local("2026-12-31T10:00"))

    assert [stage.charge_percent for stage in laid_out] == [0, 50, 100]
    assert free_until(laid_out) == local("2026-12-02T00:00")


@pytest.mark.parametrize(
    ("days", "percent"),
    [
        pytest.param(-1, 50, id="after the visit"),
        pytest.param(1, -1, id="less than nothing"),
        pytest.param(1, 101, id="more than all"),
    ],
)
def test_a_step_that_makes_no_sense_is_refused(days: int, percent: int) -> None:
    with pytest.raises(ValueError, match="step"):
        Step(days, percent)


@pytest.mark.parametrize(("days", "percent"), [(0, 0), (1, 100), (3650, 50)])
def test_a_step_at_the_edge_of_sense_is_not(days: int, percent: int) -> None:
    assert Step(days, percent).charge_percent == percent


policies = st.lists(
    st.builds(Step, st.integers(0, 400), st.integers(0, 100)), max_size=6
)
visits = st.builds(
    datetime.combine,
    st.dates(date(2026, 1, 1), date(2029, 12, 31)),
    st.times(),
    st.just(AMSTERDAM),
)
leads = st.timedeltas(timedelta(), timedelta(days=450))


def ascending(policy: list[Step]) -> list[Step]:
    """Make the same deadlines cost more and more."""
    days = sorted({step.days_before for step in policy}, reverse=True)
    charges = sorted(step.charge_percent for step in policy)
    return [Step(*pair) for pair in zip(days, charges, strict=False)]


@given(policies, visits)
def test_stages_cover_all_time_without_gap_or_overlap(
    policy: list[Step], visit: datetime
) -> None:
    laid_out = stages(policy, visit)

    ends = [stage.until for stage in laid_out]
    assert ends[-1] is None
    assert laid_out[0].charge_percent == 0
    known = [end for end in ends if end is not None]
    assert len(known) == len(ends) - 1
    assert known == sorted(known)
    assert all(end < visit for end in known)
    for one, following in pairwise(laid_out):
        assert one.charge_percent != following.charge_percent


@given(policies, visits, leads)
def test_the_charge_at_any_moment_is_that_of_the_last_deadline_gone_by(
    policy: list[Step], visit: datetime, lead: timedelta
) -> None:
    now = visit.astimezone(UTC) - lead
    today = now.astimezone(AMSTERDAM).date()
    gone = [
        (-step.days_before, step.charge_percent)
        for step in policy
        if today > visit.date() - timedelta(days=step.days_before)
        and deadline(visit, step.days_before) != visit
    ]

    expected = max(gone, default=(0, 0))[1]

    assert charge_percent(stages(policy, visit), now) == expected


@given(policies, visits, leads, leads)
def test_waiting_never_makes_a_cancellation_cheaper(
    policy: list[Step], visit: datetime, one: timedelta, other: timedelta
) -> None:
    laid_out = stages(ascending(policy), visit)
    early, late = sorted([visit.astimezone(UTC) - one, visit.astimezone(UTC) - other])

    assert charge_percent(laid_out, early) <= charge_percent(laid_out, late)


@given(policies, visits, leads)
def test_until_it_is_no_longer_free_it_is_free(
    policy: list[Step], visit: datetime, lead: timedelta
) -> None:
    laid_out = stages(policy, visit)
    now = visit.astimezone(UTC) - lead
    end = free_until(laid_out)

    if end is None or now < end:
        assert charge_percent(laid_out, now) == 0
    if end is not None:
        assert charge_percent(laid_out, end.astimezone(UTC) - SECOND) == 0
        assert charge_percent(laid_out, end) > 0


@given(policies, visits)
def test_the_order_of_the_steps_does_not_matter(
    policy: list[Step], visit: datetime
) -> None:
    assert stages(policy[::-1], visit) == stages(policy, visit)


@given(policies, st.dates(date(2026, 1, 1), date(2029, 12, 31)))
def test_the_hour_of_the_visit_moves_no_deadline(policy: list[Step], day: date) -> None:
    morning = datetime.combine(day, time(9), AMSTERDAM)
    evening = datetime.combine(day, time(21), AMSTERDAM)

    assert stages(policy, morning) == stages(policy, evening)
