"""Everything that can stand in the audit log has a name that people understand."""

from groupz_platform.app import Platform as _Platform  # noqa: F401 - fills Base
from groupz_platform.db import Base
from groupz_platform.row_names import COLUMNS, TABLES

OF_EVERY_CHANGE = {"version"}
"""Stands in the entry itself."""

AUDITED = [
    mapper
    for mapper in Base.registry.mappers
    if getattr(mapper.class_, "__audited__", True)
]


def test_every_table_has_a_name_and_no_other() -> None:
    assert set(TABLES) == {mapper.class_.__tablename__ for mapper in AUDITED}


def test_every_column_has_a_name_and_no_other() -> None:
    columns = {each.key for mapper in AUDITED for each in mapper.column_attrs}

    assert set(COLUMNS) == columns - OF_EVERY_CHANGE
