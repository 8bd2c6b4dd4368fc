"""`groupz recount`: are the places that are taken those of the bookings?"""

import json

import click
from rich.console import Console
from rich.table import Table

from groupz_platform.bookings.recount import Difference, differences
from groupz_platform.config import Settings
from groupz_platform.db import Databases, role_urls
from groupz_platform.db.schema import check
from groupz_platform.roles import Role


@click.command()
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def recount(*, as_json: bool) -> None:
    """Compare every slot's counters with its bookings; exit with 1 if any differ."""
    settings = Settings.from_environ()
    databases = Databases(
        role_urls(settings.owner_url, settings.overrides, {Role.GUEST})
    )
    try:
        check(databases)
        with databases.transaction(Role.GUEST) as session:
            found = differences(session)
    finally:
        databases.dispose()
    if as_json:
        click.echo(json.dumps([difference.facts for difference in found], indent=2))
    elif found:
        show(found)
    else:
        click.echo("The places that are taken are those of the bookings.")
    raise SystemExit(1 if found else 0)


def show(found: list[Difference]) -> None:
    """Print the differences as a table."""
    table = Table("Slot", "Persons counted", "booked", "Groups counted", "booked")
    for difference in found:
        table.add_row(*(str(value) for value in difference.facts.values()))
    Console().print(table)
