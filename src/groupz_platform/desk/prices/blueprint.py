"""The blueprint of these pages, and how a price is found."""

from flask import Blueprint

from groupz_platform.catalogue.errors import PriceNotFoundError
from groupz_platform.catalogue.models import Activity, PriceRule

prices = Blueprint("prices", __name__, url_prefix="/prices")


def found_in(activity: Activity, price_id: int) -> PriceRule:
    """Find a price of an activity by its number.

    Raises:
        PriceNotFoundError: There is none.
    """
    rule = next((each for each in activity.prices if each.id == price_id), None)
    if rule is None:
        raise PriceNotFoundError
    return rule
