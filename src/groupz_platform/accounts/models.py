"""Tables of staff accounts, second factors and the login history.

A column with `secret` in its `info` is no business of the pages behind the sign-in: it
is read only where it is asked for by name, and the audit log shows a dot for it.
"""

from datetime import datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from groupz_platform.accounts.rules import (
    AccountState,
    Factor,
    FactorKind,
    LinkPurpose,
    Reason,
    Result,
    SessionEnd,
)
from groupz_platform.db.base import SECRET, Base, word
from groupz_platform.permissions import StaffRole
from groupz_shield.ext.sqlalchemy_sessions import session_table

STAFF_SESSIONS = session_table(Base.metadata, "staff_sessions")
"""The sessions of who is signed in; `groupz_shield` reads and writes it."""


class StaffAccount(Base):
    """Somebody who works in the backoffice.

    Attributes:
        name: How colleagues call them.
        sign_in_name: What they sign in with, in small letters; so is the address.
        password_hash: argon2id; nothing until they have chosen one.
        version: Grows with each change; a row is written only if it is still the one
            that was read.
    """

    __tablename__ = "staff_accounts"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    sign_in_name: Mapped[str] = mapped_column(unique=True)
    email: Mapped[str] = mapped_column(unique=True)
    role: Mapped[StaffRole] = mapped_column(word(StaffRole))
    locale: Mapped[str]
    password_hash: Mapped[str | None] = mapped_column(deferred=True, info=SECRET)
    state: Mapped[AccountState] = mapped_column(
        word(AccountState), default=AccountState.ACTIVE
    )
    created_at: Mapped[datetime]
    version: Mapped[int] = mapped_column(default=1)

    __mapper_args__ = {"version_id_col": version}

    @property
    def is_active(self) -> bool:
        """Whether they may sign in."""
        return self.state is AccountState.ACTIVE

    @property
    def own(self) -> tuple[str, ...]:
        """What others know of them, and no password should be made of."""
        return (self.name, self.sign_in_name, self.email)


class SecondFactorDevice(Base):
    """An authenticator app, or a passkey.

    Attributes:
        confirmed_at: When it was shown to work; before that it opens nothing.
        key_id: Which key the secret of an app is encrypted with.
        secret: The encrypted secret of an app.
        period_seconds: How often the app's codes change.
        last_step: The last step that a code was taken for: each is taken once.
        credential_id: By what a passkey is known, in base64url.
        public_key: What its signatures are checked with (COSE).
        sign_count: How often it says to have signed.
    """

    __tablename__ = "second_factor_devices"
    __table_args__ = (
        CheckConstraint(
            "(kind = 'totp' AND secret IS NOT NULL) OR"
            " (kind = 'passkey' AND credential_id IS NOT NULL)",
            name="complete",
        ),
        Index(None, "account_id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_accounts.id"))
    kind: Mapped[FactorKind] = mapped_column(word(FactorKind))
    name: Mapped[str]
    created_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    last_used_at: Mapped[datetime | None]
    key_id: Mapped[str | None]
    secret: Mapped[bytes | None] = mapped_column(deferred=True, info=SECRET)
    period_seconds: Mapped[int | None]
    last_step: Mapped[int] = mapped_column(default=0)
    credential_id: Mapped[str | None] = mapped_column(unique=True)
    public_key: Mapped[bytes | None] = mapped_column(deferred=True)
    sign_count: Mapped[int] = mapped_column(default=0)


class RecoveryCode(Base):
    """A code that stands in for the second factor, once."""

    __tablename__ = "recovery_codes"
    __table_args__ = (Index(None, "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_accounts.id"))
    code_hash: Mapped[str] = mapped_column(unique=True, deferred=True, info=SECRET)
    used_at: Mapped[datetime | None]


class EnrolmentLink(Base):
    """A link by which somebody gets a password or a second factor, once.

    Attributes:
        challenge: What a passkey has to sign, while one is being added.
    """

    __tablename__ = "enrolment_links"
    __table_args__ = (Index(None, "account_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    account_id: Mapped[int] = mapped_column(ForeignKey("staff_accounts.id"))
    token_hash: Mapped[str] = mapped_column(unique=True, deferred=True, info=SECRET)
    purpose: Mapped[LinkPurpose] = mapped_column(word(LinkPurpose))
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]
    password_at: Mapped[datetime | None]
    challenge: Mapped[str | None] = mapped_column(deferred=True, info=SECRET)

    account: Mapped[StaffAccount] = relationship()


class SignInAttempt(Base):
    """A line of the login history; while it is pending, the way to its second factor.

    Attributes:
        account_id: Whose it is; nothing where the name is nobody's.
        name_hash: A keyed hash of the account, or of the name that nobody has.
        network: The client's address, or the /64 of one; shortened after a month.
        browser: Its family and system, in few words.
        alerted: Whether the person was written to because of it.
        session_handle: By what the session is known that came of it.
        ended_at: When that session ended.
        ticket_hash: SHA-256 of the ticket in the address of the second factor.
        challenge: What a passkey has to sign, in base64url; good once.
    """

    __tablename__ = "sign_in_attempts"
    __audited__ = False  # it is a log itself
    __table_args__ = (
        Index(None, "account_id", "at"),
        Index(None, "name_hash", "at"),
        Index(None, "at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    account_id: Mapped[int | None] = mapped_column(ForeignKey("staff_accounts.id"))
    name_hash: Mapped[str]
    network: Mapped[str]
    is_shortened: Mapped[bool] = mapped_column(default=False)
    browser: Mapped[str]
    factor: Mapped[Factor | None] = mapped_column(word(Factor))
    result: Mapped[Result] = mapped_column(word(Result))
    reason: Mapped[Reason] = mapped_column(word(Reason))
    alerted: Mapped[bool] = mapped_column(default=False)
    session_handle: Mapped[str | None] = mapped_column(unique=True)
    ended_at: Mapped[datetime | None]
    ended_by: Mapped[SessionEnd | None] = mapped_column(word(SessionEnd))
    ticket_hash: Mapped[str | None] = mapped_column(
        unique=True, deferred=True, info=SECRET
    )
    ticket_expires_at: Mapped[datetime | None]
    challenge: Mapped[str | None] = mapped_column(deferred=True, info=SECRET)

    account: Mapped[StaffAccount | None] = relationship()
