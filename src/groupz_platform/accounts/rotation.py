"""Encrypting the secrets of second factors anew, under another key."""

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from groupz_platform.accounts.factor_keys import FactorKeys, Owner
from groupz_platform.accounts.factors import secret_of
from groupz_platform.accounts.models import SecondFactorDevice
from groupz_platform.accounts.rules import FactorKind


def encrypt_anew(session: Session, keys: FactorKeys) -> int:
    """Encrypt with the current key what is encrypted with an older one.

    Args:
        session: An open session of the role ``sign_in``; the caller owns it.
        keys: The current key, and those before it.

    Returns:
        How many secrets were encrypted anew.

    Raises:
        FactorKeyError: A key is missing; nothing is changed then.
    """
    older = session.scalars(
        select(SecondFactorDevice)
        .where(
            SecondFactorDevice.kind == FactorKind.TOTP,
            SecondFactorDevice.key_id != keys.current,
        )
        .options(undefer(SecondFactorDevice.secret))
        .with_for_update()
    ).all()
    for device in older:
        owner = Owner(device.account_id, device.id)
        sealed = keys.seal(secret_of(device, keys), owner)
        device.key_id, device.secret = sealed.key_id, sealed.secret
    return len(older)
