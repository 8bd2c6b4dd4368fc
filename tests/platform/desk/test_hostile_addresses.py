"""No address of the backoffice, however hostile, makes it fail."""

import re
from collections.abc import Iterator
from datetime import timedelta
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
from flask import Request
from sqlalchemy import select
from typing_extensions import override
from werkzeug.datastructures import ImmutableMultiDict

from applications import Visitor
from booking_desk import Desk
from databases import TestingDatabase
from groupz_platform.catalogue.models import Activity
from groupz_platform.permissions import StaffRole
from office import Clerk, office_on
from pages.routes import OF_STAFF, OF_VISITORS, Route
from requests_for import request_for

ARGUMENT = re.compile(r"<(?:(\w+)(?:\([^)]*\))?:)?[^<>]+>")
NUMBER = re.compile(r"<int[^<>]*>")
TOO_LARGE = ("2147483648", "9223372036854775808", "9" * 100)
HOSTILE = (
    "'\"`;--",
    "\0",
    "a\0b",
    "9223372036854775808",
    "-1",
    "0",
    "1",
    "9" * 5000,
    "x" * 8000,
    "٣",
    "²",
    "1e9",
    "nan",
    "%s{0}%",
    "2026-02-30",
    "0001-01-01",
    "9999-12-31",
    "9999-W53",
    "0000-00",
    "\\",
    "\ud7ff\uffff\U0010ffff",
    "\r\nSet-Cookie: x=1",
)
Reader = Clerk | Visitor
NOWHERE = {HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED}
"""The second for a form, where the page of its address is another route."""
READ = [route for route in OF_STAFF if "GET" in route.methods]
NUMBERED = [route for route in OF_STAFF if NUMBER.search(route.pattern)]
WATCHING: dict[str, Any] = {
    "shield_enforce": False,
    "not_found_limit": 64,
    "flood_limit": 10**6,
}
ALONE = 11
"""Each field alone gets every eleventh of them; all fields at once get each."""

asked: set[str] = set()


class Noted(ImmutableMultiDict[str, str]):
    """Fields of an address, noting which a page looks at."""

    @override
    def __getitem__(self, key: str) -> str:
        asked.add(key)
        return super().__getitem__(key)

    @override
    def __contains__(self, key: object) -> bool:
        asked.add(str(key))
        return super().__contains__(key)

    @override
    def getlist(self, key: str, *args: object, **more: object) -> list[str]:  # type: ignore[override]
        asked.add(key)
        return super().getlist(key)


@pytest.fixture
def clerk(
    database: TestingDatabase, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Clerk]:
    """An administrator in a house with a booking and a mail, behind no guard."""
    monkeypatch.setattr(Request, "parameter_storage_class", Noted)
    watching: dict[str, Any] = {
        "shield_enforce": False,
        "not_found_limit": 64,
        "flood_limit": 10**6,
    }
    with office_on(database, tmp_path / "instance", **watching) as office:
        books = Desk(database, office.clock)
        slot = books.slot({}, starts_at=office.clock() + timedelta(days=40))
        books.book(request_for(slot))
        yield office.as_(StaffRole.ADMINISTRATOR)


def address(route: Route, number: str = "1") -> str:
    return ARGUMENT.sub(
        lambda found: number if found[1] == "int" else "none", route.pattern
    )


def looked_at(reader: Reader, path: str) -> set[str]:
    """The fields that a page reads from its address."""
    asked.clear()
    reader.get(f"{path}?x=1")
    return set(asked)


def all_failures(reader: Reader, path: str) -> Iterator[str]:
    """Give hostile values to all fields of an address at once, and to each alone."""
    fields = looked_at(reader, path)
    for value in HOSTILE if fields else ():
        yield from failures(reader, path, dict.fromkeys(fields, value))
    for number, name in enumerate(sorted(fields)):
        for value in HOSTILE[number % ALONE :: ALONE]:
            yield from failures(reader, path, {name: value})


def failures(reader: Reader, path: str, fields: dict[str, str]) -> Iterator[str]:
    answer = reader.get(f"{path}?{urlencode(fields)}")
    if answer.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        short = {name: value[:20] for name, value in fields.items()}
        yield f"{answer.status_code} for {path} {short}"


def test_no_field_of_an_address_makes_a_page_fail(clerk: Clerk) -> None:
    failed = [each for r in READ for each in all_failures(clerk, address(r))]

    assert not failed, "\n".join(failed)


def test_nor_does_one_of_a_visitors_page(clerk: Clerk) -> None:
    books = Desk(clerk.office.database, clerk.office.clock)
    slot = books.slot({}, capacity_persons=90)
    wanted = request_for(slot)
    examples = {
        "slug": str(books.read(lambda session: session.scalar(select(Activity.slug)))),
        "slot_id": str(slot.id),
        "token": books.book(wanted),
        "hold": books.hold(wanted),
    }
    paths = [r.path(examples) for r in OF_VISITORS if "GET" in r.methods]

    visitor = clerk.office.platform.visitor
    failed = [each for path in paths for each in all_failures(visitor, path)]

    assert not failed, "\n".join(failed)


@pytest.mark.parametrize("number", TOO_LARGE)
def test_a_number_that_no_row_can_have_is_not_found(clerk: Clerk, number: str) -> None:
    for route in NUMBERED:
        path = address(route, number)
        send = clerk.get if "GET" in route.methods else clerk.post
        assert send(path).status_code in NOWHERE, path
