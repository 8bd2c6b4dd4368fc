"""`import`: a blocklist from a file or an https address."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from groupz_shield.cli.exits import Exit
from groupz_shield.cli.office import Office, explained, fail, pass_office
from groupz_shield.cli.texts import as_json
from groupz_shield.errors import FeedError
from groupz_shield.feeds import FORMATS, FeedSource, Format, Progress, refresh


@click.command("import")
@click.argument("name")
@click.argument("source")
@click.option("--format", "form", type=click.Choice(FORMATS), default="auto")
@click.option("--simulate", is_flag=True, help="Only report what would be refused.")
@click.option("--force", is_flag=True, help="Take it however much of it has changed.")
@pass_office
def import_(
    office: Office, name: str, source: str, form: Format, *, simulate: bool, force: bool
) -> None:
    """Import a blocklist under a NAME; the version before is replaced.

    SOURCE is a file, or an https address. Run it again to fetch it anew.
    """
    with explained(), progress_bar(name, shown=not office.as_json) as progress:
        feed = FeedSource(name, source, form, simulated=simulate)
        protected = [subject for subject, _ in office.protection]
        try:
            result = refresh(
                feed,
                office.store,
                protected=protected,
                now=office.now,
                force=force,
                progress=progress,
            )
        except FeedError as error:
            fail(f"Not imported; what was in force stays: {error}", Exit.NOTHING)
    if office.as_json:
        facts = {
            "name": name,
            "networks": len(result.feed.networks),
            "added": result.added,
            "removed": result.removed,
            "refused": [subject.value for subject in result.refused],
        }
        click.echo(as_json(facts))
    else:
        click.echo(result.summary)


@contextmanager
def progress_bar(label: str, *, shown: bool) -> Iterator[Progress]:
    """Show how much of a feed was read, where somebody looks on."""
    stream = sys.stderr
    with click.progressbar(length=1, label=label, hidden=not shown, file=stream) as bar:

        def progress(read: int, total: int | None) -> None:
            bar.length = total or read
            bar.update(read - bar.pos)

        yield progress
