"""The reference of the shield, read as tests compare it with the code."""

import re
from dataclasses import MISSING, Field
from http import HTTPStatus
from pathlib import Path
from typing import Any

from groupz_shield import ConstantPage

REFERENCE = Path(__file__).parents[1] / "docs" / "reference"
PAGES = (
    "shield",
    "shield-guards",
    "shield-decisions",
    "shield-events",
    "shield-signatures",
    "flask-shield",
    "groupz-shield",
)


def page(name: str) -> str:
    """Return a page."""
    return (REFERENCE / f"{name}.md").read_text()


def section(name: str, heading: str) -> str:
    """Return what stands on a page from a heading to the next one."""
    found = re.search(rf"(?ms)^#+ {heading}$(.*?)(?=^#|\Z)", page(name))
    assert found is not None
    return found[1]


def rows(text: str) -> list[list[str]]:
    """Return the cells of each row whose first cell is code."""
    found = re.findall(r"^\| (`.*) \|$", text, re.MULTILINE)
    return [re.split(r" ?(?<!\\)\| ?", row) for row in found]


def first_names(text: str) -> list[str]:
    """Return the first cell of each such row, without its backticks."""
    return [row[0].strip("`") for row in rows(text)]


def default_of(field: "Field[Any]") -> str | None:
    """Return the default of a field as its row has it; None where that has words."""
    value = field.default
    if value is MISSING:
        return "" if field.default_factory is MISSING else None
    if callable(value) or isinstance(value, ConstantPage):
        return None
    if isinstance(value, HTTPStatus):
        return f"`HTTPStatus.{value.name}`"
    if type(value) is str:
        written = value.replace("\n", r"\n")
        return f'`"{written}"`'
    return "none" if value == () else f"`{value}`"
