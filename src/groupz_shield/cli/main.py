"""The command and its parts; `groupz-shield --help` lists them."""

import click

from groupz_shield.cli.checking import check
from groupz_shield.cli.deciding import allow, ban, unban
from groupz_shield.cli.importing import import_
from groupz_shield.cli.looking import explain, list_, stats
from groupz_shield.cli.office import open_office


@click.group(context_settings={"auto_envvar_prefix": "GROUPZ_SHIELD"})
@click.option(
    "--store",
    help="The store that the site uses: sqlite:////path/to/file, or valkey://host.",
)
@click.option("--json", "as_json", is_flag=True, help="Answer for a program.")
@click.version_option(package_name="groupz")
@click.pass_context
def main(context: click.Context, store: str | None, *, as_json: bool) -> None:
    """Decide who may reach your site, while it runs.

    Exit codes: 0 done; 1 nothing to do, or refused; 2 the command line cannot be
    meant; 3 somebody is protected; 4 the store cannot be reached.

    Completion: eval "$(_GROUPZ_SHIELD_COMPLETE=bash_source groupz-shield)", or
    zsh_source, or fish_source.
    """
    if not context.resilient_parsing:
        context.obj = open_office(store, as_json=as_json)


for command in (ban, unban, list_, explain, allow, import_, stats, check):
    main.add_command(command)
