"""Passwords: which are taken, and how they are kept."""

import unicodedata
from collections.abc import Iterable
from enum import StrEnum
from functools import cache
from threading import BoundedSemaphore

from argon2 import PasswordHasher, Type
from argon2.exceptions import InvalidHashError, VerificationError
from zxcvbn import zxcvbn

SHORTEST = 12
LONGEST = 128
SHORTEST_OWN_WORD = 4
LEAST_BESIDE_OWN = 8
FEWEST_GUESSES = 10**8
"""What is guessed sooner is common: a word of the lists with little around it."""

ESTIMATED_CHARACTERS = 72
"""The estimate takes long for long ones, and what is longer is not common."""

# RFC 9106 section 4, the second recommended option, is 64 MiB in 3 passes and 4 lanes;
# OWASP's Password Storage Cheat Sheet takes less of each. Lanes are threads that the
# server's own compete with, so one lane here. Change the numbers, and passwords are
# hashed anew as people sign in.
HASHER = PasswordHasher(
    time_cost=3,
    memory_cost=64 * 1024,
    parallelism=1,
    hash_len=32,
    salt_len=16,
    type=Type.ID,
)


AT_ONCE = 4
"""How many passwords are looked at at the same time: each takes 64 MiB."""

_hashing = BoundedSemaphore(AT_ONCE)


class Flaw(StrEnum):
    """Why a password is not taken."""

    SHORT = "short"
    LONG = "long"
    COMMON = "common"
    OWN = "own"


def normalised(password: str) -> str:
    """Read a password the same from every keyboard.

    NIST SP 800-63B-4 section 3.1.1.2 asks for NFKC or NFKD before hashing.
    """
    return unicodedata.normalize("NFKC", password)


def flaw_of(password: str, own: Iterable[str]) -> Flaw | None:
    """Tell why a password is not taken, if it is not.

    Args:
        password: What somebody wants to sign in with.
        own: What others know of the person: names, address, organisation.

    >>> flaw_of("fietsbel-komkommer-9", ["Jo Jansen"])
    >>> flaw_of("password1234", []).value, flaw_of("Jo Jansen 2026", ["Jansen"]).value
    ('common', 'own')
    """
    text = normalised(password)
    if len(text) < SHORTEST:
        return Flaw.SHORT
    if len(text) > LONGEST:
        return Flaw.LONG
    words = own_words(own)
    if len(without(text, words)) < LEAST_BESIDE_OWN:
        return Flaw.OWN
    return Flaw.COMMON if is_common(text, words) else None


def own_words(own: Iterable[str]) -> list[str]:
    """List the words of what others know, the longest first.

    >>> own_words(["Jo Jansen", "jo.jansen@museum.example"])
    ['example', 'jansen', 'museum']
    """
    letters = (c if c.isalnum() else " " for text in own for c in f"{text} ")
    words = set("".join(letters).casefold().split())
    long_enough = (word for word in words if len(word) >= SHORTEST_OWN_WORD)
    return sorted(long_enough, key=lambda word: (-len(word), word))


def without(text: str, words: Iterable[str]) -> str:
    """Leave of a text what is not one of these words, nor space or punctuation."""
    left = text.casefold()
    for word in words:
        left = left.replace(word, " ")
    return "".join(c for c in left if c.isalnum())


def is_common(text: str, words: list[str]) -> bool:
    """Tell whether a password is among the first that somebody would try.

    The lists of common passwords, names and words come with zxcvbn, which also knows
    keys in a row, dates, repetitions and letters written as digits.
    """
    estimate = zxcvbn(text[:ESTIMATED_CHARACTERS], user_inputs=[*words])
    return bool(estimate["guesses"] < FEWEST_GUESSES)


def hashed(password: str) -> str:
    """Hash a password as it is kept: argon2id, with its parameters and salt."""
    with _hashing:
        return HASHER.hash(normalised(password))


def is_right(password: str, kept: str | None) -> bool:
    """Tell whether a password is the kept one; it takes as long where none is kept."""
    try:
        with _hashing:
            HASHER.verify(kept or nobodys_hash(), normalised(password)[:LONGEST])
    except (VerificationError, InvalidHashError):
        return False
    return kept is not None


def is_outdated(kept: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(kept)


@cache
def nobodys_hash() -> str:
    """Make a hash that takes as long to look at as somebody's."""
    return HASHER.hash("nobody's")
