"""What attack signatures cost: pages, bookings, and bodies made to take long."""

from collections.abc import Callable, Iterable, Sequence
from io import BytesIO
from random import Random
from statistics import quantiles
from time import thread_time
from wsgiref.types import WSGIApplication

from bench.measure import Measured, added, in_turn, interleaved
from bench.peers import bookings_behind_flaskapi_guard
from bench.rows import Row
from bench.shields import flask_app, shielded
from bench.visitors import FORM_TYPE, Visit, bookings, readings
from bench.wsgi import BROWSER, caller
from groupz_shield.signatures import Signatures
from groupz_shield.signatures.assembly import inspector_of
from groupz_shield.signatures.choosing import matcher_for
from groupz_shield.signatures.request_values import values_of

VISITORS = 400
MEBIBYTE = 1024 * 1024
MOST_MICROSECONDS, MOST_MILLISECONDS = 50, 300
MULTIPART = "multipart/form-data; boundary=a"


def rows() -> Iterable[Row]:
    """Measure all of it; every request is another visitor's."""
    app = flask_app().wsgi_app
    without, within = shielded(app), shielded(app, signatures=Signatures())
    pages, forms = readings(VISITORS), bookings(VISITORS)
    name = "GET with a browser's headers, against Flask"
    yield compared(f"whole shield but signatures, {name}", without, app, pages, 1.15)
    yield compared(f"whole shield, {name}", within, app, pages, 1.15)
    name = "booking POST, against Flask reading it"
    yield compared(f"whole shield but signatures, {name}", without, app, forms)
    yield compared(f"whole shield, {name}", within, app, forms)
    yield from added_by_signatures(within, without, forms)
    yield from bookings_behind_flaskapi_guard()
    yield from longest()


def compared(
    name: str,
    around: WSGIApplication,
    bare: WSGIApplication,
    visits: Sequence[Visit],
    goal: float | None = None,
) -> Row:
    """Compare two applications by requests that all differ."""
    measured = interleaved(
        in_turn(calls(around, visits)),
        in_turn(calls(bare, visits)),
        rounds=40,
        calls=VISITORS,
    )
    return Row(name, measured, goal=goal, details=measured.in_microseconds)


def calls(app: WSGIApplication, visits: Sequence[Visit]) -> list[Callable[[], None]]:
    """Return a call for each request."""
    return [caller(app, visit.environ, body=visit.body) for visit in visits]


def added_by_signatures(
    within: WSGIApplication, without: WSGIApplication, visits: Sequence[Visit]
) -> Iterable[Row]:
    """Say by how much the one shield takes longer than the other."""
    seconds = added(calls(within, visits), calls(without, visits), rounds=25)
    cuts = [cut * 1e6 for cut in quantiles(seconds, n=100)]
    low, middle, high, last = cuts[24], cuts[49], cuts[74], cuts[98]
    name = "signatures: µs added to a booking POST"
    of = f"of {VISITORS} forms of 800 to 1500 bytes"
    yield Row(
        f"{name}, median",
        Measured(middle, low, high),
        goal=MOST_MICROSECONDS,
        details=of,
        comparison="OWASP core rules in nginx 2,100 to 2,900 µs",
    )
    yield Row(
        f"{name}, 99th percentile",
        Measured(last, last, last),
        goal=1000,
        details=of,
    )


def longest() -> Iterable[Row]:
    """Inspect bodies of a mebibyte, written to take long."""
    inspector = inspector_of(Signatures(), matcher_for(None, lambda _: None))
    for name, content_type, body in hostile_bodies():
        environ = {
            **BROWSER,
            "CONTENT_TYPE": content_type,
            "CONTENT_LENGTH": str(len(body)),
            "wsgi.input": BytesIO(body),
        }
        start = thread_time()
        inspector.inspect(list(values_of(environ)))
        took = (thread_time() - start) * 1e3
        yield Row(
            f"signatures: ms for 1 MiB of {name}",
            Measured(took, took, took),
            goal=MOST_MILLISECONDS,
        )


def hostile_bodies() -> Iterable[tuple[str, str, bytes]]:
    """Yield a name, a type and a body."""
    noise = Random(3).randbytes(MEBIBYTE)
    yield "noise as multipart", MULTIPART, noise
    yield "noise as a form", FORM_TYPE, noise
    yield "noise of no type", "", noise
    for name, piece in (
        ("prose", "De bus komt om kwart over negen; we eten 's middags daar. "),
        ("fields", "a=it's+1+or+2+pupils&"),
        ("escapes", "%253Cb%253E"),
        ("quotes", "' or "),
        ("tags", "<a b='c' d="),
        ("commands", ";cat /etc/x "),
        ("brackets", "select(("),
        ("backslashes", "\\u003c"),
        ("letters", "a"),
    ):
        whole = (piece * (MEBIBYTE // len(piece))).encode()
        yield f"{name} as a form", FORM_TYPE, whole if "=" in piece else b"a=" + whole
