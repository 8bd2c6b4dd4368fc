import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from databases import TestingDatabase
from factories import make_activity, make_booking, make_slot
from groupz_platform.billing.models import TaxRate
from groupz_platform.billing.queries import rates_on
from groupz_platform.catalogue.models import (
    Activity,
    CancellationPolicy,
    PolicyStep,
)
from groupz_platform.catalogue.queries import steps_of
from groupz_platform.catalogue.rules import TaxCode
from groupz_platform.cli.commands import groupz
from groupz_platform.demo import services, terms
from groupz_platform.demo.programme import policies, programme, tax_rates
from groupz_platform.roles import Role


def load(session: Session) -> None:
    """Load the demo without time slots, which take long, and with one booking."""
    terms.add_terms(session)
    load_programme(session)
    slot = make_slot(session, activity=session.scalars(select(Activity)).first())
    make_booking(session, slot=slot, idempotency_key=f"demo-{slot.id}-0")


def load_programme(session: Session) -> None:
    for table in programme():
        venue = services.add_venue(session, table)
        for position, row in enumerate(table["activity"]):
            services.add_activity(session, venue, row, position)


def policy_slugs(session: Session) -> dict[str, str | None]:
    found = session.scalars(select(Activity).order_by(Activity.slug))
    return {a.slug: a.policy.slug if a.policy else None for a in found}


def versions(session: Session) -> dict[str, int]:
    found = session.execute(select(Activity.slug, Activity.version)).all()
    return dict(found)


def counts(session: Session) -> list[int | None]:
    tables = (CancellationPolicy, PolicyStep, TaxRate, Activity)
    return [session.scalar(select(func.count()).select_from(t)) for t in tables]


def test_each_activity_has_a_policy_and_evenings_the_strict_one(
    database: TestingDatabase,
) -> None:
    with database.databases.transaction(Role.BACKOFFICE) as session:
        load(session)

    with database.databases.transaction(Role.VISITOR) as session:
        given = policy_slugs(session)
        assert given["reken-op-een-mammoet"] == "mild"
        assert given["avond-aan-de-degelpers"] == "strict"
        assert set(given.values()) == {"mild", "strict"}
        assert len(given) == 12


def test_policies_cost_more_and_more_and_the_strict_one_sooner(
    sqlite_database: TestingDatabase,
) -> None:
    with sqlite_database.databases.transaction(Role.BACKOFFICE) as session:
        load(session)
        steps = {
            slug: steps_of(terms.policy_named(session, slug))
            for slug in ("mild", "strict")
        }

    for found in steps.values():
        assert [s.days_before for s in found] == sorted(
            (s.days_before for s in found), reverse=True
        )
        assert [s.charge_percent for s in found] == sorted(
            s.charge_percent for s in found
        )
    assert steps["strict"][0].days_before > steps["mild"][0].days_before
    assert steps["strict"][-1].charge_percent == 100


@pytest.mark.parametrize("on", [date(2025, 12, 31), date(2026, 1, 1), date(2027, 6, 1)])
def test_every_price_of_the_programme_has_a_rate_of_vat(
    sqlite_database: TestingDatabase, on: date
) -> None:
    with sqlite_database.databases.transaction(Role.BACKOFFICE) as session:
        load(session)

        assert rates_on(session, on) == {
            TaxCode.LOW: 900,
            TaxCode.STANDARD: 2100,
            TaxCode.EXEMPT: 0,
        }


def test_what_is_loaded_again_is_not_there_twice(
    sqlite_database: TestingDatabase,
) -> None:
    with sqlite_database.databases.transaction(Role.BACKOFFICE) as session:
        load(session)
        once, before = counts(session), versions(session)

        terms.add_terms(session)
        load_programme(session)

        assert counts(session) == once == [2, 5, 3, 12]
        assert versions(session) == before


def test_an_older_demo_gets_its_policies_and_rates(
    sqlite_database: TestingDatabase,
) -> None:
    with sqlite_database.databases.transaction(Role.BACKOFFICE) as session:
        load_programme(session)
        own = make_activity(session)
        before = versions(session)
        assert set(policy_slugs(session).values()) == {None}

        terms.add_terms(session)

        given = policy_slugs(session)
        assert given.pop(own.slug) is None
        assert set(given.values()) == {"mild", "strict"}
        after = versions(session)
        assert after.pop(own.slug) == before.pop(own.slug)
        assert all(after[slug] > version for slug, version in before.items())


def test_an_activity_that_has_a_policy_keeps_it(
    sqlite_database: TestingDatabase,
) -> None:
    with sqlite_database.databases.transaction(Role.BACKOFFICE) as session:
        load_programme(session)
        chosen = session.scalars(select(Activity)).first()
        assert chosen is not None
        chosen.policy = CancellationPolicy(slug="our-own")
        session.flush()

        terms.add_terms(session)

        assert policy_slugs(session)[chosen.slug] == "our-own"


def test_what_staff_have_changed_stays_changed(
    sqlite_database: TestingDatabase,
) -> None:
    with sqlite_database.databases.transaction(Role.BACKOFFICE) as session:
        load(session)
        free = session.scalars(select(Activity)).first()
        assert free is not None
        free.policy = None
        changed = select(TaxRate).where(TaxRate.tax_code == TaxCode.LOW)
        session.scalars(changed).one().basis_points = 600
        session.flush()

        terms.add_terms(session)
        load_programme(session)

        assert free.policy is None
        assert rates_on(session, date(2026, 1, 1))[TaxCode.LOW] == 600


def test_a_whole_demo_is_not_wanted_again(database: TestingDatabase) -> None:
    with database.databases.transaction(Role.BACKOFFICE) as session:
        assert services.is_wanted(session)
        load(session)

    with database.databases.transaction(Role.BACKOFFICE) as session:
        assert not services.is_wanted(session)


def without_terms(session: Session) -> None:
    load_programme(session)


def only_the_first_venue(session: Session) -> None:
    terms.add_terms(session)
    table = programme()[0]
    venue = services.add_venue(session, table)
    for position, row in enumerate(table["activity"]):
        services.add_activity(session, venue, row, position)


def without_groups(session: Session) -> None:
    terms.add_terms(session)
    load_programme(session)


def without_a_policy(session: Session) -> None:
    load(session)
    strict = terms.policy_named(session, "strict")
    session.execute(
        update(Activity).where(Activity.policy == strict).values(policy_id=None)
    )
    session.delete(strict)


def without_a_rate(session: Session) -> None:
    load(session)
    session.execute(delete(TaxRate).where(TaxRate.tax_code == TaxCode.STANDARD))


def without_an_activity(session: Session) -> None:
    load(session)
    last = select(Activity).order_by(Activity.id.desc()).limit(1)
    session.delete(session.scalars(last).one())


def only_terms(session: Session) -> None:
    terms.add_terms(session)


@pytest.mark.parametrize(
    "begun",
    [
        without_terms,
        only_the_first_venue,
        without_groups,
        without_a_policy,
        without_a_rate,
        without_an_activity,
        only_terms,
    ],
    ids=lambda begun: begun.__name__.replace("_", " "),
)
def test_a_demo_that_was_only_begun_is_wanted_and_made_whole(
    sqlite_database: TestingDatabase, begun: Callable[[Session], None]
) -> None:
    with sqlite_database.databases.transaction(Role.BACKOFFICE) as session:
        begun(session)
        session.flush()
        assert services.is_wanted(session)

        load(session)

        assert not services.is_wanted(session)
        assert counts(session) == [2, 5, 3, 12]


def test_a_programme_of_somebodys_own_is_left_without_the_demo(
    sqlite_database: TestingDatabase,
) -> None:
    with sqlite_database.databases.transaction(Role.BACKOFFICE) as session:
        make_activity(session)

        assert not services.is_wanted(session)


def test_the_programme_names_no_policy_and_no_code_that_it_lacks() -> None:
    rows = [row for venue in programme() for row in venue["activity"]]

    assert {row["policy"] for row in rows} == {table["slug"] for table in policies()}
    codes = {price["tax_code"] for row in rows for price in row["price"]}
    assert codes <= {table["tax_code"] for table in tax_rates()}


def test_the_command_completes_an_older_demo_once_and_is_then_silent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GROUPZ_INSTANCE", str(tmp_path))
    run("db", "upgrade")
    run("demo")
    with closing(sqlite3.connect(tmp_path / "groupz.sqlite3")) as database:
        database.executescript(OLDER)

    completed, silent = run("demo", "--once"), run("demo", "--once")

    assert (completed.exit_code, silent.exit_code) == (0, 0)
    assert "Demo programme: 0 time slots" in completed.output
    assert silent.output == ""
    with closing(sqlite3.connect(tmp_path / "groupz.sqlite3")) as database:
        assert database.execute(WITHOUT_POLICY).fetchone() == (0,)


OLDER = """
UPDATE activities SET policy_id = NULL;
DELETE FROM policy_steps;
DELETE FROM cancellation_policies;
DELETE FROM tax_rates;
"""
WITHOUT_POLICY = "SELECT count(*) FROM activities WHERE policy_id IS NULL"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(groupz, arguments)
