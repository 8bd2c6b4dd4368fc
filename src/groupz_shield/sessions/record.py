"""A session as it is kept, and the id that its cookie holds."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from secrets import token_hex, token_urlsafe
from typing import Any, Final

LABEL_CHARACTERS: Final = 255
"""How much is kept of a user's name, a client and an agent."""

_ID: Final = re.compile(r"[A-Za-z0-9_-]{43}")


class EndReason(StrEnum):
    """Why a session, or its id, holds no more."""

    IDLE = "idle"
    ABSOLUTE = "absolute"
    SIGNED_OUT = "signed_out"
    REVOKED = "revoked"
    ROTATED = "rotated"


@dataclass(frozen=True, slots=True)
class SessionRecord:
    """What a store keeps of a session. It signs nobody in: the id is not in it.

    Attributes:
        handle: Names it in lists and addresses; it stays when the id is rotated.
        hash: The SHA-256 of its id, in hexadecimal digits.
        user: Whose it is, as the application names people.
        written: The data, as JSON.
        created_at: When it began, in seconds since 1970.
        seen_at: When it was last used, as exactly as `Sessions.read` keeps it.
        client: Where it was begun from, such as an address.
        agent: With what, such as the browser's own name.
    """

    handle: str
    hash: str
    user: str
    written: str
    created_at: float
    seen_at: float
    client: str = ""
    agent: str = ""

    @property
    def data(self) -> dict[str, Any]:
        """The data; a copy each time."""
        found: dict[str, Any] = json.loads(self.written)
        return found


def written(data: Mapping[str, Any]) -> str:
    """Write data as JSON.

    Raises:
        TypeError: Something in it has no JSON.
        ValueError: A number in it has none.
    """
    return json.dumps(dict(data), allow_nan=False, separators=(",", ":"))


def new_id() -> str:
    """Return what nobody can guess: 256 random bits."""
    return token_urlsafe(32)


def new_handle() -> str:
    """Return a name for a session that says nothing of its id."""
    return token_hex(8)


def hash_of(session_id: str) -> str | None:
    """Return what is stored of an id; None for a text that was never one.

    >>> hash_of("chosen-by-an-attacker") is None
    True
    """
    if _ID.fullmatch(session_id) is None:
        return None
    return sha256(session_id.encode()).hexdigest()


def label(text: str) -> str:
    r"""Return a text that every store can keep.

    >>> label("Mozilla\x00/5.0")
    'Mozilla�/5.0'
    """
    shown = (
        sign if sign.isprintable() else "\N{REPLACEMENT CHARACTER}" for sign in text
    )
    return "".join(shown)[:LABEL_CHARACTERS]
