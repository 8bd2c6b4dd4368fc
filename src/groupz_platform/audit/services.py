"""Forgetting what the audit log need not keep any longer."""

from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, delete
from sqlalchemy.orm import Session

from groupz_platform.audit.models import AuditEntry


def forget_before(session: Session, moment: datetime) -> int:
    """Delete the entries from before a moment; answer how many they were.

    Args:
        session: An open session of the role ``worker``.
        moment: Aware, in UTC.
    """
    result = session.execute(delete(AuditEntry).where(AuditEntry.at < moment))
    return cast("CursorResult[Any]", result).rowcount
