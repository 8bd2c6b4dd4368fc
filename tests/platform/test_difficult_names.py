"""No name and no sentence keeps anybody from booking, in either language."""

from collections.abc import Callable, Iterator, Sequence
from http import HTTPStatus
from itertools import cycle
from pathlib import Path
from typing import Any

import pytest
from structlog.testing import capture_logs

import sentences
from applications import TestingPlatform, platform_on
from databases import TestingDatabase
from difficult_names import (
    ADDRESSES,
    EVERYTHING,
    GROUPS,
    PEOPLE,
    SEARCHES,
    TAKEN_FOR_CODE,
    TELEPHONES,
)
from groupz_platform.guarding import PROSE
from groupz_shield.signatures.assembly import inspector_of
from groupz_shield.signatures.choosing import matcher_for
from groupz_shield.signatures.settings import Signatures
from groupz_shield.signatures.vocabulary import Place, Value
from kept_between_runs import CACHE
from way import Way, slot_on, token_on

FIELDS = ("organisation", "name", "email", "telephone")
SEARCH = {"nl": "/nl/zoeken", "en": "/en/search"}
FIND = {"nl": "/nl/vinden", "en": "/en/find"}
Form = dict[str, Any]
needs_sentences = pytest.mark.skipif(
    not sentences.FAQ.exists(), reason="this machine keeps no package's documentation"
)


@pytest.fixture
def busy(sqlite_database: TestingDatabase, tmp_path: Path) -> Iterator[TestingPlatform]:
    """A platform where one network may ask for as much as it wants."""
    with platform_on(sqlite_database, tmp_path, flood_limit=1_000_000) as platform:
        yield platform


def refused(log: Sequence[Any]) -> list[str]:
    return [line["event"] for line in log if line.get("kind") == "refused"]


def rotated(texts: Sequence[str], fields: Sequence[str]) -> Iterator[Form]:
    """Fill all fields at once, so that every text stands in every field once."""
    for at in range(len(texts)):
        yield {
            field: texts[(at + number) % len(texts)]
            for number, field in enumerate(fields)
        }


def book_as(platform: TestingPlatform, locale: str, forms: Iterator[Form]) -> set[int]:
    """Say who books, again and again; each answer leads to a page, or is a refusal."""
    way = Way.to(platform, slot_on(platform), locale)
    held = way.hold()
    token = {"token": token_on(way.page())}
    return {platform.visitor.post(held, token | form).status_code for form in forms}


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_whoever_books_is_called_as_they_like(
    busy: TestingPlatform, locale: str
) -> None:
    names = [*PEOPLE, *GROUPS]
    forms = (
        dict(zip(FIELDS, typed, strict=True))
        for typed in zip(
            [*names[7:], *names[:7]],
            names,
            cycle(ADDRESSES),
            cycle(TELEPHONES),
            strict=False,
        )
    )
    with capture_logs() as log:
        statuses = book_as(busy, locale, forms)

    assert refused(log) == []
    assert statuses == {HTTPStatus.SEE_OTHER}


def test_a_name_from_anywhere_in_europe_is_booked_as_it_was_typed(
    busy: TestingPlatform,
) -> None:
    way = Way.to(busy, slot_on(busy), "en")
    held = way.hold()

    for name in ["Seán O'Brien-Ní Dhomhnaill", "Γιώργος Παπαδόπουλος"]:
        way.path = held
        way.review(name=name, organisation="Klas '26/'27")
        assert name in way.page().text.replace("&#39;", "'")


def test_an_attack_in_the_place_of_a_name_is_refused(busy: TestingPlatform) -> None:
    form = {"name": "' UNION SELECT pin, owner FROM lockers-- -"}

    with capture_logs() as log:
        statuses = book_as(busy, "nl", iter([form]))

    assert statuses == {HTTPStatus.FORBIDDEN}
    assert refused(log) != []


@pytest.mark.xfail(strict=True, reason="they are code, to the letter")
@pytest.mark.parametrize("name", TAKEN_FOR_CODE)
def test_names_that_are_code_are_names_all_the_same(
    busy: TestingPlatform, name: str
) -> None:
    assert book_as(busy, "nl", iter([{"name": name}])) == {HTTPStatus.SEE_OTHER}


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_whatever_is_looked_for_is_looked_for(
    busy: TestingPlatform, locale: str
) -> None:
    client = busy.visitor.client
    with capture_logs() as log:
        answers = [
            client.get(SEARCH[locale], query_string=typed)
            for typed in rotated(
                [*SEARCHES, *EVERYTHING], ("from", "until", "type", "kind", "child")
            )
        ]
        found = [
            client.get(SEARCH[locale], headers={"Referer": f"https://a.example/?q={q}"})
            for q in SEARCHES
        ]

    assert refused(log) == []
    assert {answer.status_code for answer in found} == {HTTPStatus.OK}
    assert {answer.status_code for answer in answers} <= {HTTPStatus.OK, 422}


@pytest.mark.parametrize("locale", ["nl", "en"])
def test_a_booking_is_found_again_by_whatever_was_typed(
    busy: TestingPlatform, locale: str
) -> None:
    visitor = busy.visitor
    token = {"token": token_on(visitor.get(FIND[locale]))}
    with capture_logs() as log:
        answers = [
            visitor.post(FIND[locale], token | typed)
            for typed in rotated([*TELEPHONES, *ADDRESSES], ("reference", "email"))
        ]

    assert refused(log) == []
    assert HTTPStatus.FORBIDDEN not in {answer.status_code for answer in answers}


@needs_sentences
@pytest.mark.parametrize(
    ("locale", "read"), [("nl", sentences.dutch), ("en", sentences.english)]
)
def test_whoever_books_may_write_sentences(
    busy: TestingPlatform, locale: str, read: Callable[[], Iterator[str]]
) -> None:
    some = list(dict.fromkeys(read()))[::20]

    with capture_logs() as log:
        statuses = book_as(busy, locale, rotated(some, FIELDS))

    assert refused(log) == []
    assert statuses == {HTTPStatus.SEE_OTHER}
    assert len(some) > 100


@needs_sentences
@pytest.mark.parametrize("read", [sentences.dutch, sentences.english])
def test_no_sentence_is_refused_in_any_field_of_a_booking(
    read: Callable[[], Iterator[str]],
) -> None:
    matcher = matcher_for(str(CACHE / "signatures"), lambda _event: None)
    inspector = inspector_of(Signatures(prose=PROSE), matcher)
    texts = list(dict.fromkeys(read()))

    found = [
        (finding.rule, finding.value.text)
        for typed in rotated(texts, FIELDS)
        for finding in inspector.inspect(
            [Value(Place.FORM, name, text) for name, text in typed.items()]
        )
    ]
    assert found == []
    assert len(texts) > 2_000
