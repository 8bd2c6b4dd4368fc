"""What bookings are found by: text without accents, capitals and signs in numbers."""

import re
import unicodedata

import phonenumbers

LONGEST = 600
"""How much of a booking's text is kept to search in: an index takes no more."""

MOST_WORDS = 6
REGION = "NL"
TELEPHONE = re.compile(r"[+(]?[0-9][0-9 ()./+-]{4,}")
STROKED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th"}
)
"""Letters that Unicode does not take apart, as people type them who lack them."""


def fold(text: str) -> str:
    """Write a text without capitals and accents.

    >>> fold("  Zoë Åström-Łuk, ÉCOLE Straße")
    'zoe astrom-luk, ecole strasse'
    """
    apart = unicodedata.normalize("NFKD", text)
    bare = "".join(sign for sign in apart if not unicodedata.combining(sign))
    return " ".join(bare.casefold().translate(STROKED).split())


def search_text(
    reference: str, organisation: str, name: str, email: str, telephone: str
) -> str:
    """Write what a booking is found by.

    >>> search_text("K7Q-M4R", "École", "Zoë", "z@x.example", "+31 6 12 34 56 78")
    'k7q-m4r k7qm4r 0612345678 zoe ecole z@x.example +31 6 12 34 56 78'
    """
    parts = (
        reference,
        reference.replace("-", ""),
        digits_of(telephone),
        name,
        organisation,
        email,
        telephone,
    )
    return fold(" ".join(parts))[:LONGEST]


def words_to_find(asked: str) -> list[str]:
    """Take a question apart; all of its words have to be found.

    >>> words_to_find("Zoë  de Vries"), words_to_find("+31 (6) 1234-5678")
    (['zoe', 'de', 'vries'], ['0612345678'])
    """
    folded = fold(asked)[:LONGEST]
    if TELEPHONE.fullmatch(folded):
        return [digits_of(folded)]
    return folded.split()[:MOST_WORDS]


def digits_of(telephone: str) -> str:
    """Write a telephone number in digits alone: Dutch ones as in the Netherlands.

    >>> digits_of("+31 6 1234 5678"), digits_of("0032 470 12"), digits_of("06 12")
    ('0612345678', '3247012', '0612')
    """
    digits = "".join(re.findall(r"[0-9]+", telephone))
    abroad = "+" in telephone or digits.startswith("00")
    digits = digits.removeprefix("00") if abroad else digits
    country = str(phonenumbers.country_code_for_region(REGION))
    if abroad and digits.startswith(country):
        return "0" + digits.removeprefix(country).removeprefix("0")
    return digits
