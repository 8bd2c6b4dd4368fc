"""Reading price lists as staff see them."""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from groupz_platform.catalogue.models import PriceRule


class Span(NamedTuple):
    """How many prices an activity has; the lowest and the highest, in cents."""

    number: int
    lowest: int
    highest: int


def spans(session: Session, activities: Collection[int]) -> dict[int, Span]:
    """Sum up the price lists of some activities; those without a price are absent."""
    amounts = PriceRule.amount_cents
    found = session.execute(
        select(
            PriceRule.activity_id, func.count(), func.min(amounts), func.max(amounts)
        )
        .where(PriceRule.activity_id.in_(activities))
        .group_by(PriceRule.activity_id)
    )
    return {activity: Span(*span) for activity, *span in found}


def price_rows(session: Session, activity_id: int) -> Sequence[PriceRule]:
    """List the prices of an activity, those of one kind of group together."""
    return session.scalars(
        select(PriceRule)
        .where(PriceRule.activity_id == activity_id)
        .order_by(
            PriceRule.group_type,
            PriceRule.basis,
            PriceRule.category,
            PriceRule.min_persons,
            PriceRule.valid_from,
            PriceRule.id,
        )
    ).all()
