"""Signed form tokens: a form is ours, for one purpose and thing, and not too old.

They stand in for a CSRF cookie on visitors' pages, together with the origin guard, and
carry the idempotency key by which one form makes one booking.
"""

import hashlib
import secrets
from dataclasses import dataclass

from itsdangerous import BadSignature, SignatureExpired, URLSafeTimedSerializer

LASTS_SECONDS = 12 * 3600


class FormTokenError(Exception):
    """The token is missing, forged, or made for another form."""


class FormTokenExpiredError(FormTokenError):
    """The page stood open for longer than a token lasts."""


@dataclass(frozen=True, slots=True)
class FormToken:
    """What a form carries with it, signed.

    Attributes:
        about: What the form is about, such as a slot's number.
        key: The idempotency key, 128 random bits in hexadecimal.
    """

    about: str
    key: str

    @classmethod
    def new(cls, about: str) -> "FormToken":
        """Make a token with a fresh key."""
        return cls(about, secrets.token_hex(16))


@dataclass(frozen=True, slots=True)
class FormTokens:
    """Signs and reads the tokens of one purpose."""

    secret: bytes
    purpose: str

    @property
    def serializer(self) -> URLSafeTimedSerializer:
        """HMAC-SHA-256 over content and time, salted with the purpose."""
        return URLSafeTimedSerializer(
            self.secret, salt=f"form:{self.purpose}", signer_kwargs=SIGNER
        )

    def sign(self, token: FormToken) -> str:
        """Write a token into a form."""
        return self.serializer.dumps([token.about, token.key])

    def read(self, text: str, *, about: str) -> FormToken:
        """Read a token that came back.

        Raises:
            FormTokenExpiredError: It is ours, but too old.
            FormTokenError: It is not ours, or belongs to another form.
        """
        token = self.opened(text)
        if token.about != about:
            raise FormTokenError
        return token

    def opened(self, text: str) -> FormToken:
        """Read a token of whatever form of this purpose.

        Raises:
            FormTokenExpiredError: It is ours, but too old.
            FormTokenError: It is not ours, or has another purpose.
        """
        try:
            values = self.serializer.loads(text, max_age=LASTS_SECONDS)
        except SignatureExpired as error:
            raise FormTokenExpiredError from error
        except BadSignature as error:
            raise FormTokenError from error
        return FormToken(*values)


SIGNER = {"digest_method": hashlib.sha256}
