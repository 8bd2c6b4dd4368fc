"""Texts in the visitor's language: gettext catalogues, read from their `.po` files.

English is the source language; a Dutch text stands in `translations/nl`. Reading the
sources at start leaves no compiled file that could be older than they are.
"""

from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

LOCALES = ("nl", "en")
"""The languages of the platform; the first one is the default."""

FOLDER = Path(__file__).parent / "translations"


@cache
def translations(locale: str) -> NullTranslations:
    """Load the texts of a language, once."""
    source = FOLDER / locale / "LC_MESSAGES" / "messages.po"
    if not source.exists():
        return NullTranslations()
    with source.open("rb") as file:
        catalogue = read_po(file, locale=locale)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def gettext_noop(text: str) -> str:
    """Mark a text for translation where it stands; it is translated where it is shown.

    >>> gettext_noop("school")
    'school'
    """
    return text
