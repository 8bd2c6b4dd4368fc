"""The command and its parts; `groupz-shield --help` lists them."""

import click

from groupz_shield.cli.checking import check
from groupz_shield.cli.deciding import allow, ban
from groupz_shield.cli.explaining import explain
from groupz_shield.cli.importing import import_
from groupz_shield.cli.lifting import unban
from groupz_shield.cli.looking import list_, stats
from groupz_shield.cli.options import json_option, store_option
from groupz_shield.cli.rules import rules

_EPILOG = """\b
Exit codes:
  0  done
  1  nothing was found, still banned, or refused (check)
  2  the command line cannot be meant
  3  somebody is protected or allowed, and nobody was banned
  4  the store is not there, or cannot be read or written

\b
Completion, in a shell's start-up file:
  bash  eval "$(_GROUPZ_SHIELD_COMPLETE=bash_source groupz-shield)"
  zsh   eval "$(_GROUPZ_SHIELD_COMPLETE=zsh_source groupz-shield)"
  fish  _GROUPZ_SHIELD_COMPLETE=fish_source groupz-shield | source
"""


@click.group(epilog=_EPILOG)
@store_option(envvar="GROUPZ_SHIELD_STORE")
@json_option()
@click.version_option(package_name="groupz")
def main() -> None:
    """Decide who may reach your site, while it runs.

    --store and --json may stand before a command or after it.
    """


for command in (ban, unban, list_, explain, allow, import_, stats, check, rules):
    main.add_command(command)
