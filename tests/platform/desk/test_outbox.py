"""The outbox: what failed is sent again, and nobody reads a link there."""

from http import HTTPStatus

import pytest
from sqlalchemy import update

from booking_desk import Desk
from groupz_platform.mail.models import OutboxEmail
from groupz_platform.mail.rules import OutboxState
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from groupz_platform.tokens import token_from
from office import Clerk, Office
from requests_for import request_for
from statements import statements


@pytest.fixture
def books(office: Office) -> Desk:
    return Desk(office.database, office.clock)


@pytest.fixture
def planner(office: Office) -> Clerk:
    return office.as_(StaffRole.PLANNER)


def failed(books: Desk, count: int = 1) -> list[OutboxEmail]:
    """Mails that the relay did not take."""
    for _ in range(count):
        books.book(request_for(books.slot({})))
    with books.database.databases.transaction(Role.WORKER) as session:
        session.execute(
            update(OutboxEmail).values(
                state=OutboxState.FAILED, attempts=12, last_error="550 no such box"
            )
        )
    return books.mails()


def test_a_failed_mail_is_found_read_and_sent_again(
    books: Desk, planner: Clerk, office: Office
) -> None:
    [email] = failed(books)

    found = planner.get("/outbox/?state=failed&q=regenboog").text
    page = planner.get(f"/outbox/{email.id}").text
    told = planner.follow(f"/outbox/{email.id}/retry").text

    assert f"/outbox/{email.id}" in found
    assert "550 no such box" in page
    assert "It is sent again." in told
    [again] = books.mails()
    assert (again.state, again.attempts) == (OutboxState.PENDING, 0)
    assert again.due_at == office.clock()


def test_the_link_in_it_opens_nothing(
    books: Desk, planner: Clerk, office: Office
) -> None:
    [email] = failed(books)
    token = token_from(email.link_seed or "", secret=office.platform.settings.secret)

    page = planner.get(f"/outbox/{email.id}").text

    assert "/nl/b/" in page
    assert token not in page


def test_all_that_failed_are_sent_again(books: Desk, planner: Clerk) -> None:
    failed(books, 3)

    page = planner.follow("/outbox/retry").text

    assert "Sent again: 3" in page
    assert {mail.state for mail in books.mails()} == {OutboxState.PENDING}


def test_a_mail_that_did_not_fail_stays(books: Desk, planner: Clerk) -> None:
    books.book(request_for(books.slot({})))
    [email] = books.mails()

    page = planner.follow(f"/outbox/{email.id}/retry").text

    assert "It did not fail" in page


def test_what_is_not_there_is_not_found(planner: Clerk) -> None:
    assert planner.get("/outbox/999").status_code == HTTPStatus.NOT_FOUND
    assert planner.post("/outbox/999/retry").status_code == HTTPStatus.NOT_FOUND


def test_a_clerk_reads_and_sends_nothing(books: Desk, office: Office) -> None:
    [email] = failed(books)
    clerk = office.as_(StaffRole.DESK)

    assert clerk.get("/outbox/").status_code == HTTPStatus.OK
    assert clerk.post(f"/outbox/{email.id}/retry").status_code == HTTPStatus.FORBIDDEN
    assert clerk.post("/outbox/retry").status_code == HTTPStatus.FORBIDDEN


def test_a_list_takes_as_many_queries_however_long(books: Desk, planner: Clerk) -> None:
    failed(books)
    planner.get("/outbox/")
    with statements() as one:
        planner.get("/outbox/")
    failed(books, 3)
    with statements() as many:
        planner.get("/outbox/")

    assert len(many) == len(one) <= 6
