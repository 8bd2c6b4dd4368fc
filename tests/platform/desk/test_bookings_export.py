"""Bookings as files: the same ones as in the list, no formula, and bounded memory."""

import csv
import io
import tracemalloc
from collections.abc import Iterator
from datetime import UTC, datetime
from http import HTTPStatus

import openpyxl
import pytest
from sqlalchemy import insert

from databases import TestingDatabase
from factories import make_booking, make_slot
from groupz_platform.bookings.exporting import COLUMNS, Value, Wording, records
from groupz_platform.bookings.finding import Asked, found
from groupz_platform.bookings.models import Booking, BookingNote, BookingParty
from groupz_platform.bookings.rules import BookingState
from groupz_platform.catalogue.rules import GroupType, ParticipantCategory
from groupz_platform.desk.bookings.files import csv_lines, xlsx_file
from groupz_platform.desk.bookings.words import STATES
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from office import Clerk, Office
from statements import statements

MEGABYTE = 2**20
EVIL = '=HYPERLINK("http://x.example")'
WORDS = Wording(
    "en", {s.value: s for s in STATES}, {g.value: g for g in GroupType}, notes=True
)


@pytest.fixture
def filled(office: Office) -> Office:
    with office.database.databases.transaction(Role.BACKOFFICE) as session:
        slot = make_slot(session, starts_at=datetime(2027, 1, 9, 9, tzinfo=UTC))
        first = make_booking(
            session,
            slot=slot,
            organisation=EVIL,
            contact_name='Zoë; "Åström"',
            contact_telephone="+31612345678",
            state=BookingState.CONFIRMED,
            total_cents=12345,
            party=[BookingParty(category=ParticipantCategory.CHILD, planned=24)],
        )
        session.add(
            BookingNote(
                booking_id=first.id,
                text="-1 step",
                author="Robin",
                created_at=office.clock(),
            )
        )
        make_booking(session, slot=slot, state=BookingState.CANCELLED)
        make_booking(session, slot=slot)
    return office


def table_of(
    clerk: Clerk, query: str = "", separator: str = ","
) -> list[dict[str, str]]:
    answer = clerk.get(f"/bookings/export/bookings.csv{query}")
    assert answer.status_code == HTTPStatus.OK
    text = answer.data.decode("utf-8")
    assert text.startswith("\ufeff")
    rows = list(csv.DictReader(io.StringIO(text[1:]), delimiter=separator))
    assert answer.headers["X-Rows"] == str(len(rows))
    return rows


def test_a_row_holds_what_a_booking_is(filled: Office) -> None:
    row, _cancelled = table_of(filled.as_(StaffRole.PLANNER))

    assert row["Begin"] == "2027-01-09 10:00"
    assert row["Children"] == "24"
    assert row["Total, with VAT"] == "123.45"
    assert row["Name"] == 'Zoë; "Åström"'


def test_no_text_becomes_a_formula(filled: Office) -> None:
    row = table_of(filled.as_(StaffRole.PLANNER))[0]

    assert row["Organisation"] == f"'{EVIL}"
    assert row["Telephone"] == "'+31612345678"
    assert row["Notes"] == "'-1 step"


def test_a_spreadsheet_holds_the_same_as_texts_and_numbers(filled: Office) -> None:
    clerk = filled.as_(StaffRole.PLANNER)

    answer = clerk.get("/bookings/export/bookings.xlsx")

    book = openpyxl.load_workbook(io.BytesIO(answer.data))
    heads, row, _ = ([cell.value for cell in line] for line in book.active.rows)
    read = dict(zip(heads, row, strict=True))
    assert read["Organisation"] == EVIL
    assert read["Begin"] == datetime(2027, 1, 9, 10)  # noqa: DTZ001 - as cells have it
    assert read["Total, with VAT"] == 123.45
    assert {cell.data_type for line in book.active.rows for cell in line} <= {*"snd"}


def test_the_filters_are_those_of_the_list(filled: Office) -> None:
    clerk = filled.as_(StaffRole.PLANNER)

    assert len(table_of(clerk, "?state=cancelled")) == 1
    assert len(table_of(clerk, "?state=every")) == 3
    assert len(table_of(clerk, "?q=astrom")) == 1
    assert len(table_of(clerk, "?pick=3&pick=1")) == 2


def test_a_dutch_spreadsheet_gets_its_own_signs(filled: Office) -> None:
    clerk = filled.as_(StaffRole.PLANNER, locale="nl")

    rows = table_of(clerk, separator=";")

    assert "123,45" in rows[0].values()


def test_finance_gets_no_notes(filled: Office) -> None:
    rows = table_of(filled.as_(StaffRole.FINANCE))

    assert rows
    assert "Notes" not in rows[0]
    page = filled.as_(StaffRole.FINANCE).get("/bookings/export").text
    assert "2 rows" in page
    assert "Notes of the desk are not in it" in page


@pytest.mark.parametrize("path", ["", "/bookings.csv", "/bookings.xlsx"])
def test_it_asks_for_the_second_factor_and_for_the_role(
    filled: Office, path: str
) -> None:
    late = filled.as_(StaffRole.PLANNER, fresh=False).get(f"/bookings/export{path}")
    desk = filled.as_(StaffRole.DESK).get(f"/bookings/export{path}")

    assert "/confirm" in late.headers["Location"]
    assert desk.status_code == HTTPStatus.FORBIDDEN


def fill(database: TestingDatabase, rows: int) -> None:
    with database.databases.transaction(Role.BACKOFFICE) as session:
        slot = make_slot(session)
        session.execute(
            insert(Booking),
            [
                {
                    "reference": f"R{number}",
                    "idempotency_key": f"K{number}",
                    "request_hash": "",
                    "slot_id": slot.id,
                    "group_type": GroupType.SCHOOL,
                    "organisation": f"School {number} " + "x" * 60,
                    "contact_name": "Jo",
                    "contact_email": "jo@school.example",
                    "contact_telephone": "",
                    "locale": "nl",
                    "persons": 1,
                    "state": BookingState.CONFIRMED,
                    "total_cents": 0,
                    "price_list_version": 1,
                    "policy": [],
                    "created_at": datetime(2026, 11, 22, tzinfo=UTC),
                }
                for number in range(rows)
            ],
        )


def test_many_rows_take_no_more_memory_and_few_queries(
    database: TestingDatabase,
) -> None:
    rows = 20_000
    fill(database, rows)

    def made() -> Iterator[list[Value]]:
        return records(
            lambda: database.databases.transaction(Role.BACKOFFICE),
            lambda known: found(Asked(), known, *COLUMNS).order_by(Booking.id),
            WORDS,
        )

    tracemalloc.start()
    try:
        with statements() as asked:
            size = sum(map(len, csv_lines(["a"], made(), "en")))
        csv_peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        with xlsx_file(["a"], made()) as file:
            xlsx_size = file.seek(0, io.SEEK_END)
        xlsx_peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert size > 3 * MEGABYTE
    assert xlsx_size > MEGABYTE / 4
    assert max(csv_peak, xlsx_peak) < 6 * MEGABYTE
    assert len(asked) <= 5 * (rows // 1000 + 1)
