"""What visitors' pages cost, as ratios to a Flask hello on the same kind of server."""

import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.many import enlarge
from bench.measure import interleaved
from bench.rows import Row
from bench.served import asking
from site_server import Site, demo_instance, free_port, serving

GROUP = "child=24&supervisor=3&type=school"
PAGES = {
    "month of an activity": "/nl/activiteiten/onder-de-waterlijn",
    "month of an activity, for a group": f"/nl/activiteiten/copy-20?{GROUP}",
    "search, for a group": f"/nl/zoeken?{GROUP}",
    "search, in a week": f"/nl/zoeken?{GROUP}&from={{first}}&until={{last}}",
    "programme": "/nl/",
    "page of a time, with its total": f"/nl/boeken/{{slot}}?{GROUP}",
}
GOALS = dict.fromkeys(list(PAGES)[:4], 12.0)


def rows() -> Iterable[Row]:
    """Measure the pages of a large house on SQLite, one request at a time."""
    with TemporaryDirectory() as folder:
        instance = demo_instance(Path(folder) / "instance")
        enlarge(instance / "groupz.sqlite3")
        with serving(instance) as site, hello_server(Path(folder)) as hello:
            say_hello = asking(hello.port, "/")
            for name, path in PAGES.items():
                show = asking(site.port, path.format(**words_for(site)))
                measured = interleaved(show, say_hello, rounds=20, calls=25)
                yield Row(
                    f"{name} against a Flask hello, both through waitress",
                    measured,
                    goal=GOALS.get(name),
                    details=measured.in_microseconds,
                    comparison="pretix's calendar: 500 to 1,900 times",
                )


def words_for(site: Site) -> dict[str, str]:
    """Choose a time that has room, and a week some weeks ahead."""
    [(slot, day)] = site.rows(
        "SELECT id, local_date FROM time_slots"
        " WHERE local_date > date('now', '+30 days') AND used_persons <= 10"
        " AND capacity_persons >= 60 ORDER BY starts_at LIMIT 1"
    )
    first = date.fromisoformat(str(day))
    return {
        "slot": str(slot),
        "first": first.isoformat(),
        "last": (first + timedelta(days=6)).isoformat(),
    }


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
