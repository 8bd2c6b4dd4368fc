"""Prices at the desk: listed, tried, added, changed, removed, taken back; VAT."""

import re
from datetime import date
from http import HTTPStatus

import pytest

from factories import make_activity
from groupz_platform.billing.models import TaxRate
from groupz_platform.catalogue.models import PriceRule
from groupz_platform.catalogue.rules import (
    GroupType,
    ParticipantCategory,
    PriceBasis,
    TaxCode,
)
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from office import Clerk, Office
from statements import statements

MOST_STATEMENTS = 11
"""The session, the account and its use; an activity as visitors see it; its prices."""

TYPED = {
    "basis": "person",
    "category": "child",
    "group_type": "",
    "amount_cents": "7,50",
    "min_persons": "10",
    "tax_code": "low",
}


def new_activity(office: Office, *prices: PriceRule) -> tuple[int, str]:
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        activity = make_activity(
            session, min_group=1, max_group=30, prices=list(prices)
        )
        return activity.id, activity.slug


def per_person(cents: int, **traits: object) -> PriceRule:
    given = {"basis": PriceBasis.PERSON, "tax_code": TaxCode.LOW} | traits
    return PriceRule(amount_cents=cents, **given)


def price_list(office: Office, activity_id: int) -> list[tuple[int, int]]:
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        found = session.query(PriceRule).filter_by(activity_id=activity_id)
        return sorted((rule.amount_cents, rule.min_persons) for rule in found)


def carried(clerk: Clerk, address: str) -> dict[str, str]:
    page = clerk.get(address).text
    names = ("version", "since")
    return {n: re.findall(rf'name="{n}" value="(\d+)"', page)[0] for n in names}


def test_all_activities_stand_with_the_span_of_their_prices(office: Office) -> None:
    new_activity(office, per_person(500), per_person(1250, group_type=GroupType.SCHOOL))
    bare, _ = new_activity(office)
    clerk = office.as_(StaffRole.FINANCE)

    with statements() as asked:
        page = clerk.get("/prices/").text

    assert "€5.00" in page
    assert "€12.50" in page
    assert "nobody can book it" in page
    assert "No prices yet" in clerk.get(f"/prices/{bare}/").text
    assert len(asked) <= MOST_STATEMENTS, asked


def test_the_simulator_says_what_a_group_pays_and_the_vat_in_it(office: Office) -> None:
    key, _ = new_activity(
        office,
        per_person(595, category=ParticipantCategory.CHILD),
        per_person(0, category=ParticipantCategory.SUPERVISOR),
    )
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        day = date(2019, 1, 1)
        session.add(TaxRate(tax_code="low", valid_from=day, basis_points=900))
    clerk = office.as_(StaffRole.DESK)

    with statements() as asked:
        page = clerk.get(f"/prices/{key}/?child=24&supervisor=3&type=school").text

    assert "24 children + 3 supervisors" in page
    assert "€142.80" in page
    assert "€11.79" in page
    assert len(asked) <= MOST_STATEMENTS, asked


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("child=40&type=school", "at most 30 people"),
        ("child=5&on=2020-01-01", "No price counts"),
        ("child=x", "whole number"),
        ("child=0&type=school", "how many people come"),
        ("child=5&type=nobody", "Not a valid choice"),
        ("child=5&on=soon", "valid date"),
    ],
)
def test_the_simulator_says_why_there_is_no_price(
    office: Office, query: str, words: str
) -> None:
    price = per_person(
        100, category=ParticipantCategory.CHILD, valid_from=date(2021, 1, 1)
    )
    key, _ = new_activity(office, price)

    page = office.as_(StaffRole.DESK).get(f"/prices/{key}/?{query}")

    assert page.status_code == HTTPStatus.OK
    assert words in page.text


def test_a_price_is_tried_added_seen_by_visitors_and_taken_back(office: Office) -> None:
    key, slug = new_activity(office, per_person(1000))
    clerk = office.as_(StaffRole.PLANNER)
    address = f"/prices/{key}/new"
    typed = TYPED | carried(clerk, address)

    tried = clerk.post(address, typed | {"try": "1"})
    assert "€225.00" in tried.text  # 30 children at 7.50
    assert "€300.00" in tried.text  # and at the 10.00 that they pay now
    assert 'value="7,50"' in tried.text
    assert price_list(office, key) == [(1000, 1)]

    said = clerk.follow(address, typed).text
    assert price_list(office, key) == [(750, 10), (1000, 1)]
    assert "€7.50" in office.platform.visitor.get(f"/en/activities/{slug}").text

    [undo] = re.findall(r"/backoffice(/prices/undo/\d+)", said)
    clerk.follow(undo, {})
    assert price_list(office, key) == [(1000, 1)]
    assert "can no longer be undone" in clerk.follow(undo, {}).text


def test_a_price_is_changed_and_who_comes_late_is_told(office: Office) -> None:
    key, _ = new_activity(office, per_person(1000))
    clerk = office.as_(StaffRole.PLANNER)
    [address] = set(
        re.findall(
            rf"/backoffice(/prices/{key}/\d+/)\"", clerk.get(f"/prices/{key}/").text
        )
    )
    typed = TYPED | carried(clerk, address)

    said = clerk.follow(address, typed | {"amount_cents": "8"}).text
    late = clerk.post(address, typed | {"amount_cents": "9.99"})

    assert price_list(office, key) == [(800, 10)]
    assert late.status_code == HTTPStatus.CONFLICT
    assert 'value="9.99"' in late.text
    assert "Somebody else has changed" in late.text
    [undo] = re.findall(r"/backoffice(/prices/undo/\d+)", said)
    clerk.follow(undo, {})
    assert price_list(office, key) == [(1000, 1)]


def test_a_price_is_removed_and_put_back(office: Office) -> None:
    until = date(2030, 6, 1)
    key, _ = new_activity(
        office,
        per_person(1000, valid_until=until),
        per_person(5, valid_from=date(2030, 6, 2)),
    )
    clerk = office.as_(StaffRole.PLANNER)
    page = clerk.get(f"/prices/{key}/").text
    remove = re.findall(rf"/backoffice(/prices/{key}/\d+/remove)", page)[-1]

    said = clerk.follow(remove, {}).text
    assert len(price_list(office, key)) == 1
    assert "gone already" in clerk.follow(remove, {}).text
    [undo] = re.findall(r"/backoffice(/prices/undo/\d+)", said)
    clerk.follow(undo, {})

    assert price_list(office, key) == [(5, 1), (1000, 1)]
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        ends = [rule.valid_until for rule in session.query(PriceRule)]
    assert until in ends


@pytest.mark.parametrize(
    ("wrong", "why"),
    [
        ({"amount_cents": ""}, "0 is free of charge"),
        ({"amount_cents": "1.250"}, "amount such as 12.50"),
        ({"amount_cents": "-1"}, "amount such as 12.50"),
        ({"basis": "year"}, "Not a valid choice"),
        ({"basis": "group"}, "for everybody in it"),
        ({"included_persons": "10"}, "Only a price for the whole group"),
        (
            {"basis": "group", "category": "", "included_persons": "10"},
            "Fill in both",
        ),
        ({"min_persons": "0"}, "from 1 to 9999"),
        ({"max_persons": "9"}, "from 10 to 9999"),
        ({"valid_from": "2030-02-01", "valid_until": "2030-01-31"}, "before the first"),
        ({"valid_from": "0001-01-01"}, "Look at the year"),
        ({"category": "", "min_persons": "1"}, "Another price, of €10.00"),
    ],
)
def test_what_is_no_price_is_refused_and_kept_as_typed(
    office: Office, wrong: dict[str, str], why: str
) -> None:
    key, _ = new_activity(office, per_person(1000))
    clerk = office.as_(StaffRole.PLANNER)
    address = f"/prices/{key}/new"

    answer = clerk.post(address, TYPED | carried(clerk, address) | wrong)

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert why in answer.text
    assert price_list(office, key) == [(1000, 1)]


def test_rates_of_vat_begin_in_the_future_alone(office: Office) -> None:
    clerk = office.as_(StaffRole.PLANNER)
    typed = {"tax_code": "low", "percent": "9,5", "valid_from": "2099-01-01"}

    clerk.follow("/prices/vat/", typed)
    twice = clerk.post("/prices/vat/", typed)
    past = clerk.post("/prices/vat/", typed | {"valid_from": "2026-11-22"})
    odd = clerk.post("/prices/vat/", typed | {"percent": "101"})

    assert "9.5%" in clerk.get("/prices/vat/").text
    assert "Another rate begins" in twice.text
    assert "from tomorrow on" in past.text
    assert "rate such as 9" in odd.text
    clerk.follow("/prices/vat/low/2099-01-01/remove", {})
    assert "9.5%" not in clerk.get("/prices/vat/").text


def test_a_rate_that_counts_stays(office: Office) -> None:
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        day = date(2019, 1, 1)
        session.add(TaxRate(tax_code="low", valid_from=day, basis_points=900))
    clerk = office.as_(StaffRole.PLANNER)

    said = clerk.follow("/prices/vat/low/2019-01-01/remove", {}).text

    assert "stays" in said
    assert "9%" in said
    odd = clerk.post("/prices/vat/lower/2019-01-01/remove", {})
    assert odd.status_code == HTTPStatus.NOT_FOUND
