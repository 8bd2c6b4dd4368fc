"""The real server for tests: `groupz serve` in a process of its own, on loopback."""

import fcntl
import json
import os
import random
import shutil
import socket
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection
from pathlib import Path
from typing import Any, TypeVar

from kept_between_runs import CACHE

T = TypeVar("T")

GROUPZ = Path(sys.executable).with_name("groupz")
# Below the ports that the kernel gives out by itself, to other tests for instance.
PORTS = range(20_000, 32_000)
MOST_LOOKS = 600
PAUSE_SECONDS = 0.05


@dataclass(frozen=True)
class Site:
    """A running server with its instance.

    Attributes:
        port: Where it listens, on loopback.
        origin: How visitors reach it: the same, unless it was given a public URL.
    """

    port: int
    origin: str
    instance: Path
    process: subprocess.Popen[bytes]

    @property
    def log(self) -> str:
        return log_of(self.instance).read_text()

    @property
    def events(self) -> list[dict[str, Any]]:
        """What the log tells, a line an event."""
        lines = self.log.splitlines()
        return [json.loads(line) for line in lines if line[:1] + line[-1:] == "{}"]

    def wait_for(self, look: Callable[[], T | None]) -> T:
        """Look again and again for what must come, as long as the server lives."""
        for _ in range(MOST_LOOKS):
            if (seen := look()) is not None:
                return seen
            try:
                self.process.wait(timeout=PAUSE_SECONDS)
            except subprocess.TimeoutExpired:
                continue
            break
        raise AssertionError(f"it did not come; the server's log:\n{self.log}")

    def rows(self, query: str, *values: object) -> list[tuple[Any, ...]]:
        """Ask the database itself, reading only."""
        file = self.instance / "groupz.sqlite3"
        with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True)) as database:
            return database.execute(query, values).fetchall()

    def write(self, statement: str, *values: object) -> None:
        """Change the database under the running server, as time or staff would."""
        file = self.instance / "groupz.sqlite3"
        with closing(sqlite3.connect(file, timeout=30)) as database, database:
            database.execute(statement, values)


@contextmanager
def serving(instance: Path, **settings: str) -> Iterator[Site]:
    """Serve an instance until the block ends; `{port}` in a setting is its port."""
    port = free_port()
    settings = {name: text.format(port=port) for name, text in settings.items()}
    given = environment(instance, port=str(port), log_format="json", **settings)
    with log_of(instance).open("wb") as log:
        process = subprocess.Popen([GROUPZ, "serve"], env=given, stderr=log)
    origin = settings.get("public_url", f"http://127.0.0.1:{port}")
    site = Site(port, origin, instance, process)
    try:
        site.wait_for(lambda: is_ready(port) or None)
        yield site
    finally:
        process.terminate()
        process.wait(timeout=30)


def is_ready(port: int) -> bool:
    with closing(HTTPConnection("127.0.0.1", port, timeout=20)) as connection:
        try:
            connection.request("GET", "/readyz")
            return connection.getresponse().status == 200
        except ConnectionError:
            return False


def demo_instance(folder: Path) -> Path:
    """Make an instance with the demo programme; who comes second finds it made."""
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not folder.exists():
            draft = folder.with_suffix(".draft")
            groupz(draft, "db", "upgrade")
            groupz(draft, "demo", "--once")
            draft.rename(folder)
    return folder


def copied_instance(template: Path, folder: Path) -> Path:
    return Path(shutil.copytree(template, folder))


def groupz(instance: Path, *arguments: str) -> None:
    """Run a command on an instance."""
    subprocess.run(
        [GROUPZ, *arguments],
        env=environment(instance),
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def environment(instance: Path, **settings: str) -> dict[str, str]:
    """The settings of a server, and none of the person who runs the tests."""
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("GROUPZ_")}
    given = {"instance": str(instance), "cache": str(CACHE), **settings}
    return inherited | {f"GROUPZ_{name.upper()}": v for name, v in given.items()}


def log_of(instance: Path) -> Path:
    return instance / "serve.log"


def free_port() -> int:
    for port in random.SystemRandom().sample(PORTS, 50):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) != 0:
                return port
    raise AssertionError("no port is free")
