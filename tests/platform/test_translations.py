"""Both languages are always complete."""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import groupz_platform
from groupz_platform.texts import FOLDER, LOCALES, translations

PACKAGE = Path(groupz_platform.__file__).parent
METHODS = [
    ("**.py", "python"),
    ("templates/**.html", "jinja2"),
    ("templates/**.txt", "jinja2"),
]
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "gettext_noop": None,
    "noop": None,
    "ngettext": (1, 2),
    "ungettext": (1, 2),
}
PLACEHOLDER = re.compile(r"%\(\w+\)s")


@cache
def messages_in_sources() -> frozenset[tuple[str, ...]]:
    options = {pattern: {"trimmed": "true"} for pattern, _ in METHODS}
    found = extract_from_dir(PACKAGE, METHODS, options, KEYWORDS)
    return frozenset(as_tuple(message) for _, _, message, _, _ in found)


@dataclass(frozen=True)
class Text:
    """A text with its translations: one, or as many as there are plural forms."""

    source: tuple[str, ...]
    dutch: tuple[str, ...]
    fuzzy: bool


def dutch() -> list[Text]:
    with (FOLDER / "nl" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        catalogue = read_po(file, locale="nl")
    return [
        Text(as_tuple(message.id), as_tuple(message.string), message.fuzzy)
        for message in catalogue
        if message.id
    ]


def as_tuple(texts: Any) -> tuple[str, ...]:
    return (texts,) if isinstance(texts, str) else tuple(texts)


def test_every_text_of_the_sources_has_a_dutch_one() -> None:
    assert not messages_in_sources() - {text.source for text in dutch()}


def test_every_dutch_text_is_sure_whole_and_keeps_its_placeholders() -> None:
    for text in dutch():
        wanted = set(PLACEHOLDER.findall(text.source[-1]))
        assert not text.fuzzy, text
        assert all(text.dutch), text
        assert all(set(PLACEHOLDER.findall(form)) <= wanted for form in text.dutch), (
            text
        )
        assert set(PLACEHOLDER.findall(text.dutch[-1])) == wanted, text


def test_no_dutch_text_is_left_over() -> None:
    assert not {text.source for text in dutch()} - messages_in_sources()


@pytest.mark.parametrize("locale", LOCALES)
def test_a_language_speaks(locale: str) -> None:
    spoken = translations(locale).ungettext("child", "children", 2)

    assert spoken == {"nl": "kinderen", "en": "children"}[locale]
