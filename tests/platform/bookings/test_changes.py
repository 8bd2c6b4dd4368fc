"""What a group changes of its booking, and what that costs."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from booking_desk import LETTERHEAD, Desk
from groupz_platform.bookings import changes
from groupz_platform.bookings.errors import (
    BookingNotFoundError,
    PartySizeError,
    PriceChangedError,
    SlotFullError,
    SlotNotBookableError,
    TooLateError,
)
from groupz_platform.bookings.models import Booking, BookingEvent
from groupz_platform.bookings.rules import BookingState
from groupz_platform.bookings.values import ChangeRequest
from groupz_platform.catalogue.models import (
    CancellationPolicy,
    PolicyStep,
    PriceRule,
)
from groupz_platform.catalogue.rules import GroupType, LineKind, PriceBasis, TaxCode
from groupz_platform.roles import Role
from groupz_platform.schedule.errors import SlotNotFoundError
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.tokens import new_seed
from requests_for import CONTACT, group_of, request_for

TIERS = [(1, 19, 1200), (20, None, 1000)]


def with_policy(*steps: tuple[int, int]) -> dict[str, Any]:
    """An activity whose cancellation costs so many per cent from so many days on."""
    rows = [PolicyStep(days_before=days, charge_percent=n) for days, n in steps]
    return {"policy": CancellationPolicy(slug="policy", steps=rows)}


def tiered() -> dict[str, Any]:
    """An activity at 12 euros a person, and 10 from the twentieth on."""
    return {
        "prices": [
            PriceRule(
                basis=PriceBasis.PERSON,
                amount_cents=cents,
                min_persons=least,
                max_persons=most,
                tax_code=TaxCode.LOW,
            )
            for least, most, cents in TIERS
        ]
    }


def beside(desk: Desk, slot: TimeSlot, **traits: Any) -> TimeSlot:
    """Another slot of the same activity, a week later."""
    return desk.slot(
        activity_id=slot.activity_id,
        **{"starts_at": slot.starts_at + timedelta(days=7), **traits},
    )


def resized(slot: TimeSlot, **counts: int) -> ChangeRequest:
    return ChangeRequest(group_of(GroupType.SCHOOL, **counts), slot.id)


def test_four_pupils_less_give_four_places_back(desk: Desk) -> None:
    slot = desk.slot()
    token = desk.book(request_for(slot))

    desk.change(token, resized(slot, child=20, supervisor=3))

    view = desk.view(token)
    assert desk.used(slot) == (23, 1)
    assert view.persons == 23
    assert view.total_cents == 23 * 1000
    assert view.ics_sequence == 1
    assert desk.is_even()


def test_a_smaller_party_may_cost_more_a_head(desk: Desk) -> None:
    slot = desk.slot(tiered())
    token = desk.book(request_for(slot, group=group_of(child=21)))
    wanted = resized(slot, child=18)

    proposal = desk.propose(token, wanted)
    desk.change(token, wanted)

    assert proposal.before_cents == 21 * 1000
    assert proposal.difference_cents == 18 * 1200 - 21 * 1000
    assert desk.view(token).total_cents == 18 * 1200


def test_another_sort_of_group_is_written_down_and_priced(desk: Desk) -> None:
    prices = [
        PriceRule(
            basis=PriceBasis.PERSON,
            amount_cents=cents,
            group_type=kind,
            tax_code=TaxCode.LOW,
        )
        for cents, kind in ((1000, GroupType.SCHOOL), (1500, None))
    ]
    slot = desk.slot({"prices": prices})
    token = desk.book(request_for(slot))

    desk.change(token, ChangeRequest(group_of(GroupType.FAMILY, child=27), slot.id))

    view = desk.view(token)
    assert view.group_type is GroupType.FAMILY
    assert view.total_cents == 27 * 1500


def test_a_group_grows_into_the_places_that_are_left(desk: Desk) -> None:
    slot = desk.slot()
    token = desk.book(request_for(slot))

    desk.change(token, resized(slot, child=27, supervisor=3))

    assert desk.used(slot) == (30, 1)


def test_a_group_grows_in_a_slot_that_it_has_for_itself(desk: Desk) -> None:
    slot = desk.slot(capacity_groups=1)
    token = desk.book(request_for(slot))

    desk.change(token, resized(slot, child=27, supervisor=3))

    assert desk.used(slot) == (30, 1)


def test_a_group_does_not_grow_past_the_places(desk: Desk) -> None:
    slot = desk.slot()
    desk.book(request_for(slot, group=group_of(child=2)))
    token = desk.book(request_for(slot))

    with pytest.raises(SlotFullError) as refused:
        desk.change(token, resized(slot, child=26, supervisor=3))

    assert (refused.value.wanted, refused.value.left) == (29, 28)
    assert desk.used(slot) == (29, 2)
    assert desk.view(token).persons == 27


def test_a_group_does_not_shrink_below_what_the_activity_takes(desk: Desk) -> None:
    slot = desk.slot({"min_group": 10})
    token = desk.book(request_for(slot))

    with pytest.raises(PartySizeError):
        desk.change(token, resized(slot, child=9))


@pytest.mark.parametrize(
    "days", [pytest.param(7, id="later"), pytest.param(-7, id="earlier")]
)
def test_another_date_moves_the_places(desk: Desk, days: int) -> None:
    slot = desk.slot()
    other = beside(desk, slot, starts_at=slot.starts_at + timedelta(days=days))
    token = desk.book(request_for(slot))

    desk.change(token, ChangeRequest(group_of(), other.id))

    assert (desk.used(slot), desk.used(other)) == ((0, 0), (27, 1))
    assert desk.view(token).starts_at == other.starts_at
    assert desk.is_even()


def test_a_slot_with_a_lower_number_is_moved_to_as_well(desk: Desk) -> None:
    other = desk.slot()
    slot = beside(desk, other)
    token = desk.book(request_for(slot))

    desk.change(token, ChangeRequest(group_of(child=20), other.id))

    assert (desk.used(slot), desk.used(other)) == ((0, 0), (20, 1))


@pytest.mark.parametrize(
    ("traits", "error"),
    [
        pytest.param({"used_persons": 4, "used_groups": 1}, SlotFullError, id="full"),
        pytest.param({"state": "closed"}, SlotNotBookableError, id="closed"),
    ],
)
def test_a_date_that_cannot_be_had_leaves_all_as_it_was(
    desk: Desk, traits: dict[str, Any], error: type[Exception]
) -> None:
    slot = desk.slot()
    other = beside(desk, slot, **traits)
    token = desk.book(request_for(slot))
    before = (desk.view(token), desk.used(slot), desk.used(other), len(desk.mails()))

    with pytest.raises(error):
        desk.change(token, ChangeRequest(group_of(), other.id))

    after = (desk.view(token), desk.used(slot), desk.used(other), len(desk.mails()))
    assert before == after


def test_a_booking_does_not_move_to_another_activity(desk: Desk) -> None:
    slot, other = desk.slot(), desk.slot()
    token = desk.book(request_for(slot))

    with pytest.raises(SlotNotFoundError):
        desk.change(token, ChangeRequest(group_of(), other.id))


def test_a_link_lasts_as_long_after_the_new_date(desk: Desk) -> None:
    slot = desk.slot()
    later = beside(desk, slot, starts_at=slot.starts_at + timedelta(days=90))
    token = desk.book(request_for(slot))

    desk.change(token, ChangeRequest(group_of(), later.id))
    desk.clock.now = later.ends_at + timedelta(days=179)

    assert desk.view(token).is_confirmed


def test_a_price_that_was_not_agreed_to_changes_nothing(desk: Desk) -> None:
    slot = desk.slot()
    token = desk.book(request_for(slot))

    with pytest.raises(PriceChangedError):
        desk.with_booking(
            token,
            changes.change,
            resized(slot, child=20),
            agreed_cents=1,
            letterhead=LETTERHEAD,
            now=desk.clock(),
        )
    assert desk.used(slot) == (27, 1)


@pytest.mark.parametrize(
    ("counts", "possible"),
    [
        pytest.param({"child": 23, "supervisor": 3}, False, id="one less"),
        pytest.param({"child": 25, "supervisor": 3}, True, id="one more"),
    ],
)
def test_once_cancelling_costs_a_group_grows_but_does_not_shrink(
    desk: Desk, counts: dict[str, int], *, possible: bool
) -> None:
    slot = desk.slot(with_policy((14, 50)))
    token = desk.book(request_for(slot))
    desk.clock.now = slot.starts_at - timedelta(days=10)

    if possible:
        desk.change(token, resized(slot, **counts))
    else:
        with pytest.raises(TooLateError):
            desk.change(token, resized(slot, **counts))


def test_once_cancelling_costs_the_date_stays(desk: Desk) -> None:
    slot = desk.slot(with_policy((14, 50)))
    token = desk.book(request_for(slot))
    other = beside(desk, slot)
    desk.clock.now = slot.starts_at - timedelta(days=10)

    with pytest.raises(TooLateError):
        desk.change(token, ChangeRequest(group_of(), other.id))


def test_nothing_changes_once_the_visit_has_begun(desk: Desk) -> None:
    slot = desk.slot()
    token = desk.book(request_for(slot))
    desk.clock.now = slot.starts_at

    with pytest.raises(TooLateError):
        desk.change(token, resized(slot, child=20))
    with pytest.raises(TooLateError):
        desk.cancel(token)


def test_more_people_are_asked_for_within_the_notice(desk: Desk) -> None:
    slot = desk.slot({"notice_days": 3})
    token = desk.book(request_for(slot))
    desk.clock.now = slot.starts_at - timedelta(days=1)

    with pytest.raises(SlotNotBookableError):
        desk.change(token, resized(slot, child=28))
    desk.change(token, resized(slot, child=20))


def test_a_change_is_mailed_with_its_difference_and_a_later_calendar_entry(
    desk: Desk,
) -> None:
    slot = desk.slot()
    token = desk.book(request_for(slot))

    desk.change(token, resized(slot, child=20, supervisor=3))

    booked, changed = desk.mails()
    assert changed.template == "change"
    assert changed.values["difference_cents"] == -4 * 1000
    assert changed.link_seed == booked.link_seed
    assert changed.values["event"]["uid"] == booked.values["event"]["uid"]
    assert changed.values["event"]["sequence"] == 1


@pytest.mark.parametrize(
    ("days_before", "percent"),
    [
        pytest.param(15, 0, id="free of charge"),
        pytest.param(13, 50, id="half"),
        pytest.param(2, 100, id="all of it"),
    ],
)
def test_a_cancellation_charges_what_the_policy_says(
    desk: Desk, days_before: int, percent: int
) -> None:
    slot = desk.slot(with_policy((14, 50), (3, 100)))
    token = desk.book(request_for(slot))
    desk.clock.now = slot.starts_at - timedelta(days=days_before)

    shown = changes.charge_cents(desk.view(token), desk.clock())
    desk.cancel(token)

    view = desk.view(token)
    assert view.state is BookingState.CANCELLED
    assert view.total_cents == shown == 27 * 1000 * percent // 100
    assert {line.kind for line in view.lines} <= {LineKind.CANCELLATION}
    assert desk.used(slot) == (0, 0)
    assert desk.mails()[-1].values["charge_cents"] == shown
    assert desk.mails()[-1].values["event"]["cancelled"]


def test_a_policy_that_staff_change_does_not_change_what_was_agreed(
    desk: Desk,
) -> None:
    slot = desk.slot(with_policy((14, 50)))
    token = desk.book(request_for(slot))
    with desk.database.databases.transaction(Role.BACKOFFICE) as session:
        session.scalars(select(PolicyStep)).one().charge_percent = 100
    desk.clock.now = slot.starts_at - timedelta(days=10)

    desk.cancel(token)

    assert desk.view(token).total_cents == 27 * 500


def test_cancelling_twice_gives_the_places_back_once(desk: Desk) -> None:
    slot = desk.slot()
    desk.book(request_for(slot, group=group_of(child=3)))
    token = desk.book(request_for(slot))

    desk.cancel(token)
    desk.cancel(token)

    assert desk.used(slot) == (3, 1)
    assert [mail.template for mail in desk.mails()].count("cancellation") == 1


def test_a_corrected_address_gets_the_confirmation_and_a_link_of_its_own(
    desk: Desk,
) -> None:
    token = desk.book(request_for(desk.slot()))

    fresh = desk.with_booking(
        token,
        changes.correct_email,
        "right@regenboog.example",
        key=new_seed(),
        letterhead=LETTERHEAD,
        now=desk.clock(),
    )

    first, notice, confirmation = desk.mails()
    assert desk.view(fresh).contact_email == "right@regenboog.example"
    assert confirmation.recipient == "right@regenboog.example"
    assert confirmation.link_seed not in {None, first.link_seed}
    assert (notice.recipient, notice.link_seed) == (CONTACT.email, None)
    assert "right@" not in str(notice.values)
    with pytest.raises(BookingNotFoundError):
        desk.view(token)


def test_changes_are_written_down(desk: Desk) -> None:
    slot = desk.slot()
    token = desk.book(request_for(slot))
    desk.change(token, resized(slot, child=20))
    desk.cancel(token)

    states = desk.read(
        lambda session: session.scalars(
            select(BookingEvent.state).order_by(BookingEvent.id)
        ).all()
    )
    confirmed = BookingState.CONFIRMED
    assert states == [BookingState.HELD, confirmed, confirmed, BookingState.CANCELLED]


def test_what_a_booking_takes_is_what_its_party_comes_to(desk: Desk) -> None:
    slot = desk.slot()
    token = desk.book(request_for(slot))
    desk.change(token, resized(slot, adult=12))

    [(persons, planned)] = desk.read(
        lambda session: [
            (booking.persons, sum(part.planned for part in booking.party))
            for booking in session.scalars(select(Booking))
        ]
    )

    assert persons == planned == 12
