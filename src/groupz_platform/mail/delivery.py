"""The worker that empties the outbox.

A mail is claimed in one transaction, handed over outside of any, and noted in another.
So none is lost; one is handed over twice only if the process dies between the relay's
acceptance and the note, and then with the same Message-ID.
"""

from dataclasses import dataclass

import structlog

from groupz_platform.clock import Clock
from groupz_platform.db import Databases
from groupz_platform.mail.models import OutboxEmail
from groupz_platform.mail.own_words import with_own_words
from groupz_platform.mail.rendering import Writer
from groupz_platform.mail.rules import OutboxState
from groupz_platform.mail.services import claim_next, note_failure, note_sent
from groupz_platform.mail.transport import RefusedForGoodError, Transport
from groupz_platform.roles import Role

log = structlog.get_logger("groupz.mail")


@dataclass(frozen=True, slots=True)
class Delivery:
    """Takes mails from the outbox to a transport."""

    databases: Databases
    writer: Writer
    transport: Transport
    clock: Clock

    def deliver_next(self) -> bool:
        """Deliver one mail; answer whether one was due."""
        with self.databases.transaction(Role.WORKER) as session:
            email = claim_next(session, now=self.clock())
            if email is not None:
                with_own_words(session, email)
        if email is None:
            return False
        try:
            self.transport.deliver(self.writer.message(email))
        except Exception as error:  # noqa: BLE001 - noted with the mail, and tried again
            self._failed(email, error)
        else:
            self._sent(email)
        return True

    def _sent(self, email: OutboxEmail) -> None:
        with self.databases.transaction(Role.WORKER) as session:
            note_sent(session, email.id, now=self.clock())
        log.info("mail sent", template=email.template, message_id=email.message_id)

    def _failed(self, email: OutboxEmail, error: Exception) -> None:
        said, for_good = kind_of(error), isinstance(error, RefusedForGoodError)
        with self.databases.transaction(Role.WORKER) as session:
            state = note_failure(
                session, email.id, said, now=self.clock(), for_good=for_good
            )
        note = log.error if state is OutboxState.FAILED else log.warning
        note(
            "mail not sent", message_id=email.message_id, error=said, state=state.value
        )


def kind_of(error: Exception) -> str:
    """Name an error and the relay's code; its text may hold an address.

    >>> kind_of(RefusedForGoodError(550))
    'RefusedForGoodError 550'
    """
    code = getattr(error, "smtp_code", "")
    return f"{type(error).__name__} {code}".rstrip()
