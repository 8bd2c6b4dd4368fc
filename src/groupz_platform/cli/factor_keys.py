"""`groupz staff rotate-keys`: another key for the secrets of second factors."""

import getpass

import click

from groupz_platform.accounts.factor_keys import FILE_NAME, FactorKeys
from groupz_platform.accounts.rotation import encrypt_anew
from groupz_platform.audit.recording import Actor, acting, no_longer_acting
from groupz_platform.clock import system_clock
from groupz_platform.config import Settings
from groupz_platform.db import Databases, role_urls
from groupz_platform.db.schema import check
from groupz_platform.roles import Role


@click.command("rotate-keys")
def rotate_keys() -> None:
    """Encrypt what authenticator apps share with us under a new key.

    The platform may go on running. The file has both keys first, so that whatever is
    written meanwhile can be read, and the new one alone once every secret is under it.
    """
    settings = Settings.from_environ()
    file = settings.instance / FILE_NAME
    roles = {Role.SIGN_IN}
    databases = Databases(role_urls(settings.owner_url, settings.overrides, roles))
    try:
        check(databases)
        acting(Actor(None, f"{getpass.getuser()} (shell)", system_clock()))
        keys = FactorKeys.read(file).with_new_key()
        keys.write(file)
        with databases.transaction(Role.SIGN_IN) as session:
            count = encrypt_anew(session, keys)
        keys.only_current().write(file)
    finally:
        no_longer_acting()
        databases.dispose()
    click.echo(f"Secrets under the new key: {count}. Copy {file} to where you keep it.")
