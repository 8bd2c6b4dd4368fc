"""The outbox against a real SMTP server, and into a folder."""

import smtplib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session as SmtpSession
from sqlalchemy import select

from clocks import FrozenClock
from databases import TestingDatabase
from groupz_platform.config import SmtpSecurity
from groupz_platform.mail.delivery import Delivery
from groupz_platform.mail.models import OutboxEmail
from groupz_platform.mail.rules import LEASE, MOST_ATTEMPTS, OutboxState
from groupz_platform.mail.services import Letter, claim_next, post
from groupz_platform.mail.transport import EmlFolder, Smtp
from groupz_platform.roles import Role
from groupz_platform.tokens import token_from
from letters import EVENT, SECRET, VALUES, WRITER
from ports import free_port

LETTER = Letter(
    about="confirmation:1",
    template="confirmation",
    locale="nl",
    recipient="sam@regenboog.example",
    values=VALUES,
    link_seed="5eed",
    event=EVENT,
)


class Mailbox:
    """What a relay has accepted, and what it answers."""

    def __init__(self) -> None:
        self.accepted: list[EmailMessage] = []
        self.answer = "250 OK"

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: SmtpSession, envelope: Envelope
    ) -> str:
        if self.answer.startswith("250"):
            assert isinstance(envelope.content, bytes)
            message = message_from_bytes(envelope.content, policy=policy.default)
            self.accepted.append(message)
        return self.answer


@dataclass(frozen=True)
class Relay:
    mailbox: Mailbox
    transport: Smtp


@pytest.fixture
def relay() -> Iterator[Relay]:
    mailbox = Mailbox()
    port = free_port()
    controller = Controller(mailbox, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        yield Relay(mailbox, Smtp("127.0.0.1", port, SmtpSecurity.NONE, "", ""))
    finally:
        controller.stop()


@pytest.fixture
def delivery(database: TestingDatabase, clock: FrozenClock, relay: Relay) -> Delivery:
    with database.databases.transaction(Role.BOOKER) as session:
        post(session, LETTER, domain="x.example", now=clock())
    return Delivery(database.databases, WRITER, relay.transport, clock)


def row(delivery: Delivery) -> OutboxEmail:
    with delivery.databases.transaction(Role.WORKER) as session:
        return session.scalars(select(OutboxEmail)).one()


def test_a_mail_reaches_the_relay_once(delivery: Delivery, relay: Relay) -> None:
    delivered = [delivery.deliver_next(), delivery.deliver_next()]

    assert delivered == [True, False]
    assert [mail["To"] for mail in relay.mailbox.accepted] == ["sam@regenboog.example"]
    assert row(delivery).state is OutboxState.SENT


def test_a_mail_carries_its_calendar_file_but_the_table_no_token(
    delivery: Delivery, relay: Relay
) -> None:
    token = token_from("5eed", secret=SECRET)

    delivery.deliver_next()

    (file,) = relay.mailbox.accepted[0].iter_attachments()
    content = file.get_payload(decode=True)
    assert isinstance(content, bytes)
    assert token.encode() in content.replace(b"\r\n ", b"")
    assert token not in repr(row(delivery).values)


def test_what_is_rolled_back_is_never_mailed(
    delivery: Delivery, relay: Relay, clock: FrozenClock
) -> None:
    delivery.deliver_next()
    other = replace(LETTER, about="confirmation:2")

    with delivery.databases.transaction(Role.BOOKER) as session:
        post(session, other, domain="x.example", now=clock())
        session.flush()
        session.rollback()

    assert not delivery.deliver_next()
    assert len(relay.mailbox.accepted) == 1


def test_a_relay_that_refuses_is_asked_again_later_and_later(
    delivery: Delivery, relay: Relay, clock: FrozenClock
) -> None:
    relay.mailbox.answer = "451 try again"
    delivery.deliver_next()
    first = row(delivery)

    assert first.state is OutboxState.PENDING
    assert first.last_error == "SMTPDataError"
    assert not delivery.deliver_next()

    clock.tick(seconds=30)
    delivery.deliver_next()
    assert row(delivery).due_at - clock() == timedelta(seconds=60)

    relay.mailbox.answer = "250 OK"
    clock.tick(seconds=60)
    delivery.deliver_next()
    assert row(delivery).state is OutboxState.SENT
    assert row(delivery).last_error is None


def test_a_mail_that_is_refused_for_days_is_given_up(
    delivery: Delivery, relay: Relay, clock: FrozenClock
) -> None:
    relay.mailbox.answer = "550 no"

    for _ in range(MOST_ATTEMPTS):
        assert delivery.deliver_next()
        clock.tick(hours=7)

    assert row(delivery).state is OutboxState.FAILED
    assert not delivery.deliver_next()


def test_a_worker_that_dies_with_a_mail_leaves_it_to_another(
    delivery: Delivery, relay: Relay, clock: FrozenClock
) -> None:
    with delivery.databases.transaction(Role.WORKER) as session:
        claimed = claim_next(session, now=clock())
    assert claimed is not None

    assert not delivery.deliver_next()
    clock.tick(seconds=LEASE.total_seconds())
    assert delivery.deliver_next()
    assert relay.mailbox.accepted[0]["Message-ID"] == claimed.message_id


def test_two_workers_never_take_the_same_mail(
    postgresql_database: TestingDatabase, clock: FrozenClock
) -> None:
    with postgresql_database.databases.transaction(Role.BOOKER) as session:
        post(session, LETTER, domain="x.example", now=clock())

    one = postgresql_database.databases.transaction(Role.WORKER)
    with one as session:
        assert claim_next(session, now=clock()) is not None
        taken: list[Any] = []

        def other_worker() -> None:
            with postgresql_database.databases.transaction(Role.WORKER) as other:
                taken.append(claim_next(other, now=clock()))

        thread = Thread(target=other_worker)
        thread.start()
        thread.join(timeout=10)
    assert taken == [None]


def test_a_mail_with_a_broken_template_does_not_stop_the_others(
    delivery: Delivery, relay: Relay, clock: FrozenClock
) -> None:
    broken = replace(LETTER, about="x", template="missing")
    with delivery.databases.transaction(Role.BOOKER) as session:
        post(session, broken, domain="x.example", now=clock() - timedelta(minutes=1))

    assert [delivery.deliver_next() for _ in range(3)] == [True, True, False]
    assert len(relay.mailbox.accepted) == 1


def test_a_relay_that_is_away_keeps_the_mail_here(delivery: Delivery) -> None:
    away = replace(delivery, transport=Smtp("127.0.0.1", 1, SmtpSecurity.NONE, "", ""))

    away.deliver_next()

    assert row(delivery).last_error == "ConnectionRefusedError"


def test_a_relay_without_tls_gets_no_mail_where_tls_is_wanted(
    delivery: Delivery, relay: Relay
) -> None:
    strict = replace(relay.transport, security=SmtpSecurity.STARTTLS)

    replace(delivery, transport=strict).deliver_next()

    assert relay.mailbox.accepted == []
    assert row(delivery).last_error == smtplib.SMTPNotSupportedError.__name__


def test_without_a_relay_mails_are_files(delivery: Delivery, tmp_path: Path) -> None:
    to_folder = replace(delivery, transport=EmlFolder(tmp_path / "outbox"))

    to_folder.deliver_next()

    (file,) = (tmp_path / "outbox").iterdir()
    mail = message_from_bytes(file.read_bytes(), policy=policy.default)
    assert file.suffix == ".eml"
    assert mail["To"] == "sam@regenboog.example"
