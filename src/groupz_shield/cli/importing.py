"""`import`: a blocklist from a file or an https address."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from groupz_shield.cli.exits import Exit
from groupz_shield.cli.office import Office, fail, pass_office
from groupz_shield.cli.options import create_option
from groupz_shield.cli.texts import echo_json, examples
from groupz_shield.errors import FeedError
from groupz_shield.feeds import FORMATS, FeedSource, Format, Progress, refresh


@click.command(
    "import",
    epilog=examples(
        "groupz-shield import drop https://www.spamhaus.org/drop/drop_v4.json",
        "groupz-shield import ours /etc/ours.netset --simulate",
        "groupz-shield unban feed:ours",
    ),
)
@click.argument("name")
@click.argument("source")
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="auto",
    show_default=True,
    help="drop-json is Spamhaus's; netset has one address or network a line.",
)
@click.option("--simulate", is_flag=True, help="Only report what would be refused.")
@click.option("--force", is_flag=True, help="Take it however much of it has changed.")
@create_option()
@pass_office
def import_(
    office: Office, name: str, source: str, form: Format, *, simulate: bool, force: bool
) -> None:
    """Import a blocklist under a NAME; the version before is replaced.

    SOURCE is a file, or an https address. Run it again to fetch it anew. What cannot
    be read as a whole, or has changed by more than half, is not taken.
    """
    try:
        with progress_of(name, shown=not office.as_json) as progress:
            result = refresh(
                FeedSource(name, source, form, simulated=simulate),
                office.store,
                protected=[subject for subject, _ in office.protection],
                now=office.now,
                force=force,
                progress=progress,
            )
    except FeedError as error:
        fail(f"Not imported; what was in force stays: {error}", Exit.NOTHING)
    if not office.as_json:
        click.echo(result.summary)
        return
    facts = {
        "name": name,
        "networks": len(result.feed.networks),
        "added": result.added,
        "removed": result.removed,
        "refused": [subject.value for subject in result.refused],
    }
    echo_json(facts)


@contextmanager
def progress_of(label: str, *, shown: bool) -> Iterator[Progress | None]:
    """Show how much of a feed was read, where somebody looks on."""
    if not shown or not sys.stderr.isatty():
        yield None
        return
    with click.progressbar(length=1, label=label, file=sys.stderr) as bar:

        def progress(read: int, total: int | None) -> None:
            bar.length = total or read
            bar.update(read - bar.pos)

        yield progress
