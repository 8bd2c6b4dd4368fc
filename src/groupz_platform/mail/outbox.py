"""Looking into the outbox, and sending what could not be delivered once more."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from groupz_platform.mail.models import OutboxEmail
from groupz_platform.mail.rules import OutboxState


def mails(state: OutboxState | None, part: str) -> Select[OutboxEmail]:
    """Select the mails in a state, to whom an address begins or ends like this."""
    wanted: list[Any] = []
    if state is not None:
        wanted.append(OutboxEmail.state == state)
    if part:
        wanted.append(OutboxEmail.recipient.icontains(part, autoescape=True))
    return select(OutboxEmail).where(*wanted)


def retry(session: Session, email_id: int, now: datetime) -> bool:
    """Let a mail that failed go out again; tell whether there was such a one."""
    return bool(_again(session, OutboxEmail.id == email_id, now))


def retry_all(session: Session, now: datetime) -> int:
    """Let every mail that failed go out again; return how many there were."""
    return _again(session, OutboxEmail.id > 0, now)


def _again(session: Session, which: Any, now: datetime) -> int:
    changed = session.scalars(
        update(OutboxEmail)
        .where(OutboxEmail.state == OutboxState.FAILED, which)
        .values(state=OutboxState.PENDING, attempts=0, due_at=now)
        .returning(OutboxEmail.id)
        .execution_options(synchronize_session=False)
    ).all()
    return len(changed)
