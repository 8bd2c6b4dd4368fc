"""A request's way to the database: one transaction as one role."""

from contextlib import AbstractContextManager
from typing import cast

from flask import Flask, current_app
from sqlalchemy.orm import Session

from groupz_platform.db import Databases
from groupz_platform.roles import Role

EXTENSION = "groupz.databases"


def init_app(app: Flask, given: Databases) -> None:
    """Hand the databases of this process to an application."""
    app.extensions[EXTENSION] = given


def databases() -> Databases:
    """Find the databases of this application."""
    return cast("Databases", current_app.extensions[EXTENSION])


def transaction(role: Role) -> AbstractContextManager[Session]:
    """Open a transaction: committed at the end of the block, undone on an error."""
    return databases().transaction(role)
