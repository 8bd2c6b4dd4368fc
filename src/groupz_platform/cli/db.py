"""`groupz db`: the tables and the logins of the database."""

import json
import os
from pathlib import Path
from tempfile import NamedTemporaryFile

import click
from rich.console import Console
from rich.table import Table

from groupz_platform.cli.problems import problem
from groupz_platform.config import Settings
from groupz_platform.db import schema
from groupz_platform.db.databases import parse_url
from groupz_platform.db.errors import DatabaseSetupError
from groupz_platform.db.postgresql import grant as grant_logins
from groupz_platform.db.postgresql_check import check_grants
from groupz_platform.errors import BusyError
from groupz_platform.roles import Role


@click.group()
def db() -> None:
    """Look after the database."""


@db.command()
def upgrade() -> None:
    """Bring the tables to this version; makes a SQLite database where none is."""
    schema.upgrade(Settings.from_environ().owner_url)
    click.echo("The tables are up to date.")


@db.command()
def grant() -> None:
    """Make a login for each role (PostgreSQL), and renew the passwords."""
    settings = Settings.from_environ()
    if parse_url(settings.owner_url).get_backend_name() == "sqlite":
        click.echo(
            "SQLite has no logins: the same table of grants is enforced on every"
            " connection."
        )
        return
    file = settings.instance / "database.env"
    write_urls(file, grant_logins(settings.owner_url))
    click.echo(f"Wrote the logins to {file}: start what serves anew.")


@db.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def check(*, as_json: bool) -> None:
    """Tell what is not as it should be; exit with 1 if anything is."""
    wrong = findings(Settings.from_environ().owner_url)
    if as_json:
        click.echo(json.dumps(wrong, indent=2))
    elif wrong:
        show(wrong)
    else:
        click.echo("Tables and grants are as they should be.")
    raise SystemExit(1 if wrong else 0)


def findings(owner_url: str) -> dict[str, list[str]]:
    """Collect what is wrong, by what it is wrong with."""
    try:
        schema.check(owner_url)
    except (DatabaseSetupError, BusyError) as error:
        return {"tables": [problem(error)]}
    grants = check_grants(owner_url)
    return {"grants": grants} if grants else {}


def show(wrong: dict[str, list[str]]) -> None:
    """Print a table of what is wrong."""
    table = Table("What", "What is wrong with it")
    for subject, sentences in wrong.items():
        for sentence in sentences:
            table.add_row(subject, sentence)
    Console().print(table)


def write_urls(file: Path, urls: dict[Role, str]) -> None:
    """Write the logins for `Settings`, readable by the owner alone, at once or not."""
    lines = [
        f"GROUPZ_DATABASE_URL_{role.upper()}={url}\n" for role, url in urls.items()
    ]
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with NamedTemporaryFile("w", dir=file.parent, delete=False) as written:  # mode 0600
        written.writelines(lines)
        written.flush()
        os.fsync(written.fileno())
    Path(written.name).replace(file)
