"""Records as files: CSV line by line, and XLSX by way of a temporary file."""

import csv
import io
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from typing import IO, Any

from xlsxwriter import Workbook

from groupz_platform.bookings.exporting import Value
from groupz_platform.desk.spreadsheets import cell

MARK = "\ufeff"
"""Tells spreadsheets that a file is UTF-8."""

SEPARATORS = {"nl": ";", "en": ","}
"""What spreadsheets of a language take for the end of a value."""

TOGETHER = 200
OPTIONS = {
    "constant_memory": True,
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
WIDTH = 18


def csv_lines(
    heads: Sequence[str], records: Iterable[Sequence[Value]], locale: str
) -> Iterator[str]:
    """Generate a CSV file (RFC 4180), some lines at a time."""
    written = io.StringIO()
    writer = csv.writer(written, delimiter=SEPARATORS[locale])
    written.write(MARK)
    writer.writerow(heads)
    for number, record in enumerate(records, 1):
        writer.writerow(plain(value, locale) for value in record)
        if number % TOGETHER == 0:
            yield taken(written)
    yield taken(written)


def taken(written: io.StringIO) -> str:
    """Take what was written so far."""
    text = written.getvalue()
    written.seek(0)
    written.truncate()
    return text


def plain(value: Value, locale: str) -> object:
    r"""Write a value as spreadsheets of a language read it, and never as a formula.

    >>> from datetime import datetime
    >>> plain("=1+1", "en"), plain(Decimal("1.50"), "nl"), plain(None, "en")
    ("'=1+1", '1,50', '')
    >>> plain("\t=1", "en"), plain("\r=1", "en"), plain("@a", "en"), plain(3, "en")
    ("'\t=1", "'\r=1", "'@a", 3)
    """
    match value:
        case None:
            return ""
        case Decimal():
            return f"{value:.2f}".replace(".", "," if locale == "nl" else ".")
        case datetime():
            return f"{value:%Y-%m-%d %H:%M}"
        case _:
            return cell(value)


def xlsx_file(heads: Sequence[str], records: Iterable[Sequence[Value]]) -> IO[bytes]:
    """Write an XLSX file that is gone once it is closed."""
    file = tempfile.TemporaryFile()  # noqa: SIM115 - whoever sends it closes it
    with Workbook(file, OPTIONS) as book:
        sheet = book.add_worksheet()
        formats = {
            Decimal: book.add_format({"num_format": "#,##0.00"}),
            datetime: book.add_format({"num_format": "yyyy-mm-dd hh:mm"}),
        }
        sheet.freeze_panes(1, 1)
        sheet.set_column(0, len(heads) - 1, WIDTH)
        bold = book.add_format({"bold": True})
        for column, head in enumerate(heads):
            sheet.write_string(0, column, head, bold)
        for row, record in enumerate(records, 1):
            write_row(sheet, row, record, formats)
    file.seek(0)
    return file


def write_row(
    sheet: Any, row: int, record: Sequence[Value], formats: dict[type, Any]
) -> None:
    """Write one record: texts as texts, whatever they begin with."""
    for column, value in enumerate(record):
        match value:
            case None:
                continue
            case str():
                sheet.write_string(row, column, value)
            case datetime():
                sheet.write_datetime(row, column, value, formats[datetime])
            case _:
                sheet.write_number(row, column, value, formats.get(type(value)))
