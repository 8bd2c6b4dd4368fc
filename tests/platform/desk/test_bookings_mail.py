"""A message to many groups: each person once, however often it is sent."""

import re
from http import HTTPStatus

import pytest
from sqlalchemy import select

from factories import make_activity, make_booking, make_slot
from groupz_platform.bookings.messages import Message
from groupz_platform.bookings.models import Booking
from groupz_platform.bookings.rules import BookingState
from groupz_platform.desk.bookings.mailing import AT_ONCE
from groupz_platform.mail.models import OutboxEmail
from groupz_platform.mail.placeholders import filled_in, unknown_placeholders
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from office import Clerk, Office

WRITTEN = {
    "subject": "News on {reference}",
    "text": "The tram does not run on {date} at {time}.\r\n\r\nTake the ferry, {name}.",
}
ADDRESSES = ("zoe@x.example", "ZOE@x.example", "sam@x.example", "")


@pytest.fixture
def clerk(office: Office) -> Clerk:
    """Somebody at the desk, where four are booked: two by one person, one by nobody."""
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        activity = make_activity(session)
        for number, address in enumerate(ADDRESSES):
            make_booking(
                session,
                slot=make_slot(session, activity=activity),
                reference=f"AAA-AAA-AA{number}",
                contact_name=f"Person {number}",
                contact_email=address,
                locale="en",
                state=BookingState.CONFIRMED,
            )
    return office.as_(StaffRole.DESK)


def mails(clerk: Clerk) -> list[OutboxEmail]:
    with clerk.office.database.databases.transaction(Role.BACKOFFICE) as session:
        return list(session.scalars(select(OutboxEmail).order_by(OutboxEmail.id)))


def hidden(page: str) -> dict[str, str]:
    found = re.findall(
        r'type="hidden"\s+name="(ids|key|query)"\s+value="([^"]*)"', page
    )
    return dict(found)


def form_for(clerk: Clerk, query: str = "?all=1") -> dict[str, str]:
    return hidden(clerk.get(f"/bookings/mail{query}").text) | WRITTEN


def test_the_first_one_is_shown_and_nothing_is_sent(clerk: Clerk) -> None:
    page = clerk.post("/bookings/mail", form_for(clerk)).text

    for text in (
        "News on AAA-AAA-AA0",
        "Dear Person 0,",
        "Take the ferry, Person 0.",
        "2 mails",
    ):
        assert text in page
    assert mails(clerk) == []


def test_each_person_gets_it_once_in_words_of_their_booking(clerk: Clerk) -> None:
    page = clerk.follow("/bookings/mail", {**form_for(clerk), "act": "send"}).text

    assert "2 mails are in the outbox" in page
    assert "1 booking has no e-mail address" in page
    first, second = mails(clerk)
    assert (first.recipient, second.recipient) == ("zoe@x.example", "sam@x.example")
    assert first.template == "message"
    assert first.values["topic"] == "News on AAA-AAA-AA0"
    assert second.values["text"].endswith("\n\nTake the ferry, Person 2.")


def test_a_form_that_is_sent_twice_mails_once(clerk: Clerk) -> None:
    form = {**form_for(clerk), "act": "send"}

    clerk.post("/bookings/mail", form)
    page = clerk.follow("/bookings/mail", form).text

    assert "2 have it already" in page
    assert len(mails(clerk)) == 2


def test_a_form_that_was_stopped_halfway_goes_on(clerk: Clerk) -> None:
    form = {**form_for(clerk), "act": "send"}
    clerk.post("/bookings/mail", form | {"ids": "1"})

    page = clerk.follow("/bookings/mail", form).text

    assert "1 mail is in the outbox" in page
    assert len(mails(clerk)) == 2


def test_ticked_ones_alone_are_written_to(clerk: Clerk) -> None:
    form = form_for(clerk, "?pick=3&pick=x&pick=999")

    clerk.post("/bookings/mail", {**form, "act": "send"})

    assert [mail.recipient for mail in mails(clerk)] == ["sam@x.example"]


def test_many_are_written_to_in_parts(office: Office) -> None:
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        slot = make_slot(session)
        for number in range(AT_ONCE + 5):
            make_booking(session, slot=slot, contact_email=f"{number}@x.example")
        session.flush()
        ids = session.scalars(select(Booking.id)).all()
    clerk = office.as_(StaffRole.DESK)

    page = clerk.follow(
        "/bookings/mail",
        {**WRITTEN, "ids": ",".join(map(str, ids)), "key": "a" * 32, "act": "send"},
    ).text

    assert f"{AT_ONCE + 5} mails are in the outbox" in page


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        pytest.param({"subject": ""}, "Fill in what it is about", id="no subject"),
        pytest.param({"text": " \n "}, "Write what the groups", id="no text"),
        pytest.param({"text": "{nmae}"}, "stands for nothing: {nmae}", id="a mistake"),
        pytest.param({"text": "x" * 4001}, "text is too long", id="a long text"),
    ],
)
def test_what_is_wrong_is_said_and_stays_typed(
    clerk: Clerk, wrong: dict[str, str], said: str
) -> None:
    answer = clerk.post("/bookings/mail", {**form_for(clerk), **wrong, "act": "send"})

    assert answer.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert said in answer.text
    assert mails(clerk) == []


def test_nothing_ticked_leads_back_to_the_list(clerk: Clerk) -> None:
    assert clerk.get("/bookings/mail").status_code == HTTPStatus.SEE_OTHER
    assert "Tick the bookings first" in clerk.get("/bookings/").text
    assert clerk.post("/bookings/mail").status_code == HTTPStatus.SEE_OTHER


def test_finance_writes_to_nobody(clerk: Clerk) -> None:
    finance = clerk.office.as_(StaffRole.FINANCE)

    page = finance.get("/bookings/").text

    assert "Write to the ticked ones" not in page
    assert "Cancel the ticked ones" not in page
    assert "Take the ticked ones out" in page
    for path in ("/bookings/mail", "/bookings/cancel"):
        assert finance.post(path).status_code == HTTPStatus.FORBIDDEN


def test_a_name_in_braces_is_only_a_name() -> None:
    assert filled_in("{name}", {"name": "{reference}", "reference": "R"}) == (
        "{reference}"
    )
    assert unknown_placeholders("{name} {x}") == ["{x}"]
    assert Message("", "", "k").about("A@x") == Message("", "", "k").about("a@X")
