"""Every address that the platform answers, read from its own maps."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from typing_extensions import override

from groupz_platform.app import BACKOFFICE_PATH, Parts
from groupz_platform.clock import system_clock
from groupz_platform.config import Settings
from groupz_platform.db import Databases
from groupz_platform.tallying import Tally
from groupz_platform.texts import LOCALES
from groupz_platform.web.context import Context
from groupz_platform.web.static_files import StaticFiles
from groupz_shield.counters import MemoryCounters

MACHINES = frozenset({"health.healthz", "health.readyz"})
FILES = frozenset({"bookings.calendar"})
UPLOADS = frozenset({"pictures.picture"})
"""What is there once staff have uploaded it; the tests of pictures look at it."""

OF_HOLD = "/h/<token>"
ARGUMENT = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")


@dataclass(frozen=True)
class Route:
    """An address with a place for each of its arguments."""

    pattern: str
    endpoint: str
    methods: frozenset[str]
    locale: str | None

    @override
    def __str__(self) -> str:
        return self.pattern

    @property
    def is_page(self) -> bool:
        """Whether people read what it answers."""
        return "GET" in self.methods and self.endpoint not in MACHINES | FILES

    @property
    def is_private(self) -> bool:
        """Whether only who has its link can open it."""
        return "<token>" in self.pattern

    def path(self, examples: Mapping[str, str]) -> str:
        """Fill in the arguments.

        Raises:
            KeyError: A new route has an argument without an example: add one to
                `examples` in `conftest.py`.
        """
        return ARGUMENT.sub(lambda match: examples[match[1]], self._named)

    @property
    def _named(self) -> str:
        """The pattern with a name of its own for the token of a hold."""
        return self.pattern.replace(OF_HOLD, "/h/<hold>")

    def fits(self, path: str) -> bool:
        """Tell whether a path is one of this address."""
        return re.fullmatch(ARGUMENT.sub("[^/]+", self.pattern), path) is not None


def routes_of(app: Flask, prefix: str = "") -> Iterator[Route]:
    for rule in app.url_map.iter_rules():
        yield Route(
            prefix + rule.rule,
            rule.endpoint,
            frozenset(rule.methods or ()),
            (rule.defaults or {}).get("locale"),
        )


def both_applications() -> tuple[Flask, Flask]:
    context = Context(Settings(), system_clock, b"")
    databases = Databases({})
    parts = Parts(
        context,
        databases,
        StaticFiles(Path(), ""),
        MemoryCounters(),
        Tally(databases, system_clock),
    )
    public = parts.public()
    return public, parts.backoffice(public)


PUBLIC, STAFF = both_applications()
OF_STAFF = list(routes_of(STAFF, BACKOFFICE_PATH))
OF_VISITORS = [r for r in routes_of(PUBLIC) if r.endpoint not in UPLOADS]
ROUTES = [*OF_VISITORS, *OF_STAFF]
PAGES = [route for route in ROUTES if route.is_page and route.locale]
"""The visitors' pages, one an address and language."""

ENDPOINTS = sorted({route.endpoint for route in PAGES})


def page_of(endpoint: str, locale: str) -> Route:
    return next(r for r in ROUTES if r.endpoint == endpoint and r.locale == locale)


def other(locale: str) -> str:
    return next(one for one in LOCALES if one != locale)
