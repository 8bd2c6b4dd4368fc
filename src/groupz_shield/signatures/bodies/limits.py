"""How much of a body is inspected."""

from dataclasses import dataclass
from typing import Final

from groupz_shield.errors import PolicyError

_LARGEST_BODY: Final = 64 * 1024 * 1024
_MOST_FIELDS: Final = 100_000


@dataclass(frozen=True, slots=True)
class Limits:
    """How much of a body is inspected, which bounds memory and time.

    What lies beyond `body_bytes` is not seen: the application reads it all the same,
    and so an attack may hide behind a large file. Where `ShieldPolicy.max_body_bytes`
    is no larger than `body_bytes`, nothing lies beyond. Nor is seen what an uploaded
    file holds, what a body of type `image/png`, `application/pdf` and the like holds,
    and what is packed in another way than gzip or deflate.

    Attributes:
        body_bytes: How much of a body is read before the application reads it, in
            bytes from 0, which leaves all bodies alone, to 64 MiB. A packed body is
            unpacked no further than this either.
        text_bytes: How much is inspected of a body that is neither a form nor JSON
            nor XML, in bytes from 0 to `body_bytes`; more than that means just that.
        fields: How many fields of a body are told apart, from 1 to 100,000; the rest
            is inspected as one text.

    Raises:
        PolicyError: A limit is out of its range.
    """

    body_bytes: int = 1024 * 1024
    text_bytes: int = 64 * 1024
    fields: int = 10_000

    def __post_init__(self) -> None:
        _check("body_bytes", self.body_bytes, 0, _LARGEST_BODY)
        _check("text_bytes", self.text_bytes, 0, _LARGEST_BODY)
        _check("fields", self.fields, 1, _MOST_FIELDS)


def _check(setting: str, value: int, least: int, most: int) -> None:
    if not least <= value <= most:
        why = f"is not from {least:,} to {most:,}"
        raise PolicyError(f"limits.{setting}", value, why)
