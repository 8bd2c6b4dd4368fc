"""What the background does: the recount with its alarm, and forgetting."""

import pytest
from sqlalchemy import update
from structlog.testing import capture_logs

from booking_desk import Desk
from groupz_platform.bookings import recount
from groupz_platform.bookings.recount import Difference
from groupz_platform.roles import Role
from groupz_platform.schedule.models import TimeSlot
from requests_for import request_for


def test_counters_that_are_what_the_bookings_come_to_raise_no_alarm(
    desk: Desk,
) -> None:
    slot = desk.slot()
    desk.hold(request_for(desk.slot()))
    desk.cancel(desk.book(request_for(slot)))

    with capture_logs() as lines:
        desk.upkeep.recount()

    assert [line["event"] for line in lines] == ["places recounted"]


@pytest.mark.parametrize(
    ("persons", "groups"),
    [
        pytest.param(28, 1, id="a person too many"),
        pytest.param(27, 2, id="a group too many"),
        pytest.param(0, 0, id="nobody"),
    ],
)
def test_a_counter_that_is_off_raises_an_alarm_with_its_slot(
    desk: Desk, persons: int, groups: int
) -> None:
    slot = desk.slot()
    desk.book(request_for(slot))
    wrong = update(TimeSlot).values(used_persons=persons, used_groups=groups)
    desk.do(lambda session: session.execute(wrong), Role.BACKOFFICE)

    with capture_logs() as lines:
        desk.upkeep.recount()

    [alarm] = [line for line in lines if line["log_level"] == "error"]
    assert alarm["slot_id"] == slot.id
    assert desk.do(recount.differences, Role.GUEST) == [
        Difference(slot.id, persons, 27, groups, 1)
    ]


@pytest.mark.parametrize(
    ("hours", "kept"),
    [
        pytest.param(23, True, id="within a day"),
        pytest.param(25, False, id="a day later"),
    ],
)
def test_what_was_typed_for_nothing_is_forgotten(
    desk: Desk, hours: int, *, kept: bool
) -> None:
    token = desk.hold(request_for(desk.slot()))
    typed = {"name": "Sam"}
    desk.with_booking(token, lambda _, booking: setattr(booking, "draft", typed))
    desk.clock.tick(minutes=20)
    desk.upkeep.expire_holds()
    desk.clock.tick(hours=hours)

    desk.upkeep.forget_drafts()

    assert (desk.view(token).draft == typed) is kept
