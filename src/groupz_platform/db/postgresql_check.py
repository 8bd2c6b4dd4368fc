"""PostgreSQL: hold the live database's privileges against the table of grants."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, text
from typing_extensions import override

from groupz_platform.db.databases import parse_url
from groupz_platform.db.grants import EVERY_COLUMN, GRANTS, SERVING_ROLES, Grant
from groupz_platform.db.owner import owner_transaction
from groupz_platform.db.postgresql import logins_there, sequences_of_tables
from groupz_platform.roles import Role

PRIVILEGES = text("""
    WITH granted AS (
        SELECT relname::text AS object, NULL::text AS "column", acl.*
        FROM pg_class, aclexplode(relacl) acl
        WHERE relnamespace = 'public'::regnamespace
        UNION ALL
        SELECT relname, attname, acl.*
        FROM pg_attribute
        JOIN pg_class ON pg_class.oid = attrelid, aclexplode(attacl) acl
        WHERE relnamespace = 'public'::regnamespace AND NOT attisdropped
        UNION ALL
        SELECT 'schema public', NULL, acl.*
        FROM pg_namespace, aclexplode(coalesce(nspacl, acldefault('n', nspowner))) acl
        WHERE nspname = 'public'
        UNION ALL
        SELECT 'the database', NULL, acl.*
        FROM pg_database, aclexplode(coalesce(datacl, acldefault('d', datdba))) acl
        WHERE datname = current_database()
    )
    SELECT coalesce(rolname::text, 'PUBLIC'), privilege_type, object, "column"
    FROM granted LEFT JOIN pg_roles ON pg_roles.oid = grantee
    WHERE grantee = 0 OR rolname = ANY(:logins)
""")

ATTRIBUTES = text("""
    SELECT rolname::text, attribute
    FROM pg_roles, LATERAL (VALUES
        (rolsuper, 'is a superuser'),
        (rolcreatedb, 'may make databases'),
        (rolcreaterole, 'may make logins'),
        (rolreplication, 'may replicate'),
        (rolbypassrls, 'may pass row security'),
        (EXISTS (SELECT FROM pg_auth_members WHERE member = pg_roles.oid),
         'is a member of another role')
    ) AS attributes (there, attribute)
    WHERE there AND rolname = ANY(:logins)
    ORDER BY 1, 2
""")


class Privilege(NamedTuple):
    """One thing that a login may do."""

    login: str
    verb: str
    object: str
    column: str | None = None

    @override
    def __str__(self) -> str:
        column = f" ({self.column})" if self.column else ""
        return f"{self.verb}{column} on {self.object}"


def check_grants(owner_url: str) -> list[str]:
    """Tell how the live database differs from the table of grants, a sentence each.

    On SQLite nothing can differ: the table itself is what its authorizer asks.
    """
    if parse_url(owner_url).get_backend_name() == "sqlite":
        return []
    with owner_transaction(owner_url) as connection:
        return [
            *_missing_logins(connection),
            *_attributes(connection),
            *_differences(connection),
        ]


def _missing_logins(connection: Connection) -> Iterator[str]:
    for role in SERVING_ROLES:
        if role not in logins_there(connection):
            yield f"{role} has no login: run `groupz db grant`"


def _attributes(connection: Connection) -> Iterator[str]:
    logins = list(logins_there(connection).values())
    for login, attribute in connection.execute(ATTRIBUTES, {"logins": logins}):
        yield f"{login} {attribute}, and should not"


def _differences(connection: Connection) -> Iterator[str]:
    wanted, found = _wanted(connection), _found(connection)
    for privilege in sorted(found - wanted, key=str):
        yield f"{privilege.login} may {privilege}, and should not"
    for privilege in sorted(wanted - found, key=str):
        yield f"{privilege.login} may not {privilege}, and should"


def _found(connection: Connection) -> set[Privilege]:
    logins = list(logins_there(connection).values())
    rows = connection.execute(PRIVILEGES, {"logins": logins})
    return {Privilege(*row) for row in rows}


def _wanted(connection: Connection) -> set[Privilege]:
    sequences = sequences_of_tables(connection)
    return {
        privilege
        for role, login in logins_there(connection).items()
        for privilege in _of_login(role, login, sequences)
    }


def _of_login(
    role: Role, login: str, sequences: dict[str, list[str]]
) -> Iterator[Privilege]:
    yield Privilege(login, "CONNECT", "the database")
    yield Privilege(login, "USAGE", "schema public")
    for table, granted in GRANTS[role].items():
        yield from _of_table(login, table, granted)
        if granted.insert:
            for sequence in sequences.get(table, ()):
                yield Privilege(login, "USAGE", sequence)


def _of_table(login: str, table: str, granted: Grant) -> Iterator[Privilege]:
    for verb, columns in (("SELECT", granted.select), ("UPDATE", granted.update)):
        if columns is EVERY_COLUMN:
            yield Privilege(login, verb, table)
        else:
            for column in columns:
                yield Privilege(login, verb, table, column)
    if granted.insert:
        yield Privilege(login, "INSERT", table)
    if granted.delete:
        yield Privilege(login, "DELETE", table)
