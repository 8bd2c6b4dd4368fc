"""Rates of VAT: which counts from which service date on."""

from datetime import date

from flask import Response, request
from sqlalchemy import select
from sqlalchemy.orm import Session
from werkzeug import Response as BaseResponse

from groupz_platform.billing.models import TaxRate
from groupz_platform.catalogue.rules import TaxCode
from groupz_platform.desk.edited import page, see
from groupz_platform.desk.prices.blueprint import prices
from groupz_platform.desk.prices.rate_forms import RateForm, basis_points_in, rate_form
from groupz_platform.errors import NotFoundError
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs, say
from groupz_platform.web.context import now
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.transactions import transaction


@prices.get("/vat/")
@needs(Permission.PRICES_READ)
def vat() -> Response:
    """Show the rates of VAT."""
    with transaction(Role.BACKOFFICE) as session:
        return asked(session, rate_form())


@prices.post("/vat/")
@needs(Permission.PRICES_CHANGE)
def add_rate() -> BaseResponse:
    """Add a rate that counts from a day to come."""
    form = rate_form(request.form)
    with transaction(Role.BACKOFFICE) as session:
        if not form.validate() or not is_free(session, form):
            return asked(session, form)
        session.add(
            TaxRate(
                tax_code=TaxCode(form.tax_code.data),
                valid_from=form.valid_from.data,
                basis_points=basis_points_in(form.percent.data or ""),
            )
        )
    say(_("The rate is added."))
    return see("prices.vat")


@prices.post("/vat/<code>/<day>/remove")
@needs(Permission.PRICES_CHANGE)
def remove_rate(code: str, day: str) -> BaseResponse:
    """Take a rate away that does not count yet."""
    with transaction(Role.BACKOFFICE) as session:
        rate = session.get(TaxRate, key_of(code, day))
        if rate is None or rate.valid_from <= now().date():
            say(_("A rate that counts, or has counted, stays."))
        else:
            session.delete(rate)
            say(_("The rate is gone."))
    return see("prices.vat")


def key_of(code: str, day: str) -> tuple[TaxCode, date]:
    """Read the key of a rate off an address.

    Raises:
        NotFoundError: It is none.
    """
    try:
        return TaxCode(code), date.fromisoformat(day)
    except ValueError as error:
        raise NotFoundError from error


def is_free(session: Session, form: RateForm) -> bool:
    """Tell whether no rate of the same code begins on that day."""
    key = (TaxCode(form.tax_code.data), form.valid_from.data)
    if session.get(TaxRate, key) is not None:
        form.valid_from.errors = [_("Another rate begins on that day.")]
    return not form.valid_from.errors


def asked(session: Session, form: RateForm) -> Response:
    """Render the rates, and the form of one more."""
    rates = session.scalars(
        select(TaxRate).order_by(TaxRate.tax_code, TaxRate.valid_from.desc())
    )
    today = now().date()
    return page(
        "desk/prices/vat.html", form, rates=rates.all(), today=today, here="prices"
    )
