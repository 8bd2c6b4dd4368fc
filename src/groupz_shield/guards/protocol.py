"""What a guard is."""

from collections.abc import Callable
from typing import Protocol, TypeAlias, runtime_checkable
from wsgiref.types import WSGIEnvironment

from groupz_shield.refusal import Offence, Refusal
from groupz_shield.request import RequestFacts


@runtime_checkable
class Guard(Protocol):
    """Anything that looks at a request and may refuse it.

    One guard serves every thread at once. A request that it raises an exception on
    is refused with 503: see `Shield`.
    """

    @property
    def name(self) -> str:
        """What the guard is called in events."""

    def check(self, facts: RequestFacts, /) -> Refusal | None:
        """Return a refusal, or None to let the next guard look."""


@runtime_checkable
class Observer(Protocol):
    """Anything that looks at answers that are errors. A guard may be one as well."""

    @property
    def name(self) -> str:
        """What it is called in events; the scenario of its bans."""

    def answered(self, facts: RequestFacts, status: str, /) -> Offence | None:
        """Look at the status of an answer of 400 or more, such as `"404 Not Found"`.

        The answer goes out as it is; an offence bans the client from the next one on.
        """


Exempt: TypeAlias = Callable[[str, WSGIEnvironment], bool]
"""Tells whether a request is exempt from the guard of a name."""
