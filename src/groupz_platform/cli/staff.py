"""`groupz staff`: the first account, and the rescue of the last administrator.

What is done here stands in the audit log and in the login history, under the name of
who was signed in on the host.
"""

import getpass
import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import click
from email_validator import EmailNotValidError, validate_email
from rich.console import Console
from rich.table import Table
from sqlalchemy import select
from sqlalchemy.orm import Session

from groupz_platform.accounts import people
from groupz_platform.accounts.models import StaffAccount
from groupz_platform.accounts.people import Particulars
from groupz_platform.accounts.queries import factors_of
from groupz_platform.accounts.rules import LINK_LASTS
from groupz_platform.audit.recording import Actor, acting, no_longer_acting
from groupz_platform.clock import system_clock
from groupz_platform.config import Settings
from groupz_platform.db import Databases, role_urls
from groupz_platform.db.schema import check
from groupz_platform.desk.signing_in.staff_sessions import PATH, sessions_as
from groupz_platform.permissions import StaffRole
from groupz_platform.roles import Role
from groupz_platform.texts import LOCALES

HOURS = int(LINK_LASTS.total_seconds() // 3600)


def address(_context: click.Context, _option: click.Parameter, value: str) -> str:
    """Take an e-mail address."""
    try:
        return validate_email(value, check_deliverability=False).normalized
    except EmailNotValidError as error:
        raise click.BadParameter(str(error)) from error


@click.group()
def staff() -> None:
    """Look after the accounts of the staff."""


@staff.command()
@click.argument("name")
@click.option(
    "--role",
    type=click.Choice([role.value for role in StaffRole]),
    required=True,
    help="What they are to the house.",
)
@click.option(
    "--email", required=True, callback=address, help="Where they are written to."
)
@click.option("--full-name", help="How colleagues call them; NAME unless given.")
@click.option(
    "--locale", type=click.Choice(LOCALES), default=LOCALES[0], show_default=True
)
def add(name: str, role: str, email: str, full_name: str | None, locale: str) -> None:
    """Make an account for NAME, and print its one-time enrolment link."""
    who = Particulars(full_name or name, name, email, StaffRole(role), locale)
    with office() as house:
        account, token = people.add(house.session, who, system_clock())
    click.echo(f"{account.sign_in_name} can enrol, once, within {HOURS} hours:")
    click.echo(house.link(token))


@staff.command("list")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def list_(*, as_json: bool) -> None:
    """List the accounts."""
    with office() as house:
        accounts = house.session.scalars(
            select(StaffAccount).order_by(StaffAccount.name)
        )
        rows = [row_of(house.session, account) for account in accounts]
    if as_json:
        click.echo(json.dumps(rows, indent=2))
    elif rows:
        show(rows)
    else:
        click.echo("No accounts yet: groupz staff add NAME --role administrator")


def row_of(session: Session, account: StaffAccount) -> dict[str, str | int]:
    """Tell what there is to know of an account."""
    return {
        "name": account.sign_in_name,
        "full_name": account.name,
        "email": account.email,
        "role": account.role.value,
        "state": account.state.value,
        "second_factors": len(factors_of(session, account.id)),
    }


def show(rows: list[dict[str, str | int]]) -> None:
    """Print the accounts as a table."""
    table = Table("Name", "Full name", "E-mail", "Role", "State", "Second factors")
    for row in rows:
        table.add_row(*map(str, row.values()))
    Console().print(table)


@staff.command()
@click.argument("name")
def disable(name: str) -> None:
    """Close the account of NAME; their sessions end with the next request."""
    with office() as house:
        account = people.by_name(house.session, name)
        people.disable(house.session, account, system_clock())
        house.ended.append(account.id)
    click.echo(f"{name} can sign in no more.")


@staff.command()
@click.argument("name")
def enable(name: str) -> None:
    """Open the closed account of NAME again."""
    with office() as house:
        people.enable(people.by_name(house.session, name))
    click.echo(f"{name} can sign in again.")


@staff.command("reset-second-factor")
@click.argument("name")
@click.option("--new-password", is_flag=True, help="Ask for a new password too.")
def reset_second_factor(name: str, *, new_password: bool) -> None:
    """Take the second factors of NAME away, and print a link to new ones."""
    with office() as house:
        account = people.by_name(house.session, name)
        token = people.reset_second_factor(
            house.session, account, system_clock(), password=new_password
        )
        house.ended.append(account.id)
    click.echo(f"{name} can add a second factor, once, within {HOURS} hours:")
    click.echo(house.link(token))


@dataclass(frozen=True, slots=True)
class Office:
    """The database, open as the backoffice.

    Attributes:
        ended: Whose sessions are to end once everything is written.
    """

    session: Session
    settings: Settings
    ended: list[int] = field(default_factory=list)

    def link(self, token: str) -> str:
        """Write the address of an enrolment link."""
        return f"{self.settings.base_url}{PATH}/enrol/{token}"


@contextmanager
def office() -> Iterator[Office]:
    """Open the database, acting as who is signed in on the host."""
    settings = Settings.from_environ()
    roles = {Role.BACKOFFICE, Role.SIGN_IN}
    databases = Databases(role_urls(settings.owner_url, settings.overrides, roles))
    try:
        check(databases)
        acting(Actor(None, f"{getpass.getuser()} (shell)", system_clock()))
        with databases.transaction(Role.BACKOFFICE) as session:
            opened = Office(session, settings)
            yield opened
        for account_id in opened.ended:
            sessions_as(Role.SIGN_IN, databases, system_clock).end_all(str(account_id))
    finally:
        no_longer_acting()
        databases.dispose()
