"""`groupz demo`: something to look at."""

from typing import TypeVar

import click

from groupz_platform.accounts.queries import people
from groupz_platform.cli.progress import progress
from groupz_platform.clock import system_clock
from groupz_platform.config import Settings
from groupz_platform.db import Databases, role_urls
from groupz_platform.db.schema import check
from groupz_platform.demo import groups, services, terms
from groupz_platform.demo.programme import Table, programme
from groupz_platform.roles import Role

T = TypeVar("T")
FIRST_ACCOUNT = (
    "Nobody can sign in to the backoffice yet. To be the first:"
    " groupz staff add YOU --role administrator --email YOU@example.org"
)


@click.command()
@click.option("--once", is_flag=True, help="Do nothing where it is whole.")
def demo(*, once: bool) -> None:
    """Load a demo programme: three museums, a dozen activities, twelve months.

    What is there already stays as it is: run it again to add months, or what is new.
    """
    settings = Settings.from_environ()
    roles = {Role.BACKOFFICE, Role.BOOKER}
    databases = Databases(role_urls(settings.owner_url, settings.overrides, roles))
    try:
        check(databases)
        with databases.transaction(Role.BACKOFFICE) as session:
            wanted = not once or services.is_wanted(session)
        if wanted:
            load(databases, settings.secret)
    finally:
        databases.dispose()


def load(databases: Databases, secret: bytes) -> None:
    """Load terms and programme, then some groups that have booked."""
    with databases.transaction(Role.BACKOFFICE) as session:
        terms.add_terms(session)
    slots = sum(
        load_venue(databases, venue)
        for venue in progress(programme(), "Loading the demo programme")
    )
    now = system_clock()
    with databases.transaction(Role.BOOKER) as session:
        requests = groups.requests(session, now=now)
    booked = 0
    for some in progress(batches(requests, 25), "Booking some groups"):
        with databases.transaction(Role.BOOKER) as session:
            booked += sum(
                groups.book(session, request, secret=secret, now=now)
                for request in some
            )
    click.echo(f"Demo programme: {slots} time slots and {booked} bookings added.")
    with databases.transaction(Role.BACKOFFICE) as session:
        nobody = session.scalar(people().limit(1)) is None
    if nobody:
        click.echo(FIRST_ACCOUNT)


def load_venue(databases: Databases, table: Table) -> int:
    """Load a venue with all that can be booked there; answer how many slots."""
    now = system_clock()
    with databases.transaction(Role.BACKOFFICE) as session:
        venue = services.add_venue(session, table)
        added = 0
        for position, row in enumerate(table["activity"]):
            activity = services.add_activity(session, venue, row, position)
            added += services.add_slots(session, activity, row, now=now)
        return added


def batches(items: list[T], size: int) -> list[list[T]]:
    """Cut a list into pieces."""
    return [items[start : start + size] for start in range(0, len(items), size)]
