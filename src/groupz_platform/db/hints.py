"""A hint to SQLite's planner, which knows no figures about the tables."""

from typing import Any

from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement


class WithoutIndex(FunctionElement[Any]):
    """A column of whose index SQLite makes no use; PostgreSQL does as it likes."""

    inherit_cache = True
    name = "without_index"


@compiles(WithoutIndex)
def _plain(element: WithoutIndex, compiler: SQLCompiler, **how: Any) -> str:
    return compiler.process(element.clauses, **how)


@compiles(WithoutIndex, "sqlite")
def _with_plus(element: WithoutIndex, compiler: SQLCompiler, **how: Any) -> str:
    return f"+{compiler.process(element.clauses, **how)}"
