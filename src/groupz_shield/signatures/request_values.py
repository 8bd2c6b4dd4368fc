"""All values of a request: of its head, and of its body."""

from collections.abc import Iterator
from wsgiref.types import WSGIEnvironment

from groupz_shield.signatures.bodies import Limits, body_values
from groupz_shield.signatures.fields import head_values
from groupz_shield.signatures.vocabulary import Value

_USUAL_LIMITS = Limits()


def values_of(
    environ: WSGIEnvironment, limits: Limits = _USUAL_LIMITS
) -> Iterator[Value]:
    """Yield every value; the application reads the same body afterwards.

    Args:
        environ: The WSGI environ, of which `wsgi.input` is read and replaced.
        limits: How much of the body is read and inspected; `Limits` says what is not.
    """
    yield from head_values(environ)
    yield from body_values(environ, limits)
