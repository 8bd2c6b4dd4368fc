"""What the commands work with: a store, whom the site protects, and how to answer."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from functools import cached_property, wraps
from ipaddress import ip_network
from typing import Concatenate, Final, NoReturn, ParamSpec

import click

from groupz_shield.bans.register import PROTECTED_NOTE
from groupz_shield.cli.exits import Exit
from groupz_shield.cli.options import Asked, json_option, store_option
from groupz_shield.decisions import (
    CLIENT_BITS,
    Decision,
    DecisionKind,
    DecisionTable,
    Subject,
)
from groupz_shield.decisions.protection import PRIVATE, Protection
from groupz_shield.errors import (
    PolicyError,
    StoreCorruptError,
    StoreError,
    SubjectError,
)
from groupz_shield.stores import DecisionStore, open_store
from groupz_shield.stores.opening import sqlite_path

_P = ParamSpec("_P")
_PATIENCE: Final = 2.0


@dataclass(frozen=True)
class Office:
    """One run of the command.

    Attributes:
        store: The decisions that the site shares.
        as_json: Whether a program reads the answer.
        now: The present moment, in seconds since 1970.
    """

    store: DecisionStore
    as_json: bool
    now: float

    @cached_property
    def protection(self) -> Protection:
        """Whom the site protects, as it wrote down when it last started."""
        note = self.store.read_note(PROTECTED_NOTE)
        return Protection(PRIVATE if note is None else json.loads(note))

    @cached_property
    def alive(self) -> list[Decision]:
        """What was in force before this command did anything; not that of feeds."""
        return self.in_force()

    @property
    def allowed(self) -> list[Decision]:
        """Who passes because somebody said so."""
        return [d for d in self.alive if d.kind is DecisionKind.ALLOW]

    def in_force(self) -> list[Decision]:
        """Return what holds now that it is asked; not that of feeds."""
        return [d for d in self.store.decisions() if d.in_force(self.now)]

    def table(self) -> DecisionTable:
        """Return all that is decided, as the site sees it."""
        table = DecisionTable()
        table.put(self.store.decisions())
        table.put_feeds(self.store.feeds())
        return table

    def covering(self, table: DecisionTable, subject: Subject) -> list[Decision]:
        """Return all that holds for the whole of a subject, strongest first."""
        found = table.covering(subject, self.now)
        return [decision for decision in found if decision.subject.covers(subject)]


def pass_office(
    function: Callable[Concatenate[Office, _P], None],
) -> Callable[_P, None]:
    """Hand a command its store, and say in a sentence what goes wrong with it."""

    @json_option()
    @store_option()
    @wraps(function)
    def opened(*args: _P.args, **kwargs: _P.kwargs) -> None:
        context = click.get_current_context()
        with explained():
            office = open_office(context.ensure_object(Asked))
            context.call_on_close(office.store.close)
            function(office, *args, **kwargs)

    return opened


def open_office(asked: Asked) -> Office:
    """Open the store that a site shares, or end the command and say why not."""
    if not asked.store:
        fail(
            "Which store? Name the one that your site uses, as --store or "
            "GROUPZ_SHIELD_STORE: sqlite:////var/lib/app/shield.sqlite3, or valkey://…",
            Exit.USAGE,
        )
    if asked.store == "memory":
        fail(
            "A site that keeps its decisions in memory cannot be reached from here: "
            'give it store="sqlite:///…", and name that.',
            Exit.UNREACHABLE,
        )
    store = open_store(asked.store, _PATIENCE)
    _check_is_there(asked)
    if store.read_note(PROTECTED_NOTE) is None:
        warn(
            "No site has used this store yet: is it the one that yours names? "
            "What is decided here holds as soon as one does."
        )
    return Office(store, asked.as_json, time.time())  # noqa: TID251 — a command asks the clock once


def _check_is_there(asked: Asked) -> None:
    path = sqlite_path(asked.store or "")
    with suppress(PermissionError):  # opening it says more
        if path is not None and not asked.create and not path.exists():
            fail(
                f"There is no store {path.absolute()}. Name the one that your site "
                "uses, or open a page of the site, which makes it. Only ban, allow and "
                "import make one, with --create; run them as the site's user.",
                Exit.UNREACHABLE,
            )


@contextmanager
def explained() -> Iterator[None]:
    """Turn what can go wrong into a sentence and an exit code."""
    try:
        yield
    except StoreCorruptError as error:
        fail(
            f"The store cannot be read: {error}. A site that runs puts it aside and "
            "begins a new one by itself; if none runs, move it away.",
            Exit.UNREACHABLE,
        )
    except StoreError as error:
        fail(f"The store cannot be used: {error}. Try again then.", Exit.UNREACHABLE)
    except PolicyError as error:
        fail(f"This cannot be meant: {error}", Exit.USAGE)


def subject_of(text: str, *, account: bool = False) -> Subject:
    """Read an address, a network or an account of a command line."""
    try:
        subject = Subject.account(text) if account else Subject.parse(text)
    except SubjectError as error:
        raise click.BadParameter(f"{error}{_hint(text)}") from None
    if not account and _is_one_of_many(text, subject):
        warn(f"{text} stands for its /64, as every IPv6 client does: {subject.value}")
    return subject


def _hint(text: str) -> str:
    with suppress(ValueError):
        return f" (do you mean {ip_network(text.strip(), strict=False)}?)"
    return ""


def _is_one_of_many(text: str, subject: Subject) -> bool:
    bits = ip_network(text.strip()).prefixlen
    return subject.version == 6 and bits > CLIENT_BITS[6]  # noqa: PLR2004 — the version of IP


def warn(message: str) -> None:
    """Say something on standard error, and go on."""
    click.echo(message, err=True)


def fail(message: str, code: Exit) -> NoReturn:
    """End the command with a sentence on standard error."""
    warn(message)
    raise SystemExit(code)
