"""Passkeys: WebAuthn Level 2, with user verification required.

A passkey is bound to the site's name by the browser, so a page that only looks like
ours gets nothing that would be of use here.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from webauthn import (
    generate_authentication_options,
    generate_registration_options,
    options_to_json,
    verify_authentication_response,
    verify_registration_response,
)
from webauthn.helpers import base64url_to_bytes, bytes_to_base64url
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from groupz_platform.accounts.models import SecondFactorDevice, StaffAccount

REQUIRED = UserVerificationRequirement.REQUIRED


@dataclass(frozen=True, slots=True)
class Site:
    """Whose passkeys are taken.

    Attributes:
        origin: Scheme, host and port of the pages.
        name: What the browser calls it.
    """

    origin: str
    name: str

    @property
    def id(self) -> str:
        """The relying party's id: the host."""
        return urlsplit(self.origin).hostname or ""


@dataclass(frozen=True, slots=True)
class Asked:
    """What a browser is asked.

    Attributes:
        options: For `navigator.credentials`, as JSON.
        challenge: What has to be signed, in base64url.
    """

    options: str
    challenge: str


@dataclass(frozen=True, slots=True)
class Registered:
    """A new passkey."""

    credential_id: str
    public_key: bytes
    sign_count: int


def ask_for_new(
    account: StaffAccount, known: Iterable[SecondFactorDevice], site: Site
) -> Asked:
    """Ask for a new passkey of somebody, on a device that has none yet."""
    options = generate_registration_options(
        rp_id=site.id,
        rp_name=site.name,
        user_id=f"staff:{account.id}".encode(),
        user_name=account.sign_in_name,
        user_display_name=account.name,
        exclude_credentials=_described(known),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.PREFERRED, user_verification=REQUIRED
        ),
    )
    return Asked(options_to_json(options), bytes_to_base64url(options.challenge))


def ask(known: Iterable[SecondFactorDevice], site: Site) -> Asked:
    """Ask for the signature of one of somebody's passkeys."""
    options = generate_authentication_options(
        rp_id=site.id, allow_credentials=_described(known), user_verification=REQUIRED
    )
    return Asked(options_to_json(options), bytes_to_base64url(options.challenge))


def registered(answer: dict[str, Any], challenge: str, site: Site) -> Registered | None:
    """Check the answer to `ask_for_new`; None where it is not right."""
    try:
        found = verify_registration_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.id,
            expected_origin=site.origin,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        return None
    return Registered(
        bytes_to_base64url(found.credential_id),
        found.credential_public_key,
        found.sign_count,
    )


def checked(
    answer: dict[str, Any], device: SecondFactorDevice, challenge: str, site: Site
) -> int | None:
    """Check the answer to `ask`; return the new count of signatures, or None.

    A count that does not grow tells of a copy (WebAuthn Level 2 section 6.1.1).
    """
    try:
        found = verify_authentication_response(
            credential=answer,
            expected_challenge=base64url_to_bytes(challenge),
            expected_rp_id=site.id,
            expected_origin=site.origin,
            credential_public_key=device.public_key or b"",
            credential_current_sign_count=device.sign_count,
            require_user_verification=True,
        )
    except (WebAuthnException, ValueError):
        return None
    return found.new_sign_count


def read_answer(text: str) -> dict[str, Any] | None:
    """Read what the browser sent; None where it is nothing of the kind."""
    try:
        answer = json.loads(text)
    except ValueError:
        return None
    return answer if isinstance(answer, dict) else None


def _described(
    known: Iterable[SecondFactorDevice],
) -> list[PublicKeyCredentialDescriptor]:
    return [
        PublicKeyCredentialDescriptor(base64url_to_bytes(device.credential_id))
        for device in known
        if device.credential_id
    ]
