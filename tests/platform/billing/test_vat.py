from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import example, given, strategies as st
from sqlalchemy.orm import Session

from databases import TestingDatabase
from groupz_platform.billing.models import TaxRate
from groupz_platform.billing.queries import rates_on, vat_of
from groupz_platform.billing.rules import (
    VatLine,
    charges,
    half_up,
    split,
    vat_in,
    vat_lines,
)
from groupz_platform.catalogue.pricing import PriceLine
from groupz_platform.catalogue.rules import LineKind, TaxCode
from groupz_platform.roles import Role

LOW, STANDARD, EXEMPT = TaxCode.LOW, TaxCode.STANDARD, TaxCode.EXEMPT
RATES = {LOW: 900, STANDARD: 2100, EXEMPT: 0}
LAST_OF_2025, FIRST_OF_2026 = date(2025, 12, 31), date(2026, 1, 1)


@dataclass(frozen=True)
class Amount:
    amount_cents: int
    tax_code: TaxCode = LOW


cents = st.integers(-10_000_000, 10_000_000)
codes = st.sampled_from(TaxCode)
documents = st.lists(st.builds(Amount, cents, codes), max_size=12)
rates = st.integers(0, 10_000)


def with_vat(net: int, basis_points: int) -> int:
    return net * (10_000 + basis_points) // 10_000


@pytest.mark.parametrize(
    ("gross", "basis_points", "vat"),
    [
        pytest.param(10900, 900, 900, id="9 % exactly"),
        pytest.param(12100, 2100, 2100, id="21 % exactly"),
        pytest.param(10000, 0, 0, id="no rate"),
        pytest.param(0, 900, 0, id="nothing"),
        pytest.param(1, 900, 0, id="one cent has none"),
        pytest.param(6, 900, 0, id="0.4954 of a cent, just below half"),
        pytest.param(7, 900, 1, id="0.5780 of a cent, above half"),
        pytest.param(1, 10_000, 1, id="exactly half of a cent goes up"),
        pytest.param(3, 10_000, 2, id="exactly one and a half, too"),
        pytest.param(-1, 10_000, -1, id="below zero it is the mirror"),
        pytest.param(-10900, 900, -900, id="a reversal"),
    ],
)
def test_vat_is_in_the_amount_and_rounded_half_up(
    gross: int, basis_points: int, vat: int
) -> None:
    assert vat_in(gross, basis_points) == vat


def test_a_document_is_rounded_once_a_code_and_not_once_a_line() -> None:
    lines = [Amount(6)] * 10  # each 0.495 of a cent, together 4.95

    assert vat_lines(lines, RATES) == (VatLine(LOW, 900, 60, 5),)


def test_codes_stand_apart_in_a_fixed_order_whatever_that_of_the_lines() -> None:
    lines = [Amount(12100, STANDARD), Amount(5000, EXEMPT), Amount(10900), Amount(109)]

    told = vat_lines(lines, RATES)

    assert told == (
        VatLine(LOW, 900, 11009, 909),
        VatLine(STANDARD, 2100, 12100, 2100),
        VatLine(EXEMPT, 0, 5000, 0),
    )
    assert [line.net_cents for line in told] == [10100, 10000, 5000]


def test_what_is_reversed_or_free_has_no_line() -> None:
    lines = [Amount(10900), Amount(-10900), Amount(0, STANDARD)]

    assert vat_lines(lines, RATES) == ()


def test_a_code_without_a_rate_is_an_error_and_not_no_vat() -> None:
    with pytest.raises(KeyError):
        vat_lines([Amount(10900, STANDARD)], {LOW: 900})


@given(documents)
def test_vat_lines_add_up_to_the_document(lines: Sequence[Amount]) -> None:
    told = vat_lines(lines, RATES)

    assert sum(line.gross_cents for line in told) == sum(a.amount_cents for a in lines)
    assert len({line.tax_code for line in told}) == len(told)
    for line in told:
        assert line.net_cents + line.vat_cents == line.gross_cents


@given(gross=cents, basis_points=rates)
@example(gross=1, basis_points=10_000)
def test_vat_lies_between_nothing_and_the_amount(gross: int, basis_points: int) -> None:
    vat = vat_in(gross, basis_points)
    exact = Fraction(gross * basis_points, 10_000 + basis_points)

    assert min(0, gross) <= vat <= max(0, gross)
    assert abs(vat - exact) <= Fraction(1, 2)
    assert vat_in(-gross, basis_points) == -vat


@given(net=st.integers(0, 10**7), basis_points=rates)
def test_the_vat_that_was_put_on_is_found_again(net: int, basis_points: int) -> None:
    gross = with_vat(net, basis_points)

    assert abs(gross - vat_in(gross, basis_points) - net) <= 1


@given(documents)
def test_a_document_and_its_reversal_come_to_nothing(lines: list[Amount]) -> None:
    back = [Amount(-line.amount_cents, line.tax_code) for line in lines]

    assert vat_lines([*lines, *back], RATES) == ()
    assert sum(line.vat_cents for line in vat_lines(lines, RATES)) == -sum(
        line.vat_cents for line in vat_lines(back, RATES)
    )


@pytest.mark.parametrize(
    ("percent", "low", "standard"),
    [
        pytest.param(0, 0, 0, id="free"),
        pytest.param(50, 5, 51, id="half a cent goes up"),
        pytest.param(49, 4, 49, id="less than half goes down"),
        pytest.param(100, 9, 101, id="all of it"),
    ],
)
def test_a_charge_is_a_share_of_each_code(
    percent: int, low: int, standard: int
) -> None:
    lines = [Amount(4), Amount(5), Amount(101, STANDARD)]

    assert charges(lines, percent) == {LOW: low, STANDARD: standard}


@given(
    lines=st.lists(st.builds(Amount, st.integers(0, 10**6), codes), max_size=8),
    percent=st.integers(0, 99),
)
def test_a_charge_grows_with_its_percentage_and_never_past_the_whole(
    lines: list[Amount], percent: int
) -> None:
    lower, higher = charges(lines, percent), charges(lines, percent + 1)
    whole = charges(lines, 100)

    assert lower.keys() == higher.keys() == {line.tax_code for line in lines}
    for code in whole:
        assert 0 <= lower[code] <= higher[code] <= whole[code]
    assert sum(whole.values()) == sum(line.amount_cents for line in lines)
    assert not any(charges(lines, 0).values())


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        pytest.param(100, [1, 1, 1], (34, 33, 33), id="the first of equals"),
        pytest.param(200, [1, 1, 1], (67, 67, 66), id="two are left over"),
        pytest.param(10, [1, 2, 4], (1, 3, 6), id="the largest remainder"),
        pytest.param(0, [3, 1], (0, 0), id="nothing"),
        pytest.param(5, [0, 1], (0, 5), id="a weight of nothing gets nothing"),
        pytest.param(-100, [1, 1, 1], (-34, -33, -33), id="below zero"),
        pytest.param(7, [5], (7,), id="only one"),
    ],
)
def test_an_amount_is_split_by_largest_remainder(
    total: int, weights: list[int], parts: tuple[int, ...]
) -> None:
    assert split(total, weights) == parts


@pytest.mark.parametrize("weights", [[], [0, 0], [2, -1]])
def test_nothing_is_split_over_weights_that_are_none(weights: list[int]) -> None:
    with pytest.raises(ValueError, match="weights"):
        split(100, weights)


@given(
    total=cents,
    weights=st.lists(st.integers(0, 10_000), min_size=1, max_size=30).filter(any),
)
def test_parts_add_up_and_each_is_less_than_a_cent_off(
    total: int, weights: list[int]
) -> None:
    parts = split(total, weights)

    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - Fraction(total * weight, sum(weights))) < 1


@given(st.integers(-(10**9), 10**9), st.integers(1, 10**6))
def test_half_up_is_the_nearest_whole_number(n: int, d: int) -> None:
    assert abs(half_up(n, d) - Fraction(n, d)) <= Fraction(1, 2)
    assert half_up(2 * n * d + d, 2 * d) == (n + 1 if n >= 0 else n)


def rate(code: TaxCode, points: int, first: date, last: date | None = None) -> TaxRate:
    return TaxRate(
        tax_code=code, basis_points=points, valid_from=first, valid_until=last
    )


def keep(session: Session, *rows: TaxRate) -> None:
    session.add_all(rows)
    session.flush()


@pytest.mark.parametrize(
    ("night", "basis_points", "vat"),
    [
        pytest.param(LAST_OF_2025, 900, 999, id="the last night at 9 %"),
        pytest.param(FIRST_OF_2026, 2100, 2100, id="the first night at 21 %"),
    ],
)
def test_the_rate_is_that_of_the_night_across_new_year(
    database: TestingDatabase, night: date, basis_points: int, vat: int
) -> None:
    line = PriceLine(LineKind.GROUP, None, 1, 12100, LOW)
    with database.databases.transaction(Role.BACKOFFICE) as session:
        keep(
            session,
            rate(LOW, 900, date(2019, 1, 1), LAST_OF_2025),
            rate(LOW, 2100, FIRST_OF_2026),
        )

    with database.databases.transaction(Role.VISITOR) as session:
        told = vat_of(session, [line], night)

    assert told == (VatLine(LOW, basis_points, 12100, vat),)


@pytest.mark.parametrize(
    ("on", "known"),
    [
        pytest.param(date(2025, 2, 28), {EXEMPT: 0}, id="the day before"),
        pytest.param(date(2025, 3, 1), {EXEMPT: 0, LOW: 600}, id="the first day"),
        pytest.param(date(2025, 3, 31), {EXEMPT: 0, LOW: 600}, id="the last day"),
        pytest.param(date(2025, 4, 1), {EXEMPT: 0}, id="the day after"),
    ],
)
def test_a_rate_counts_from_its_first_day_to_its_last(
    sqlite_database: TestingDatabase, on: date, known: dict[TaxCode, int]
) -> None:
    with sqlite_database.databases.transaction(Role.BACKOFFICE) as session:
        keep(session, rate(LOW, 600, date(2025, 3, 1), date(2025, 3, 31)))

        assert rates_on(session, on) == known


def test_of_two_rates_the_one_that_began_last_counts(
    sqlite_database: TestingDatabase,
) -> None:
    with sqlite_database.databases.transaction(Role.BACKOFFICE) as session:
        keep(session, rate(LOW, 900, FIRST_OF_2026), rate(LOW, 600, LAST_OF_2025))

        assert rates_on(session, LAST_OF_2025)[LOW] == 600
        assert rates_on(session, FIRST_OF_2026)[LOW] == 900


def test_what_is_exempt_has_no_vat_whatever_the_table_says(
    sqlite_database: TestingDatabase,
) -> None:
    with sqlite_database.databases.transaction(Role.BACKOFFICE) as session:
        keep(session, rate(EXEMPT, 2100, LAST_OF_2025))

        told = vat_of(session, [Amount(12100, EXEMPT)], FIRST_OF_2026)

    assert told == (VatLine(EXEMPT, 0, 12100, 0),)


def test_one_missing_rate_hides_all_amounts_and_not_only_its_own(
    sqlite_database: TestingDatabase,
) -> None:
    with sqlite_database.databases.transaction(Role.BACKOFFICE) as session:
        keep(session, rate(LOW, 900, LAST_OF_2025))

        both = [Amount(10900), Amount(12100, STANDARD)]
        known = vat_of(session, [Amount(10900)], FIRST_OF_2026)
        unknown = vat_of(session, both, FIRST_OF_2026)
        free = vat_of(session, [Amount(10900), Amount(0, STANDARD)], FIRST_OF_2026)

    assert known == free == (VatLine(LOW, 900, 10900, 900),)
    assert unknown == ()
