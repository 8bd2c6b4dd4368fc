"""The whole platform for tests, on any database, without a server."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from werkzeug.test import Client, TestResponse

from clocks import FrozenClock
from databases import TestingDatabase
from groupz_platform.app import Platform, create_app
from groupz_platform.config import Settings
from kept_between_runs import CACHE

ORIGIN = "http://127.0.0.1:8000"
PEER = {"REMOTE_ADDR": "127.0.0.1"}
SECRET = "for tests alone, for tests alone, for tests alone"


@dataclass(frozen=True)
class Visitor:
    """A browser without cookies, script or pictures."""

    client: Client

    def get(self, path: str, **headers: str) -> TestResponse:
        return self.client.get(path, headers=headers, buffered=True, environ_base=PEER)

    def post(self, path: str, form: dict[str, Any], **headers: str) -> TestResponse:
        headers = {"Origin": ORIGIN, **headers}
        return self.client.post(path, data=form, headers=headers, environ_base=PEER)


@dataclass(frozen=True)
class TestingPlatform:
    """A platform with the parts that tests look at."""

    __test__ = False

    platform: Platform
    database: TestingDatabase
    clock: FrozenClock
    settings: Settings

    @property
    def visitor(self) -> Visitor:
        return Visitor(Client(self.platform, use_cookies=False))


def settings_for(database: TestingDatabase, instance: Path, **more: Any) -> Settings:
    roles = {f"database_url_{role}": url for role, url in database.urls.items()}
    return Settings(
        instance=instance,
        database_url=database.owner_url,
        secret_key=SecretStr(SECRET),
        **{"cache": CACHE, **roles, **more},
    )


@contextmanager
def platform_on(
    database: TestingDatabase,
    instance: Path,
    clock: FrozenClock | None = None,
    **more: Any,
) -> Iterator[TestingPlatform]:
    clock = clock or FrozenClock()
    settings = settings_for(database, instance, **more)
    platform = create_app(settings, clock=clock)
    try:
        yield TestingPlatform(platform, database, clock, settings)
    finally:
        platform.close()
