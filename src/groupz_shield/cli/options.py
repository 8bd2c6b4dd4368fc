"""The options that every command takes, before its name or after it."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import click

_F = TypeVar("_F", bound=Callable[..., Any])


@dataclass
class Asked:
    """What these options say.

    Attributes:
        store: The setting that names the store.
        as_json: Whether a program reads the answer.
        create: Whether a store may be made that is not there yet.
    """

    store: str | None = None
    as_json: bool = False
    create: bool = False


def _note(context: click.Context, option: click.Parameter, value: object) -> None:
    """Write down what was said; what was not said stays as it is."""
    if value:
        setattr(context.ensure_object(Asked), str(option.name), value)


def store_option(envvar: str | None = None) -> Callable[[_F], _F]:
    """Return the option that names the store."""
    return click.option(
        "--store",
        metavar="STORE",
        envvar=envvar,
        show_envvar=True,
        expose_value=False,
        callback=_note,
        help="The store that the site uses: sqlite:////path/to/file or valkey://host.",
    )


def json_option() -> Callable[[_F], _F]:
    """Return the option that asks for JSON."""
    return click.option(
        "--json",
        "as_json",
        is_flag=True,
        expose_value=False,
        callback=_note,
        help="Answer for a program.",
    )


def create_option() -> Callable[[_F], _F]:
    """Return the option that makes a store."""
    return click.option(
        "--create",
        is_flag=True,
        expose_value=False,
        callback=_note,
        help="Make the store's file if it is not there, for whoever runs this.",
    )


def account_option() -> Callable[[_F], _F]:
    """Return the option that names accounts."""
    return click.option(
        "--account", is_flag=True, help="Names are accounts, not addresses."
    )


def reason_option() -> Callable[[_F], _F]:
    """Return the option that says why."""
    return click.option(
        "--reason",
        metavar="TEXT",
        default="",
        help="Why, for whoever looks at it later; no visitor sees it.",
    )
