"""A new second factor, as pages offer it and forms bring it."""

from dataclasses import dataclass

import segno
from flask import request
from sqlalchemy.orm import Session

from groupz_platform.accounts import adding, totp
from groupz_platform.accounts.models import SecondFactorDevice, StaffAccount
from groupz_platform.desk.signing_in.given import given
from groupz_platform.web.context import current, now

CODES = ("first_code", "second_code")
LONGEST_NAME = 60


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page shows of an offer.

    Attributes:
        qr: The secret as an inline SVG, for the camera of a telephone.
        key: The secret in groups of four, for typing.
        passkey_options: For `navigator.credentials.create`, as JSON.
        challenge: What the passkey has to sign; the page does not show it.
    """

    qr: str
    key: str
    passkey_options: str
    challenge: str


def offered(session: Session, account: StaffAccount) -> Shown:
    """Offer somebody a second factor."""
    offer = adding.offer(session, account, given({}, ""), now())
    issuer = current().settings.operator_name
    address = totp.address_of(offer.secret, account=account.sign_in_name, issuer=issuer)
    return Shown(
        segno.make(address, error="m").svg_inline(omitsize=True, border=2),
        totp.in_groups(offer.secret),
        offer.asked.options,
        offer.asked.challenge,
    )


def taken(
    session: Session, account_id: int, challenge: str | None
) -> SecondFactorDevice:
    """Add what the form of this request brings.

    Raises:
        CodesNotRecognisedError: The codes are not two consecutive ones of the app.
        PasskeyNotTakenError: The passkey's answer is not right.
    """
    read = given(request.form, challenge)
    if read.passkey is not None:
        device = adding.add_passkey(session, account_id, read, now())
    else:
        codes = [request.form.get(name, "") for name in CODES]
        device = adding.add_app(session, account_id, codes, read, now())
    device.name = " ".join(request.form.get("device_name", "").split())[:LONGEST_NAME]
    return device
