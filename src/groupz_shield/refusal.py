"""A refusal: what a guard decides about a request."""

import secrets
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import TypeAlias

Header: TypeAlias = tuple[str, str]


def new_reference() -> str:
    """Return eight random hexadecimal digits, short enough to read out."""
    return secrets.token_hex(4)


@dataclass(frozen=True, slots=True)
class Offence:
    """What earns a ban.

    Attributes:
        reason: What was done, in one sentence for whoever runs the site.
        bits: The length of the prefix to ban around the client; None for the client.
    """

    reason: str
    bits: int | None = None


@dataclass(frozen=True, slots=True)
class Refusal:
    """A guard's decision not to pass a request on.

    Attributes:
        guard: The name of the guard.
        reason: Why, in one sentence for whoever runs the site; never shown.
        status: The status of the answer.
        headers: What the answer has to carry, such as `Retry-After`.
        reference: What the visitor is shown, and the event carries.
        offence: What earns the client a ban beside the refusal, if it does.
        simulated: Whether it is only reported, and the request passed on.
        is_constant: Whether the constant page is the answer, whatever the policy's
            hook would render: for refusals that have to cost nothing, and are
            reported the first time alone.
    """

    guard: str
    reason: str
    status: HTTPStatus = HTTPStatus.FORBIDDEN
    headers: tuple[Header, ...] = ()
    reference: str = field(default_factory=new_reference)
    offence: Offence | None = None
    simulated: bool = False
    is_constant: bool = False
