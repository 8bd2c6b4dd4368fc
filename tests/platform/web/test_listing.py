"""Lists are read off the address, and what is odd in it is left out."""

import pytest
from sqlalchemy import ColumnElement, Select, column, select, table
from werkzeug.datastructures import MultiDict

from groupz_platform.web.listing import ROWS, Listing

NAME: ColumnElement[str] = column("name")
ID: ColumnElement[int] = column("id")
PEOPLE = table("people", NAME, ID)  # type: ignore[arg-type]  # - columns of no table yet


def listing(**args: str) -> Listing:
    return Listing.of(MultiDict(args), sorts={"name": NAME, "id": ID}, default="-id")


def written(**args: str) -> str:
    applied: Select[str] = listing(**args).apply(select(NAME), last=ID)
    return str(applied.compile(compile_kwargs={"literal_binds": True}))


@pytest.mark.parametrize(
    ("args", "end"),
    [
        pytest.param(
            {}, "ORDER BY people.id DESC, people.id\n LIMIT 51 OFFSET 0", id="nothing"
        ),
        pytest.param(
            {"sort": "name", "page": "3"},
            "ORDER BY people.name ASC, people.id\n LIMIT 51 OFFSET 100",
            id="sorted, third page",
        ),
        pytest.param(
            {"sort": "password", "page": "-1"},
            "ORDER BY people.id DESC, people.id\n LIMIT 51 OFFSET 0",
            id="a column that is not offered",
        ),
        pytest.param(
            {"page": "9" * 50},
            "ORDER BY people.id DESC, people.id\n LIMIT 51 OFFSET 4999950",
            id="a page far away",
        ),
        pytest.param(
            {"page": "٣"},
            "ORDER BY people.id DESC, people.id\n LIMIT 51 OFFSET 0",
            id="other digits",
        ),
    ],
)
def test_the_address_says_which_part_in_which_order(
    args: dict[str, str], end: str
) -> None:
    assert written(**args).endswith(end)


def test_a_part_knows_whether_another_follows() -> None:
    part = listing().part(list(range(ROWS + 1)))
    last = listing().part(list(range(ROWS)))

    assert (len(part.rows), part.has_next) == (ROWS, True)
    assert (len(last.rows), last.has_next) == (ROWS, False)


def test_sorting_by_the_same_column_turns_the_order_round() -> None:
    shown = listing(sort="name", page="4", q="jo")

    assert shown.sorted_by("name") == "?sort=-name&q=jo"
    assert shown.sorted_by("id") == "?sort=id&q=jo"
