"""Changing a price list: what may stand on it together, and taking a change back."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from groupz_platform.audit.models import AuditEntry
from groupz_platform.audit.rules import Act
from groupz_platform.catalogue.errors import PriceNotFoundError, PriceRivalError
from groupz_platform.catalogue.models import Activity, PriceRule
from groupz_platform.catalogue.pricing import Price
from groupz_platform.catalogue.publishing import OF_PRICE
from groupz_platform.catalogue.queries import price_of

DATES = ("valid_from", "valid_until")


def rival_of(wanted: Price, others: Iterable[Price]) -> Price | None:
    """Find a price that counts for the same persons of the same groups on some date.

    One for a single category or type of group is no rival of one for all: it goes
    before it.
    """
    return next((other for other in others if are_rivals(wanted, other)), None)


def are_rivals(one: Price, other: Price) -> bool:
    """Tell whether neither of two prices goes before the other where both count."""
    same = (one.basis, one.category, one.group_type) == (
        other.basis,
        other.category,
        other.group_type,
    )
    return (
        same
        and overlap(one.min_persons, one.max_persons, other)
        and (one.valid_from or date.min) <= (other.valid_until or date.max)
        and (other.valid_from or date.min) <= (one.valid_until or date.max)
    )


def overlap(smallest: int, largest: int | None, other: Price) -> bool:
    """Tell whether some size of group is within both bounds."""
    up_to_here = largest is None or other.min_persons <= largest
    return up_to_here and (other.max_persons is None or smallest <= other.max_persons)


def with_price(
    activity: Activity, wanted: Price, instead_of: PriceRule | None = None
) -> list[Price]:
    """List the prices of an activity as they are once one is added, or takes a place.

    Raises:
        PriceRivalError: Another price counts for the same groups.
    """
    others = [price_of(rule) for rule in activity.prices if rule is not instead_of]
    rival = rival_of(wanted, others)
    if rival is not None:
        raise PriceRivalError(rival)
    return [*others, wanted]


def write(rule: PriceRule, price: Price) -> None:
    """Write a price into its row."""
    for name in OF_PRICE:
        setattr(rule, name, getattr(price, name))


def last_change(session: Session, price_id: int) -> int:
    """Tell the number of the last entry of the audit log about a price; 0 for none."""
    found = (
        select(AuditEntry.id)
        .where(
            AuditEntry.table == PriceRule.__tablename__,
            AuditEntry.row_key == str(price_id),
        )
        .order_by(AuditEntry.id.desc())
        .limit(1)
    )
    return session.scalar(found) or 0


def take_back(session: Session, entry_id: int) -> int:
    """Take back a change of a price: added, changed or removed.

    Args:
        session: An open session of the role ``backoffice``.
        entry_id: The number of the change in the audit log.

    Returns:
        The number of the activity.

    Raises:
        PriceNotFoundError: The log tells of no such change, or a later one followed.
        PriceRivalError: Meanwhile another price counts for the same groups.
    """
    entry = session.get(AuditEntry, entry_id)
    if entry is None or entry.table != PriceRule.__tablename__:
        raise PriceNotFoundError
    if last_change(session, int(entry.row_key)) != entry_id:
        raise PriceNotFoundError
    rule = session.get(PriceRule, int(entry.row_key)) or removed(entry)
    activity = session.get_one(Activity, rule.activity_id, with_for_update=True)
    if entry.act is Act.ADDED:
        activity.prices.remove(rule)
    else:
        put_back(activity, rule, entry)
    return activity.id


def removed(entry: AuditEntry) -> PriceRule:
    """Make a price anew that was removed."""
    if entry.act is not Act.REMOVED:
        raise PriceNotFoundError
    return PriceRule(**read(entry.before))


def put_back(activity: Activity, rule: PriceRule, entry: AuditEntry) -> None:
    """Give a price the values that it had before a change."""
    for name, value in read(entry.before).items():
        setattr(rule, name, value)
    with_price(activity, price_of(rule), instead_of=rule)
    if rule not in activity.prices:
        activity.prices.append(rule)


def read(columns: Mapping[str, Any]) -> dict[str, Any]:
    """Read columns as the audit log writes them."""
    return {
        name: date.fromisoformat(value) if name in DATES and value else value
        for name, value in columns.items()
        if name != "id"
    }
