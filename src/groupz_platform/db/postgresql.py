"""PostgreSQL: a login for each serving role, and the grants of each login."""

import secrets
from collections.abc import Iterator
from hashlib import sha256

from sqlalchemy import Connection, make_url, text

from groupz_platform.db.databases import parse_url
from groupz_platform.db.errors import DatabaseUrlError
from groupz_platform.db.grants import EVERY_COLUMN, GRANTS, SERVING_ROLES, Grant
from groupz_platform.db.owner import owner_transaction
from groupz_platform.roles import Role

LONGEST_PREFIX = 40
"""Identifiers have 63 bytes; the longest role's name has to follow."""

ATTRIBUTES = (
    "LOGIN NOSUPERUSER NOCREATEDB NOCREATEROLE NOINHERIT NOREPLICATION NOBYPASSRLS"
)

LOGINS_THERE = text("SELECT rolname FROM pg_roles WHERE rolname = ANY(:names)")

SEQUENCES = text("""
    SELECT owner.relname, sequence.relname
    FROM pg_class sequence
    JOIN pg_depend ON pg_depend.objid = sequence.oid AND pg_depend.deptype IN ('a', 'i')
    JOIN pg_class owner ON owner.oid = pg_depend.refobjid
    WHERE sequence.relkind = 'S'
      AND sequence.relnamespace = 'public'::regnamespace
""")


def grant(owner_url: str) -> dict[Role, str]:
    """Make or renew the login of each serving role, with what it may do.

    Every login gets a fresh random password: processes that serve must be started anew.

    Args:
        owner_url: The owner's URL; its login must be allowed to make logins.

    Returns:
        The URL of each role, password included.

    Raises:
        DatabaseUrlError: It is not a PostgreSQL database.
    """
    url = parse_url(owner_url)
    if url.get_backend_name() != "postgresql" or not url.database:
        raise DatabaseUrlError("only a PostgreSQL database has logins")
    passwords = {role: secrets.token_urlsafe(24) for role in SERVING_ROLES}
    with owner_transaction(owner_url) as connection:
        for role, password in passwords.items():
            _renew_login(connection, login_name(url.database, role), password)
        apply_grants(connection)
    return {
        role: make_url(owner_url)
        .set(username=login_name(url.database, role), password=password)
        .render_as_string(hide_password=False)
        for role, password in passwords.items()
    }


def login_name(database: str, role: Role) -> str:
    """Answer a role's login: logins belong to the cluster, so it names the database.

    >>> login_name("groupz", Role.VISITOR)
    'groupz_visitor'
    """
    if len(database.encode()) > LONGEST_PREFIX:
        digest = sha256(database.encode()).hexdigest()[:12]
        database = f"groupz_{digest}"
    return f"{database}_{role}"


def apply_grants(connection: Connection) -> None:
    """Give each login that is there what its role may do, and nothing else."""
    for statement in _closing(connection):
        connection.exec_driver_sql(statement)
    sequences = sequences_of_tables(connection)
    for role, login in logins_there(connection).items():
        for statement in _opening(connection, role, login, sequences):
            connection.exec_driver_sql(statement)


def logins_there(connection: Connection) -> dict[Role, str]:
    """Answer the logins of this database that were made already."""
    database = database_name(connection)
    names = {login_name(database, role): role for role in SERVING_ROLES}
    there = connection.scalars(LOGINS_THERE, {"names": list(names)})
    return {names[name]: name for name in there}


def database_name(connection: Connection) -> str:
    """Answer which database this is."""
    return str(connection.scalar(text("SELECT current_database()")))


def _renew_login(connection: Connection, login: str, password: str) -> None:
    verb = (
        "ALTER"
        if connection.scalar(LOGINS_THERE, {"names": [login]}) is not None
        else "CREATE"
    )
    secret = _encrypted(connection, login, password)
    connection.exec_driver_sql(
        f"{verb} ROLE {_quoted(connection, login)} {ATTRIBUTES} PASSWORD '{secret}'"
    )


def _encrypted(connection: Connection, login: str, password: str) -> str:
    """Encrypt a password here, so that no server log shows it."""
    from psycopg import Connection as Psycopg  # noqa: PLC0415 - an extra

    driver = connection.connection.driver_connection
    assert isinstance(driver, Psycopg)  # noqa: S101 - for mypy
    return driver.pgconn.encrypt_password(
        password.encode(), login.encode(), b"scram-sha-256"
    ).decode()


def _closing(connection: Connection) -> Iterator[str]:
    """Take everything from everybody but the owner."""
    database = _quoted(connection, database_name(connection))
    logins = logins_there(connection).values()
    everybody = ", ".join(["PUBLIC", *(_quoted(connection, name) for name in logins)])
    yield f"REVOKE ALL ON DATABASE {database} FROM {everybody}"
    yield f"REVOKE ALL ON SCHEMA public FROM {everybody}"
    yield f"REVOKE ALL ON ALL TABLES IN SCHEMA public FROM {everybody}"
    yield f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM {everybody}"
    yield f"REVOKE ALL ON ALL ROUTINES IN SCHEMA public FROM {everybody}"


def _opening(
    connection: Connection, role: Role, login: str, sequences: dict[str, list[str]]
) -> Iterator[str]:
    """Give a login what its role may do."""
    name = _quoted(connection, login)
    yield (
        f"GRANT CONNECT ON DATABASE {_quoted(connection, database_name(connection))}"
        f" TO {name}"
    )
    yield f"GRANT USAGE ON SCHEMA public TO {name}"
    for table, granted in GRANTS[role].items():
        yield f"GRANT {', '.join(privileges(granted))} ON public.{table} TO {name}"
        if granted.insert:
            for sequence in sequences.get(table, ()):
                yield f"GRANT USAGE ON SEQUENCE public.{sequence} TO {name}"


def privileges(granted: Grant) -> Iterator[str]:
    """Answer a grant as PostgreSQL spells it.

    >>> list(privileges(Grant(frozenset({"id"}), insert=True)))
    ['SELECT (id)', 'INSERT']
    >>> list(privileges(Grant(delete=True)))
    ['DELETE']
    """
    if granted.select:
        yield f"SELECT{_columns(granted.select)}"
    if granted.insert:
        yield "INSERT"
    if granted.update:
        yield f"UPDATE{_columns(granted.update)}"
    if granted.delete:
        yield "DELETE"


def _columns(columns: frozenset[str]) -> str:
    return "" if columns is EVERY_COLUMN else f" ({', '.join(sorted(columns))})"


def sequences_of_tables(connection: Connection) -> dict[str, list[str]]:
    """Answer the sequences that fill a table's columns."""
    found: dict[str, list[str]] = {}
    for table, sequence in connection.execute(SEQUENCES):
        found.setdefault(table, []).append(sequence)
    return found


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(name)
