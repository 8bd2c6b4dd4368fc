"""Prices: what activities cost, what a group would pay, and VAT."""

from groupz_platform.desk.prices import changing, listing, rates, removing
from groupz_platform.desk.prices.blueprint import prices

__all__ = ["changing", "listing", "prices", "rates", "removing"]
