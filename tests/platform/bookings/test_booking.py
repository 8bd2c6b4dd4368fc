import hashlib
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, update

from booking_desk import Desk
from groupz_platform.bookings.errors import (
    BookingNotFoundError,
    CategoryError,
    ChangedMeanwhileError,
    GroupTypeError,
    OtherRequestError,
    PartySizeError,
    SlotFullError,
    SlotNotBookableError,
)
from groupz_platform.bookings.models import AccessToken, Booking, BookingEvent
from groupz_platform.bookings.places import take_places
from groupz_platform.bookings.rules import BookingState
from groupz_platform.catalogue.models import Activity, PriceRule
from groupz_platform.catalogue.queries import activity_view
from groupz_platform.catalogue.rules import (
    ActivityStatus,
    GroupType,
    ParticipantCategory,
    PriceBasis,
    TaxCode,
)
from groupz_platform.errors import RefusalError
from groupz_platform.roles import Role
from groupz_platform.schedule.errors import SlotNotFoundError
from groupz_platform.schedule.models import TimeSlot
from groupz_platform.schedule.rules import SlotState
from requests_for import CONTACT, group_of, request_for


def test_a_booking_takes_places_and_is_confirmed_priced_and_mailed(desk: Desk) -> None:
    slot = desk.slot()

    desk.book(request_for(slot))

    booking = desk.read(lambda session: session.scalars(select(Booking)).one())
    [email] = desk.mails()
    assert desk.used(slot) == (27, 1)
    assert booking.state is BookingState.CONFIRMED
    assert booking.hold_expires_at is None
    assert booking.total_cents == 27 * 1000
    assert email.recipient == CONTACT.email
    assert email.values["reference"] == booking.reference


def test_what_happened_is_written_down(desk: Desk) -> None:
    desk.book(request_for(desk.slot()))

    states = desk.read(
        lambda session: session.scalars(
            select(BookingEvent.state).order_by(BookingEvent.id)
        ).all()
    )
    assert states == [BookingState.HELD, BookingState.CONFIRMED]


def test_the_link_opens_the_booking_and_stands_nowhere_in_the_database(
    desk: Desk,
) -> None:
    token = desk.book(request_for(desk.slot()))

    view = desk.view(token)
    stored = desk.read(lambda session: session.scalars(select(AccessToken)).one())
    [email] = desk.mails()
    assert view.contact_name == CONTACT.name
    assert stored.token_hash == hashlib.sha256(token.encode()).hexdigest()
    assert token not in repr([vars(stored), vars(email)])


def test_a_link_ends(desk: Desk) -> None:
    token = desk.book(request_for(desk.slot()))
    desk.clock.tick(days=400)

    with pytest.raises(BookingNotFoundError):
        desk.view(token)


def test_a_revoked_link_opens_nothing(desk: Desk) -> None:
    token = desk.book(request_for(desk.slot()))
    revoked = update(AccessToken).values(revoked_at=desk.clock())
    desk.do(lambda session: session.execute(revoked))

    with pytest.raises(BookingNotFoundError):
        desk.view(token)


def test_the_same_request_twice_is_one_booking_with_one_link(desk: Desk) -> None:
    slot = desk.slot()
    wanted = request_for(slot)

    tokens = {desk.book(wanted), desk.book(wanted)}

    assert len(tokens) == 1
    assert desk.bookings() == 1
    assert desk.used(slot) == (27, 1)


def test_the_form_of_a_booking_makes_nothing_else(desk: Desk) -> None:
    wanted = request_for(desk.slot())
    desk.book(wanted)

    with pytest.raises(OtherRequestError):
        desk.hold(replace(wanted, group=group_of(child=5)))
    assert desk.bookings() == 1


@pytest.mark.parametrize(
    ("persons", "fits"),
    [
        pytest.param(9, False, id="one too few"),
        pytest.param(10, True, id="the smallest group"),
        pytest.param(30, True, id="the largest group"),
        pytest.param(31, False, id="one too many"),
    ],
)
def test_a_group_must_have_a_size_that_the_activity_takes(
    desk: Desk, persons: int, *, fits: bool
) -> None:
    slot = desk.slot({"min_group": 10, "max_group": 30}, capacity_persons=50)
    wanted = request_for(slot, group=group_of(adult=persons))

    if fits:
        desk.book(wanted)
    else:
        with pytest.raises(PartySizeError) as refused:
            desk.book(wanted)
        assert (refused.value.least, refused.value.most) == (10, 30)


@pytest.mark.parametrize(
    ("left", "fits"),
    [
        pytest.param(26, False, id="one place too few"),
        pytest.param(27, True, id="exactly the places"),
    ],
)
def test_a_group_fits_into_the_places_that_are_left(
    desk: Desk, left: int, *, fits: bool
) -> None:
    slot = desk.slot(used_persons=30 - left, used_groups=1)

    if fits:
        desk.book(request_for(slot))
        assert desk.used(slot) == (30, 2)
    else:
        with pytest.raises(SlotFullError) as refused:
            desk.book(request_for(slot))
        assert (refused.value.wanted, refused.value.left) == (27, 26)
        assert desk.bookings() == 0


def test_one_group_fills_a_slot_that_a_group_has_for_itself(desk: Desk) -> None:
    slot = desk.slot(capacity_groups=1)
    desk.book(request_for(slot, group=group_of(adult=2)))

    with pytest.raises(SlotFullError):
        desk.book(request_for(slot, group=group_of(adult=2)))


@pytest.mark.parametrize(
    ("activity", "traits", "request_traits", "error"),
    [
        pytest.param(
            {"status": ActivityStatus.DRAFT}, {}, {}, SlotNotFoundError, id="a draft"
        ),
        pytest.param(
            {"group_types": ["care"]}, {}, {}, GroupTypeError, id="another group type"
        ),
        pytest.param(
            {
                "prices": [
                    PriceRule(
                        basis=PriceBasis.PERSON,
                        category=ParticipantCategory.ADULT,
                        amount_cents=1000,
                        tax_code=TaxCode.LOW,
                    )
                ]
            },
            {},
            {},
            CategoryError,
            id="nobody counted on children",
        ),
        pytest.param(
            {}, {"state": SlotState.CLOSED}, {}, SlotNotBookableError, id="closed"
        ),
        pytest.param({"notice_days": 90}, {}, {}, SlotNotBookableError, id="too soon"),
        pytest.param(
            {"horizon_days": 20}, {}, {}, SlotNotBookableError, id="too far ahead"
        ),
        pytest.param({}, {}, {"slot_id": 999_999}, SlotNotFoundError, id="no slot"),
    ],
)
def test_a_request_that_cannot_be_served_is_refused_for_its_reason(
    desk: Desk,
    activity: dict[str, Any],
    traits: dict[str, Any],
    request_traits: dict[str, Any],
    error: type[RefusalError],
) -> None:
    slot = desk.slot(activity, **traits)

    with pytest.raises(error):
        desk.book(request_for(slot, **request_traits))
    assert desk.bookings() == 0
    assert desk.used(slot) == (0, 0)


def test_a_tier_without_a_price_for_such_a_group_is_refused(desk: Desk) -> None:
    only_small = PriceRule(
        basis=PriceBasis.PERSON,
        amount_cents=1000,
        max_persons=10,
        tax_code=TaxCode.LOW,
    )
    slot = desk.slot({"prices": [only_small]})

    with pytest.raises(CategoryError):
        desk.book(request_for(slot))


def test_a_slot_that_has_begun_cannot_be_booked(desk: Desk) -> None:
    slot = desk.slot(starts_at=desk.clock() - timedelta(minutes=1))

    with pytest.raises(SlotNotBookableError):
        desk.book(request_for(slot))


def test_a_price_that_changes_at_this_very_moment_is_not_taken(desk: Desk) -> None:
    slot = desk.slot()
    with desk.database.databases.transaction(Role.BACKOFFICE) as session:
        seen = activity_view(session.get_one(Activity, slot.activity_id), "nl")
        session.execute(update(Activity).values(version=Activity.version + 1))

    with (
        pytest.raises(ChangedMeanwhileError),
        desk.database.databases.transaction(Role.BOOKER) as session,
    ):
        take_places(session, session.get_one(TimeSlot, slot.id), seen, 5)


def test_a_slot_that_staff_close_at_this_very_moment_takes_nobody(desk: Desk) -> None:
    slot = desk.slot()
    with desk.database.databases.transaction(Role.BACKOFFICE) as session:
        seen = activity_view(session.get_one(Activity, slot.activity_id), "nl")
        session.execute(update(TimeSlot).values(state=SlotState.CLOSED))

    with (
        pytest.raises(SlotNotBookableError),
        desk.database.databases.transaction(Role.BOOKER) as session,
    ):
        take_places(session, session.get_one(TimeSlot, slot.id), seen, 5)


def test_a_reference_can_be_read_out(desk: Desk) -> None:
    desk.book(request_for(desk.slot(), group=group_of(GroupType.FAMILY)))

    reference = desk.read(lambda session: session.scalar(select(Booking.reference)))

    assert len(reference) == 11
    assert not set(reference) & set("01ILOU")
