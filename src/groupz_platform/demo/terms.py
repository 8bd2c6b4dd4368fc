"""The demo's cancellation policies and rates of VAT."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from groupz_platform.billing.models import TaxRate
from groupz_platform.catalogue.models import Activity, CancellationPolicy, PolicyStep
from groupz_platform.catalogue.rules import TaxCode
from groupz_platform.demo.programme import Table, policies, programme, tax_rates


def add_terms(session: Session) -> None:
    """Add the policies and rates that are not there yet.

    A policy that is new is given to the activities of an older demo that have none; one
    that was there already is not, because staff may have taken it off.
    """
    for table in policies():
        if policy_named(session, table["slug"]) is None:
            give(session, add_policy(session, table))
    for table in tax_rates():
        if session.get(TaxRate, key_of(table)) is None:
            session.add(made_rate(table))


def are_there(session: Session) -> bool:
    """Tell whether all of them are."""
    return all(policy_named(session, table["slug"]) for table in policies()) and all(
        session.get(TaxRate, key_of(table)) for table in tax_rates()
    )


def policy_named(session: Session, slug: str) -> CancellationPolicy | None:
    """Find a policy."""
    return session.scalar(
        select(CancellationPolicy).where(CancellationPolicy.slug == slug)
    )


def add_policy(session: Session, table: Table) -> CancellationPolicy:
    """Add a policy with its steps."""
    steps = [PolicyStep(**step) for step in table["steps"]]
    policy = CancellationPolicy(slug=table["slug"], steps=steps)
    session.add(policy)
    session.flush()
    return policy


def give(session: Session, policy: CancellationPolicy) -> None:
    """Give a policy to the activities of the programme that are to have it."""
    rows = [row for venue in programme() for row in venue["activity"]]
    slugs = [row["slug"] for row in rows if row["policy"] == policy.slug]
    without = select(Activity).where(
        Activity.slug.in_(slugs), Activity.policy_id.is_(None)
    )
    for activity in session.scalars(without):
        activity.policy = policy


def made_rate(table: Table) -> TaxRate:
    """Make the row of a rate."""
    code, first = key_of(table)
    return TaxRate(tax_code=code, valid_from=first, basis_points=table["basis_points"])


def key_of(table: Table) -> tuple[TaxCode, date]:
    """Tell by what a rate is known."""
    return TaxCode(table["tax_code"]), table["valid_from"]
