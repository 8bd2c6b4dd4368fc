"""All commands under one name."""

from typing import Any

import click
from typing_extensions import override

from groupz_platform.cli.db import db
from groupz_platform.cli.demo import demo
from groupz_platform.cli.factor_keys import rotate_keys
from groupz_platform.cli.problems import KNOWN, problem
from groupz_platform.cli.recount import recount
from groupz_platform.cli.serve import serve
from groupz_platform.cli.staff import staff
from groupz_platform.cli.worker import worker


class Group(click.Group):
    """A command whose known errors are one clear message and exit code 1."""

    @override
    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except KNOWN as error:
            raise click.ClickException(problem(error)) from error


@click.group(cls=Group)
@click.version_option(package_name="groupz")
def groupz() -> None:
    """Bookings for groups: serve the platform, and look after it.

    Settings come from GROUPZ_* variables and from groupz.env in the instance folder;
    docs/reference/settings.md lists them.
    """


staff.add_command(rotate_keys)
for command in (db, demo, recount, serve, staff, worker):
    groupz.add_command(command)
