"""What the commands work with: a store, whom the site protects, and how to answer."""

import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import NoReturn

import click

from groupz_shield.bans.register import PROTECTED_NOTE
from groupz_shield.cli.exits import Exit
from groupz_shield.decisions import Decision, DecisionTable, Feed, Subject
from groupz_shield.decisions.protection import PRIVATE, Protection
from groupz_shield.errors import PolicyError, StoreError, SubjectError
from groupz_shield.stores import DecisionStore
from groupz_shield.stores.opening import open_store


@dataclass(frozen=True)
class Office:
    """One run of the command.

    Attributes:
        store: The decisions that the site shares.
        name: How the store was named.
        as_json: Whether a program reads the answer.
        now: The present moment, in seconds since 1970.
    """

    store: DecisionStore
    name: str
    as_json: bool
    now: float

    @property
    def protection(self) -> Protection:
        """Whom the site protects, as it wrote down when it last started."""
        note = self.store.read_note(PROTECTED_NOTE)
        return Protection(PRIVATE if note is None else json.loads(note))

    def table(self) -> DecisionTable:
        """Return all that is in force, as the site sees it."""
        table = DecisionTable()
        table.put(self.store.decisions())
        table.put_feeds(self.store.feeds())
        return table

    def in_force(self) -> list[Decision]:
        """Return the decisions that hold now; those of feeds are not among them."""
        return [d for d in self.store.decisions() if d.in_force(self.now)]

    def feeds(self) -> list[Feed]:
        """Return the feeds."""
        return self.store.feeds()


pass_office = click.make_pass_decorator(Office)


def open_office(setting: str | None, *, as_json: bool) -> Office:
    """Open the store that a site shares, or end the command and say why not."""
    if not setting:
        fail(
            "Which store? Name the one that your site uses, as --store or "
            "GROUPZ_SHIELD_STORE: sqlite:////var/lib/app/shield.sqlite3, or valkey://…",
            Exit.USAGE,
        )
    if setting == "memory":
        fail(
            "A site that keeps its decisions in memory cannot be reached from here: "
            'give it store="sqlite:///…", and name that.',
            Exit.UNREACHABLE,
        )
    with explained():
        return Office(open_store(setting), setting, as_json, time.time())  # noqa: TID251 — a command asks the clock once


@contextmanager
def explained() -> Iterator[None]:
    """Turn what can go wrong into a sentence and an exit code."""
    try:
        yield
    except StoreError as error:
        fail(f"The store cannot be reached: {error}", Exit.UNREACHABLE)
    except PolicyError as error:
        fail(str(error), Exit.USAGE)


def subject_of(text: str) -> Subject:
    """Read an address or network of a command line."""
    try:
        return Subject.parse(text)
    except SubjectError as error:
        raise click.BadParameter(str(error)) from None


def fail(message: str, code: Exit) -> NoReturn:
    """End the command with a sentence on standard error."""
    click.echo(message, err=True)
    raise SystemExit(code)
