"""The keys that second factors' secrets are encrypted with, in a file of their own.

It lies in the instance folder, outside of the database and of its backup: who has one
of them reads no secret. A line is one key, its id and 256 bits; the first is current.
"""

import os
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Self

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from groupz_platform.accounts.errors import FactorKeyError
from groupz_platform.secret_files import kept_secret, write_private

FILE_NAME = "second-factor.keys"
KEY_BYTES = 32
NONCE_BYTES = 12
"""NIST SP 800-38D section 5.2.1.1 recommends 96 bits."""


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose secret it is: read for another account or device, it does not open."""

    account_id: int
    device_id: int

    @property
    def associated(self) -> bytes:
        """What AES-GCM authenticates beside the secret."""
        return f"second-factor:{self.account_id}:{self.device_id}".encode()


@dataclass(frozen=True, slots=True)
class Sealed:
    """An encrypted secret, and which key opens it."""

    key_id: str
    secret: bytes


@dataclass(frozen=True, slots=True)
class FactorKeys:
    """All keys of a file, the current one first."""

    keys: Mapping[str, bytes]

    @classmethod
    def read(cls, file: Path) -> Self:
        """Read the file; the first start makes it.

        Raises:
            FactorKeyError: Something in the file is no key.
            UnsafeSecretError: Others may read it.
        """
        lines = kept_secret(file).decode(errors="replace").splitlines()
        found: dict[str, bytes] = {}
        for number, line in enumerate(lines, 1):
            # What the first start makes is a key without a name.
            name, _, key = line.strip().rpartition(" ")
            try:
                found[name or FIRST] = as_key(key)
            except ValueError as error:
                raise FactorKeyError(
                    f"{file}, line {number}: no key of a second factor; bring the file"
                    " back from where you keep secrets"
                ) from error
        return cls(MappingProxyType(found))

    @property
    def current(self) -> str:
        """The key that secrets are encrypted with."""
        return next(iter(self.keys))

    def seal(self, secret: str, owner: Owner) -> Sealed:
        """Encrypt a secret for its owner: AES-256-GCM under a random nonce."""
        nonce = secrets.token_bytes(NONCE_BYTES)
        cipher = AESGCM(self.keys[self.current])
        sealed = cipher.encrypt(nonce, secret.encode(), owner.associated)
        return Sealed(self.current, nonce + sealed)

    def open(self, sealed: Sealed, owner: Owner) -> str:
        """Decrypt the secret of an owner.

        Raises:
            FactorKeyError: Its key is not here, or it is not this owner's.
        """
        key = self.keys.get(sealed.key_id)
        if key is None:
            raise FactorKeyError(
                f"The key {sealed.key_id} of second factors is missing: bring back the"
                f" file {FILE_NAME} that belongs to this database"
            )
        nonce, secret = sealed.secret[:NONCE_BYTES], sealed.secret[NONCE_BYTES:]
        try:
            return AESGCM(key).decrypt(nonce, secret, owner.associated).decode()
        except InvalidTag as error:
            raise FactorKeyError(
                f"A second factor cannot be read with the key {sealed.key_id}: the row"
                f" or the file {FILE_NAME} is not what it was"
            ) from error

    def with_new_key(self) -> "FactorKeys":
        """Put a fresh key in front."""
        fresh = {secrets.token_hex(4): secrets.token_bytes(KEY_BYTES)}
        return FactorKeys(MappingProxyType(fresh | dict(self.keys)))

    def only_current(self) -> "FactorKeys":
        """Leave the current key alone."""
        return FactorKeys(MappingProxyType({self.current: self.keys[self.current]}))

    def write(self, file: Path) -> None:
        """Put these keys in the place of the file, at once or not at all."""
        lines = [f"{name} {key.hex()}\n" for name, key in self.keys.items()]
        draft = file.with_name(f".{file.name}.{os.getpid()}.{secrets.token_hex(4)}")
        write_private(draft, "".join(lines))
        draft.replace(file)


FIRST = "first"
"""The name of the key that the first start makes."""


def as_key(text: str) -> bytes:
    """Read a key of 256 bits.

    Raises:
        ValueError: It is none.
    """
    key = bytes.fromhex(text)
    if len(key) != KEY_BYTES:
        raise ValueError(text)
    return key
