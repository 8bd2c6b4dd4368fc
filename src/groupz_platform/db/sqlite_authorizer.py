"""SQLite's authorizer for each role: what is not granted is denied.

SQLite asks while it compiles a statement. The name of a view that a column was reached
through is not looked at, because a CTE of that name would pass for it.
"""

import sqlite3
from collections.abc import Callable

from groupz_platform.db.grants import Grant, grant_for
from groupz_platform.roles import Role

Authorizer = Callable[
    [int, str | None, str | None, str | None, str | None],
    int,
]

HARMLESS = frozenset(
    {
        sqlite3.SQLITE_SELECT,
        sqlite3.SQLITE_RECURSIVE,
        sqlite3.SQLITE_TRANSACTION,
        sqlite3.SQLITE_SAVEPOINT,
    }
)
FORBIDDEN = frozenset({sqlite3.SQLITE_ATTACH, sqlite3.SQLITE_DETACH})
FORBIDDEN_FUNCTIONS = frozenset({"load_extension", "fts3_tokenizer"})
SERVING_PRAGMAS = frozenset({"read_uncommitted"})
"""The toolkit asks for it on its first connection; only to be read."""

OWNER_PRAGMAS = frozenset(
    {
        "foreign_key_check",
        "foreign_key_list",
        "index_info",
        "index_list",
        "index_xinfo",
        "read_uncommitted",
        "table_info",
        "table_list",
        "table_xinfo",
    }
)
"""Those that describe tables; their argument is a name, not a value to set."""


def authorizer(role: Role) -> Authorizer:
    """Answer the authorizer for connections of *role*."""
    may = _owner_may if role is Role.OWNER else _serving_role_may

    def authorize(
        action: int,
        first: str | None,
        second: str | None,
        _database: str | None,
        _inside: str | None,
    ) -> int:
        allowed = may(role, action, first or "", second or "")
        return sqlite3.SQLITE_OK if allowed else sqlite3.SQLITE_DENY

    return authorize


def _owner_may(_role: Role, action: int, first: str, second: str) -> bool:
    if action == sqlite3.SQLITE_PRAGMA:
        return first in OWNER_PRAGMAS
    return action not in FORBIDDEN and not _is_forbidden_function(action, second)


def _serving_role_may(role: Role, action: int, first: str, second: str) -> bool:
    asked = _ASKED.get(action)
    if asked is not None:
        return asked(grant_for(role, first), second)
    if action == sqlite3.SQLITE_PRAGMA:
        return first in SERVING_PRAGMAS and not second
    if action == sqlite3.SQLITE_FUNCTION:
        return not _is_forbidden_function(action, second)
    return action in HARMLESS


def _is_forbidden_function(action: int, name: str) -> bool:
    return action == sqlite3.SQLITE_FUNCTION and name.lower() in FORBIDDEN_FUNCTIONS


_ASKED: dict[int, Callable[[Grant, str], bool]] = {
    sqlite3.SQLITE_READ: Grant.may_select,
    sqlite3.SQLITE_INSERT: lambda grant, _: grant.insert,
    sqlite3.SQLITE_UPDATE: Grant.may_update,
    sqlite3.SQLITE_DELETE: lambda grant, _: grant.delete,
}
