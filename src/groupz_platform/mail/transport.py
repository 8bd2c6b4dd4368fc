"""Where messages go: to a relay by SMTP, or into a folder as `.eml` files."""

import smtplib
import ssl
from dataclasses import dataclass
from email import policy
from email.message import EmailMessage
from pathlib import Path
from typing import Protocol

from groupz_platform.config import Settings, SmtpSecurity

TIMEOUT_SECONDS = 30
SMTP = policy.SMTP.clone(max_line_length=78)


class Transport(Protocol):
    """Takes a message over, or raises `OSError` (SMTP's own errors are such)."""

    def deliver(self, message: EmailMessage) -> None:
        """Take a message over for good."""


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
        with self._connection() as relay:
            if self.security is SmtpSecurity.STARTTLS:
                relay.starttls(context=ssl.create_default_context())
            if self.user:
                relay.login(self.user, self.password)
            relay.send_message(message)

    def _connection(self) -> smtplib.SMTP:
        if self.security is SmtpSecurity.TLS:
            return smtplib.SMTP_SSL(
                self.host,
                self.port,
                timeout=TIMEOUT_SECONDS,
                context=ssl.create_default_context(),
            )
        return smtplib.SMTP(self.host, self.port, timeout=TIMEOUT_SECONDS)


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
