"""Adding a second factor: it is offered, shown to work, and from then on opens."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, undefer

from groupz_platform.accounts import passkeys, totp
from groupz_platform.accounts.errors import (
    CodesNotRecognisedError,
    LastDeviceError,
    PasskeyNotTakenError,
)
from groupz_platform.accounts.factor_keys import Owner
from groupz_platform.accounts.factors import Given, secret_of
from groupz_platform.accounts.models import (
    RecoveryCode,
    SecondFactorDevice,
    StaffAccount,
)
from groupz_platform.accounts.passkeys import Asked
from groupz_platform.accounts.queries import factors_of
from groupz_platform.accounts.recovery import code_hash, new_codes
from groupz_platform.accounts.rules import FactorKind


@dataclass(frozen=True, slots=True)
class Offer:
    """What somebody can add: an app that reads the secret, or a passkey.

    Attributes:
        secret: What the app is given, in base32.
        asked: What the browser asks for a passkey.
    """

    secret: str
    asked: Asked


def offer(
    session: Session, account: StaffAccount, given: Given, now: datetime
) -> Offer:
    """Offer a second factor; the secret of an app stays until it is shown to work."""
    device = offered_app(session, account.id) or new_app(session, account, given, now)
    own = [
        each
        for each in factors_of(session, account.id)
        if each.kind is FactorKind.PASSKEY
    ]
    asked = passkeys.ask_for_new(account, own, given.site)
    return Offer(secret_of(device, given.keys), asked)


def offered_app(session: Session, account_id: int) -> SecondFactorDevice | None:
    """Find the app that was offered to somebody and not shown to work yet."""
    return session.scalar(
        select(SecondFactorDevice)
        .where(
            SecondFactorDevice.account_id == account_id,
            SecondFactorDevice.kind == FactorKind.TOTP,
            SecondFactorDevice.confirmed_at.is_(None),
        )
        .options(undefer(SecondFactorDevice.secret))
        .with_for_update()
    )


def new_app(
    session: Session, account: StaffAccount, given: Given, now: datetime
) -> SecondFactorDevice:
    """Make a secret for an app of somebody."""
    device = SecondFactorDevice(
        account_id=account.id,
        kind=FactorKind.TOTP,
        name="",
        created_at=now,
        secret=b"",  # it is bound to the number that the row gets
    )
    session.add(device)
    session.flush()
    sealed = given.keys.seal(totp.new_secret(), Owner(account.id, device.id))
    device.key_id, device.secret = sealed.key_id, sealed.secret
    session.flush()
    return device


def add_app(
    session: Session,
    account_id: int,
    codes: Sequence[str],
    given: Given,
    now: datetime,
) -> SecondFactorDevice:
    """Add the app that shows two consecutive codes; both are used up by it.

    Raises:
        CodesNotRecognisedError: They are not two consecutive codes of this secret.
    """
    device = offered_app(session, account_id)
    if device is None:
        raise CodesNotRecognisedError
    tidy = [totp.tidy_code(code) for code in codes]
    found = totp.recognised(secret_of(device, given.keys), tidy, now)
    if found is None:
        raise CodesNotRecognisedError
    device.period_seconds, device.last_step = found.period_seconds, found.step
    device.confirmed_at = device.last_used_at = now
    return device


def add_passkey(
    session: Session, account_id: int, given: Given, now: datetime
) -> SecondFactorDevice:
    """Add the passkey that the browser has made.

    Raises:
        PasskeyNotTakenError: The answer is not right.
    """
    found = passkeys.registered(given.passkey or {}, given.challenge, given.site)
    if found is None:
        raise PasskeyNotTakenError
    device = SecondFactorDevice(
        account_id=account_id,
        kind=FactorKind.PASSKEY,
        name="",
        created_at=now,
        confirmed_at=now,
        last_used_at=now,
        credential_id=found.credential_id,
        public_key=found.public_key,
        sign_count=found.sign_count,
    )
    session.add(device)
    session.flush()
    return device


def remove(session: Session, account_id: int, device_id: int) -> None:
    """Remove a second factor of somebody; nothing happens if it is not theirs.

    Raises:
        LastDeviceError: It is the last one.
    """
    known = factors_of(session, account_id)
    device = next((each for each in known if each.id == device_id), None)
    if device is None:
        return
    if len(known) == 1:
        raise LastDeviceError
    session.delete(device)


def renew_codes(session: Session, account_id: int) -> list[str]:
    """Give somebody ten new recovery codes; those from before open nothing more."""
    session.execute(
        delete(RecoveryCode)
        .where(RecoveryCode.account_id == account_id)
        .execution_options(synchronize_session=False)
    )
    codes = new_codes()
    session.add_all(
        RecoveryCode(account_id=account_id, code_hash=code_hash(code)) for code in codes
    )
    return codes
