"""Both languages are always complete."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
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


def messages_in_sources() -> Iterator[str | tuple[str, ...]]:
    found = extract_from_dir(
        PACKAGE,
        METHODS,
        {pattern: {"trimmed": "true"} for pattern, _ in METHODS},
        KEYWORDS,
    )
    for _file, _line, message, _comments, _context in found:
        yield tuple(message) if isinstance(message, (list, tuple)) else message


def dutch() -> Catalog:
    with (FOLDER / "nl" / "LC_MESSAGES" / "messages.po").open("rb") as file:
        return read_po(file, locale="nl")


def key(message: Message) -> str | tuple[str, ...]:
    return tuple(message.id) if isinstance(message.id, (list, tuple)) else message.id


def test_every_text_of_the_sources_has_a_dutch_one() -> None:
    known = {key(message) for message in dutch() if message.id and not message.fuzzy}

    missing = set(messages_in_sources()) - known

    assert not missing


def test_no_dutch_text_is_left_over_fuzzy_or_empty() -> None:
    used = set(messages_in_sources())

    for message in dutch():
        if message.id:
            texts = message.string if message.pluralizable else (message.string,)
            assert key(message) in used
            assert not message.fuzzy
            assert all(texts)


def test_a_translation_keeps_the_placeholders() -> None:
    for message in dutch():
        ids = message.id if message.pluralizable else (message.id,)
        texts = message.string if message.pluralizable else (message.string,)
        wanted = set(PLACEHOLDER.findall(ids[-1]))
        assert all(set(PLACEHOLDER.findall(text)) <= wanted for text in texts)
        assert set(PLACEHOLDER.findall(texts[-1])) == wanted


@pytest.mark.parametrize("locale", LOCALES)
def test_a_language_speaks(locale: str) -> None:
    spoken = translations(locale).ungettext("child", "children", 2)

    assert spoken == {"nl": "kinderen", "en": "children"}[locale]
