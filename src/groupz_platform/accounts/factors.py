"""Second factors as they are given: a code, a passkey's signature, a recovery code."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlalchemy.orm import Session, undefer

from groupz_platform.accounts import passkeys, totp
from groupz_platform.accounts.factor_keys import FactorKeys, Owner, Sealed
from groupz_platform.accounts.models import RecoveryCode, SecondFactorDevice
from groupz_platform.accounts.passkeys import Site
from groupz_platform.accounts.queries import apps_of
from groupz_platform.accounts.recovery import code_hash
from groupz_platform.accounts.rules import Factor, FactorKind, Reason


@dataclass(frozen=True, slots=True)
class Given:
    """What somebody gives as the second factor: a code, or a passkey's answer.

    Attributes:
        keys: What the secrets of apps are encrypted with.
        site: Whose passkeys are taken.
        code: What was typed: an app's code, or a recovery code.
        passkey: What the browser answered, as JSON; None where a code was typed.
        challenge: What the passkey had to sign, in base64url.
    """

    keys: FactorKeys
    site: Site
    code: str = ""
    passkey: dict[str, Any] | None = field(default=None)
    challenge: str = ""


def take(
    session: Session, account_id: int, given: Given, now: datetime
) -> Factor | Reason:
    """Take a second factor once; answer which, or why not."""
    if given.passkey is not None:
        return take_passkey(session, account_id, given, now)
    code = totp.tidy_code(given.code)
    if len(code) == totp.DIGITS and code.isdecimal():
        return take_code(session, account_id, code, given.keys, now)
    return take_recovery_code(session, account_id, given.code, now)


def take_code(
    session: Session, account_id: int, code: str, keys: FactorKeys, now: datetime
) -> Factor | Reason:
    """Take the code of an app, if its step was not taken yet."""
    for device in apps_of(session, account_id):
        step = totp.matching_step(
            secret_of(device, keys),
            code,
            period_seconds=device.period_seconds or totp.PROMISED_SECONDS,
            now=now,
        )
        if step is not None:
            once = use_step(session, device.id, step, now)
            return Factor.TOTP if once else Reason.USED_CODE
    return Reason.WRONG_CODE


def secret_of(device: SecondFactorDevice, keys: FactorKeys) -> str:
    """Decrypt the secret of an app."""
    sealed = Sealed(device.key_id or "", device.secret or b"")
    return keys.open(sealed, Owner(device.account_id, device.id))


def use_step(session: Session, device_id: int, step: int, now: datetime) -> bool:
    """Use a step up; of several that try at once, one does."""
    used = session.scalars(
        update(SecondFactorDevice)
        .where(SecondFactorDevice.id == device_id, SecondFactorDevice.last_step < step)
        .values(last_step=step, last_used_at=now)
        .returning(SecondFactorDevice.id)
        .execution_options(synchronize_session=False)
    ).all()
    return bool(used)


def take_recovery_code(
    session: Session, account_id: int, typed: str, now: datetime
) -> Factor | Reason:
    """Take a recovery code, which is good once."""
    used = session.scalars(
        update(RecoveryCode)
        .where(
            RecoveryCode.account_id == account_id,
            RecoveryCode.code_hash == code_hash(typed),
            RecoveryCode.used_at.is_(None),
        )
        .values(used_at=now)
        .returning(RecoveryCode.id)
        .execution_options(synchronize_session=False)
    ).all()
    return Factor.RECOVERY if used else Reason.WRONG_CODE


def take_passkey(
    session: Session, account_id: int, given: Given, now: datetime
) -> Factor | Reason:
    """Take a passkey's signature of the challenge."""
    answer = given.passkey or {}
    device = session.scalar(
        select(SecondFactorDevice)
        .where(
            SecondFactorDevice.account_id == account_id,
            SecondFactorDevice.kind == FactorKind.PASSKEY,
            SecondFactorDevice.credential_id == str(answer.get("id", "")),
            SecondFactorDevice.confirmed_at.is_not(None),
        )
        .options(undefer(SecondFactorDevice.public_key))
    )
    if device is None or not given.challenge:
        return Reason.WRONG_PASSKEY
    count = passkeys.checked(answer, device, given.challenge, given.site)
    if count is None:
        return Reason.WRONG_PASSKEY
    device.sign_count, device.last_used_at = count, now
    return Factor.PASSKEY
