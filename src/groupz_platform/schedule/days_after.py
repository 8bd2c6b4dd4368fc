"""Counting days in SQL, on each database."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class days_after(FunctionElement[date]):  # noqa: N801 - a function, as SQLAlchemy's are
    """The date so many days after another one."""

    name = "days_after"
    type = Date()
    inherit_cache = True


@compiles(days_after)
def _add(element: days_after, compiler: SQLCompiler, **options: Any) -> str:
    """Add, as PostgreSQL does."""
    day, days = operands(element)
    return f"({compiler.process(day, **options)} + {compiler.process(days, **options)})"


@compiles(days_after, "sqlite")
def _modify(element: days_after, compiler: SQLCompiler, **options: Any) -> str:
    """Call SQLite's function of dates, which are texts there."""
    day, days = operands(element)
    return (
        f"date({compiler.process(day, **options)},"
        f" {compiler.process(days, **options)} || ' days')"
    )


def operands(element: days_after) -> tuple[ColumnElement[Any], ColumnElement[Any]]:
    """Take the date and the number of days out of it."""
    day, days = element.clauses
    return day, days
