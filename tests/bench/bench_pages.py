"""What visitors' pages cost, as ratios to a Flask hello in the same process.

Both are called as WSGI applications, without a server, so that the ratio is about the
page alone; through a server, which costs both the same, it is smaller.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

from bench.bench_shield import flask_app
from bench.measure import interleaved
from bench.rows import Row
from bench.wsgi import caller
from groupz_platform import logs
from groupz_platform.app import Platform, create_app
from groupz_platform.cli.demo import load
from groupz_platform.config import Settings
from groupz_platform.db import Databases, role_urls
from groupz_platform.db.schema import upgrade
from groupz_platform.roles import Role

PAGES = {
    "programme": "/nl/",
    "activity with a month": "/nl/activiteiten/onder-de-waterlijn",
    "booking form": "/nl/boeken/1",
}


def rows() -> Iterable[Row]:
    """Measure the pages of the demo programme on SQLite."""
    hello = caller(flask_app().wsgi_app, {})
    logs.configure(as_json=True, stream=StringIO())
    with TemporaryDirectory() as folder, demo_platform(Path(folder)) as platform:
        for name, path in PAGES.items():
            page = caller(platform, {"PATH_INFO": path})
            measured = interleaved(page, hello, rounds=20, calls=20)
            yield Row(
                f"{name} against a Flask hello",
                measured,
                details=measured.in_microseconds,
                comparison="pretix's calendar: 500 to 1,900 times",
            )


@contextmanager
def demo_platform(instance: Path) -> Iterator[Platform]:
    """Make a platform that shows the demo programme."""
    settings = Settings(instance=instance)
    upgrade(settings.owner_url)
    roles = {Role.BACKOFFICE, Role.BOOKER}
    databases = Databases(role_urls(settings.owner_url, {}, roles))
    load(databases)
    databases.dispose()
    platform = create_app(settings)
    try:
        yield platform
    finally:
        platform.close()
