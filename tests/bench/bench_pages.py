"""What visitors' pages cost, as ratios to a Flask hello on the same kind of server."""

import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.measure import interleaved
from bench.rows import Row
from site_server import Site, demo_instance, free_port, serving

PAGES = {
    "programme": "/nl/",
    "activity with a month": "/nl/activiteiten/onder-de-waterlijn",
    "booking form": "/nl/boeken/1",
}
GOALS = {"activity with a month": 12.0}


def rows() -> Iterable[Row]:
    """Measure the pages of the demo programme on SQLite, one request at a time."""
    with (
        TemporaryDirectory() as folder,
        serving(demo_instance(Path(folder) / "instance")) as site,
        hello_server(Path(folder)) as hello,
    ):
        say_hello = asking(hello.port, "/")
        for name, path in PAGES.items():
            show = asking(site.port, path)
            measured = interleaved(show, say_hello, rounds=20, calls=25)
            yield Row(
                f"{name} against a Flask hello, both through waitress",
                measured,
                goal=GOALS.get(name),
                details=measured.in_microseconds,
                comparison="pretix's calendar: 500 to 1,900 times",
            )


@contextmanager
def hello_server(folder: Path) -> Iterator[Site]:
    """Serve a Flask hello in a process of its own."""
    port = free_port()
    command = [sys.executable, "-m", "bench.hello", str(port)]
    (folder / "serve.log").touch()
    with subprocess.Popen(command) as process:
        hello = Site(port, f"http://127.0.0.1:{port}", folder, process)
        try:
            hello.wait_for(lambda: answers(port) or None)
            yield hello
        finally:
            process.terminate()


def answers(port: int) -> bool:
    """Tell whether somebody listens already."""
    try:
        asking(port, "/")()
    except ConnectionError:
        return False
    return True


def asking(port: int, path: str) -> Callable[[], None]:
    """Return a function that asks for a page over one connection that stays open."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)

    def ask() -> None:
        connection.request("GET", path)
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise RuntimeError(f"{path} was answered with {answer.status}")

    return ask
