"""Adding a price, and changing one; what groups would pay is shown before."""

from collections.abc import Sequence

from flask import Response, request, url_for
from sqlalchemy.orm import Session
from werkzeug import Response as BaseResponse

from groupz_platform.catalogue.errors import PriceRivalError
from groupz_platform.catalogue.models import PriceRule
from groupz_platform.catalogue.price_list import last_change, with_price, write
from groupz_platform.catalogue.pricing import Price
from groupz_platform.catalogue.queries import activity_view
from groupz_platform.desk.activities.blueprint import found, title_of
from groupz_platform.desk.edited import ROW, Seen, page, see
from groupz_platform.desk.prices.blueprint import found_in, prices
from groupz_platform.desk.prices.forms import PriceForm, present, price_form
from groupz_platform.desk.prices.simulator import comparisons, today_at
from groupz_platform.formats import money
from groupz_platform.permissions import Permission
from groupz_platform.roles import Role
from groupz_platform.web.access import needs, say
from groupz_platform.web.gettext import gettext as _
from groupz_platform.web.language import page_locale
from groupz_platform.web.transactions import transaction


@prices.get(f"/<{ROW}:activity_id>/new")
@needs(Permission.PRICES_CHANGE)
def new(activity_id: int) -> Response:
    """Ask for a price."""
    with transaction(Role.BACKOFFICE) as session:
        sheet = Sheet(session, activity_id)
        return sheet.asked(price_form(data={"min_persons": 1}))


@prices.post(f"/<{ROW}:activity_id>/new")
@needs(Permission.PRICES_CHANGE)
def add(activity_id: int) -> BaseResponse:
    """Add a price, or show what it would change."""
    return saved(activity_id, None)


@prices.get(f"/<{ROW}:activity_id>/<{ROW}:price_id>/")
@needs(Permission.PRICES_CHANGE)
def one(activity_id: int, price_id: int) -> Response:
    """Show a price, with the form to change it."""
    with transaction(Role.BACKOFFICE) as session:
        sheet = Sheet(session, activity_id, price_id)
        given = present(found_in(sheet.activity, price_id))
        return sheet.asked(price_form(data=given))


@prices.post(f"/<{ROW}:activity_id>/<{ROW}:price_id>/")
@needs(Permission.PRICES_CHANGE)
def change(activity_id: int, price_id: int) -> BaseResponse:
    """Change a price, or show what that would change."""
    return saved(activity_id, price_id)


def saved(activity_id: int, price_id: int | None) -> BaseResponse:
    """Save what was typed, unless it is only tried, wrong, or comes too late."""
    form, seen = price_form(request.form), Seen.sent()
    with transaction(Role.BACKOFFICE) as session:
        sheet = Sheet(session, activity_id, price_id, lock=True)
        after = sheet.prices_with(form)
        is_late = seen.is_old(sheet.activity)
        if not after or is_late or "try" in request.form:
            return sheet.asked(form, after, seen if is_late else None)
        entry = sheet.keep(form.price)
    say(
        _("The price counts for whoever books from now on; bookings keep theirs."),
        undo=url_for("prices.undo", entry_id=entry) if entry else "",
    )
    return see("prices.shown", activity_id=activity_id)


class Sheet:
    """An activity with the price that is asked about; nothing where it is a new one.

    Args:
        session: An open session of the role ``backoffice``.
        activity_id: Which activity.
        price_id: Which price of it.
        lock: Whether nobody else changes them until the transaction ends.

    Raises:
        ActivityNotFoundError: There is no such activity.
        PriceNotFoundError: It has no such price.
    """

    def __init__(
        self,
        session: Session,
        activity_id: int,
        price_id: int | None = None,
        *,
        lock: bool = False,
    ) -> None:
        self.session = session
        self.activity = found(session, activity_id, lock=lock)
        self.view = activity_view(self.activity, page_locale())
        self.rule = None if price_id is None else found_in(self.activity, price_id)

    def prices_with(self, form: PriceForm) -> list[Price]:
        """List the prices with the one that was typed; none where that cannot stand."""
        if not form.validate():
            return []
        try:
            return with_price(self.activity, form.price, instead_of=self.rule)
        except PriceRivalError as error:
            form.amount_cents.errors = [rival_words(error.rival)]
            return []

    def keep(self, price: Price) -> int:
        """Write a price down; answer with the number of the change in the audit log."""
        rule = self.rule
        if rule is None:
            rule = PriceRule()
            self.activity.prices.append(rule)
        write(rule, price)
        self.session.flush()
        return last_change(self.session, rule.id)

    def asked(
        self, form: PriceForm, after: Sequence[Price] = (), seen: Seen | None = None
    ) -> Response:
        """Render the form, and what groups would pay with the price that was typed."""
        on = form.valid_from.data or today_at(self.view)
        groups = comparisons(self.view, form.price, after, on) if after else ()
        rows = [("price_rules", str(self.rule.id))] if self.rule else []
        return page(
            "desk/prices/one.html",
            form,
            is_late=seen is not None,
            activity=self.activity,
            title=title_of(self.activity),
            rule=self.rule,
            groups=list(groups),
            on=on,
            seen=Seen.now(self.session, self.activity),
            entries=seen.changes(self.session, rows) if seen else (),
            here="prices",
        )


def rival_words(rival: Price) -> str:
    """Say which other price counts for the same groups."""
    return _(
        "Another price, of %(amount)s, counts for some of these groups on the same "
        "days. Change that one, or the sizes or days of this one.",
        amount=money(rival.amount_cents, page_locale()),
    )
