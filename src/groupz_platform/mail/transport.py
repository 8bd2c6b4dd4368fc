"""Where messages go: to a relay by SMTP, or into a folder as `.eml` files."""

import smtplib
import ssl
from contextlib import suppress
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from groupz_platform.config import Settings, SmtpSecurity

TIMEOUT_SECONDS = 30
ACCEPTANCE_SECONDS = 120
"""How long a relay may think about a whole message.

A relay that is asked again while it still thinks takes the message twice (RFC 1047).
"""
PERMANENT = 5
NOT_SIGNED_IN = 530  # RFC 4954 section 6
SMTP = policy.SMTP.clone(max_line_length=78)


class RefusedForGoodError(OSError):
    """Nobody is reached at this address, today or later."""

    def __init__(self, smtp_code: int) -> None:
        super().__init__(f"refused with {smtp_code}")
        self.smtp_code = smtp_code


class Transport(Protocol):
    """Takes a message over, or raises `OSError` (SMTP's own errors are such)."""

    def deliver(self, message: EmailMessage) -> None:
        """Take a message over for good.

        Raises:
            RefusedForGoodError: It makes no sense to try this message again.
        """


@dataclass(frozen=True, slots=True)
class EmlFolder:
    """Writes each message into a folder: for a first look, without a relay.

    A message that comes again has the same Message-ID and so the same file.
    """

    folder: Path

    def deliver(self, message: EmailMessage) -> None:
        """Write a message; the file appears whole or not at all."""
        self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = message["Message-ID"].strip("<>").partition("@")[0] + ".eml"
        draft = self.folder / f".{name}"
        draft.write_bytes(message.as_bytes(policy=SMTP))
        draft.rename(self.folder / name)


@dataclass(frozen=True, slots=True)
class Smtp:
    """Hands each message to a relay (RFC 5321), over TLS unless set otherwise."""

    host: str
    port: int
    security: SmtpSecurity
    user: str
    password: str

    def deliver(self, message: EmailMessage) -> None:
        """Hand a message over; it is the relay's when this returns."""
        relay = self._connection()
        try:
            self._introduce(relay)
            hand_over(relay, message)
        except smtplib.SMTPRecipientsRefused as error:
            raise for_good(error) or error from None
        finally:
            leave(relay)

    def _introduce(self, relay: smtplib.SMTP) -> None:
        if self.security is SmtpSecurity.STARTTLS:
            relay.starttls(context=ssl.create_default_context())
        if self.user:
            relay.login(self.user, self.password)

    def _connection(self) -> smtplib.SMTP:
        if self.security is SmtpSecurity.TLS:
            return smtplib.SMTP_SSL(
                self.host,
                self.port,
                timeout=TIMEOUT_SECONDS,
                context=ssl.create_default_context(),
            )
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)


def hand_over(relay: smtplib.SMTP, message: EmailMessage) -> None:
    """Send a message, and wait for the relay's word that it has it."""
    if relay.sock is not None:
        relay.sock.settimeout(ACCEPTANCE_SECONDS)
    relay.send_message(message)


def leave(relay: smtplib.SMTP) -> None:
    """Say goodbye; whatever is answered, an accepted message stays accepted."""
    with suppress(OSError):
        relay.quit()
    relay.close()


def for_good(error: smtplib.SMTPRecipientsRefused) -> RefusedForGoodError | None:
    """Tell whether the refusal of a recipient is about the address, and final.

    5xx is final (RFC 5321 section 4.2.1), but 530 and 5.7.x (RFC 3463 section 3.8) say
    that the relay does not let us send: the operator can mend that, so mail waits.
    """
    for code, text in error.recipients.values():
        ours = code == NOT_SIGNED_IN or text.startswith(b"5.7.")
        if code // 100 == PERMANENT and not ours:
            return RefusedForGoodError(code)
    return None


def transport_for(settings: Settings) -> Transport:
    """Choose by the settings: the relay where there is one, the folder otherwise."""
    if not settings.smtp_host:
        return EmlFolder(settings.instance / "outbox")
    return Smtp(
        settings.smtp_host,
        settings.smtp_port,
        settings.smtp_security,
        settings.smtp_user,
        settings.smtp_password.get_secret_value(),
    )
