"""All values of a request: of its head, and of its body."""

from collections.abc import Iterator
from wsgiref.types import WSGIEnvironment

from groupz_shield.signatures.fields import head_values
from groupz_shield.signatures.vocabulary import Value


def values_of(environ: WSGIEnvironment) -> Iterator[Value]:
    """Yield every value; the application reads the same body afterwards."""
    yield from head_values(environ)
