"""Names in addresses, made of titles."""

import re
import unicodedata
from collections.abc import Callable

LONGEST = 80


def slug_of(title: str) -> str:
    """Write a title as a name in an address.

    >>> slug_of("Één dag op Zee!"), slug_of("?")
    ('een-dag-op-zee', 'x')
    """
    plain = unicodedata.normalize("NFKD", title.casefold()).encode("ascii", "ignore")
    words = re.findall(r"[a-z0-9]+", plain.decode())
    return "-".join(words)[:LONGEST].strip("-") or "x"


def free_slug(title: str, is_taken: Callable[[str], bool]) -> str:
    """Find a name that nothing else has.

    >>> free_slug("Tour", {"tour", "tour-2"}.__contains__)
    'tour-3'
    """
    slug, number = slug_of(title), 1
    while is_taken(slug if number == 1 else f"{slug}-{number}"):
        number += 1
    return slug if number == 1 else f"{slug}-{number}"
