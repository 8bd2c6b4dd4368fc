"""The outbox against a real SMTP server, and into a folder."""

import asyncio
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
from structlog.testing import capture_logs

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
        self.to_recipient = "250 OK"
        self.to_goodbye = "221 Bye"
        self.asked = 0
        self.thinks_seconds = 0.0

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self,
        _server: SMTP,
        _session: SmtpSession,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        self.asked += 1
        if self.to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.to_recipient

    async def handle_QUIT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, _session: SmtpSession, _envelope: Envelope
    ) -> str:
        if not self.to_goodbye and server.transport is not None:
            server.transport.close()
        return self.to_goodbye

    async def handle_DATA(  # noqa: N802 - aiosmtpd's name
        self, _server: SMTP, _session: SmtpSession, envelope: Envelope
    ) -> str:
        await asyncio.sleep(self.thinks_seconds)
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
    assert first.last_error == "SMTPDataError 451"
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


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        pytest.param("550 5.1.1 no such user", OutboxState.FAILED, id="no such user"),
        pytest.param("553 mailbox name", OutboxState.FAILED, id="no such name"),
        pytest.param("450 greylisted", OutboxState.PENDING, id="not now"),
        pytest.param("452 4.2.2 full", OutboxState.PENDING, id="full for now"),
        pytest.param("554 5.7.1 relay denied", OutboxState.PENDING, id="not from us"),
        pytest.param("530 sign in first", OutboxState.PENDING, id="not signed in"),
    ],
)
def test_a_recipient_that_is_refused_for_good_is_asked_for_once(
    delivery: Delivery,
    relay: Relay,
    clock: FrozenClock,
    answer: str,
    state: OutboxState,
) -> None:
    relay.mailbox.to_recipient = answer

    with capture_logs() as log:
        delivery.deliver_next()
    after_one = row(delivery).state
    clock.tick(hours=1)
    again = delivery.deliver_next()

    assert after_one is state
    assert again == (state is OutboxState.PENDING)
    assert relay.mailbox.asked == (1 if state is OutboxState.FAILED else 2)
    assert log[0]["log_level"] == (
        "error" if state is OutboxState.FAILED else "warning"
    )
    assert "regenboog" not in repr(log)
    assert "regenboog" not in str(row(delivery).last_error)


def test_one_refused_recipient_holds_up_no_other_mail(
    delivery: Delivery, relay: Relay, clock: FrozenClock
) -> None:
    relay.mailbox.to_recipient = "550 no such user"
    delivery.deliver_next()
    relay.mailbox.to_recipient = "250 OK"
    other = replace(LETTER, about="confirmation:2", recipient="bo@x.example")
    with delivery.databases.transaction(Role.BOOKER) as session:
        post(session, other, domain="x.example", now=clock())

    delivered = [delivery.deliver_next(), delivery.deliver_next()]

    assert delivered == [True, False]
    assert [mail["To"] for mail in relay.mailbox.accepted] == ["bo@x.example"]


@pytest.mark.parametrize("goodbye", ["421 too busy", "500 what", ""])
def test_a_relay_that_parts_rudely_has_the_mail_all_the_same(
    delivery: Delivery, relay: Relay, clock: FrozenClock, goodbye: str
) -> None:
    relay.mailbox.to_goodbye = goodbye

    delivery.deliver_next()
    clock.tick(hours=7)
    delivery.deliver_next()

    assert row(delivery).state is OutboxState.SENT
    assert len(relay.mailbox.accepted) == 1


def test_a_relay_may_think_longer_about_a_mail_than_about_a_command(
    delivery: Delivery, relay: Relay, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("groupz_platform.mail.transport.TIMEOUT_SECONDS", 0.5)
    relay.mailbox.thinks_seconds = 0.7

    delivery.deliver_next()

    assert row(delivery).state is OutboxState.SENT


class DyingError(BaseException):
    """The process ends here."""


def test_only_a_death_between_acceptance_and_note_sends_a_mail_again(
    delivery: Delivery,
    relay: Relay,
    clock: FrozenClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def die(*_arguments: object, **_names: object) -> None:
        raise DyingError

    monkeypatch.setattr("groupz_platform.mail.delivery.note_sent", die)
    with pytest.raises(DyingError):
        delivery.deliver_next()
    monkeypatch.undo()

    early = delivery.deliver_next()
    clock.tick(seconds=LEASE.total_seconds())
    late = [delivery.deliver_next(), delivery.deliver_next()]

    assert (early, late) == (False, [True, False])
    first, second = relay.mailbox.accepted
    assert first["Message-ID"] == second["Message-ID"]
    assert first["Date"] == second["Date"]
    clock.tick(hours=7)
    assert not delivery.deliver_next()


def test_all_mails_of_a_full_outbox_arrive_once_each(
    delivery: Delivery, relay: Relay, clock: FrozenClock
) -> None:
    with delivery.databases.transaction(Role.BOOKER) as session:
        for number in range(2, 41):
            letter = replace(LETTER, about=f"confirmation:{number}")
            post(session, letter, domain="x.example", now=clock())

    delivered = sum(1 for _ in iter(delivery.deliver_next, False))

    assert delivered == 40
    assert len({mail["Message-ID"] for mail in relay.mailbox.accepted}) == 40
    assert len(relay.mailbox.accepted) == 40


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
