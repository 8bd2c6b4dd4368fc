"""Pages of the documentation, done as a reader does them.

What stands behind the language of a fenced block says what a reader does with it:

- a file's name: write the file; with the language `diff`, change it;
- `python` alone: run it, after those before it, where `app` is a Flask application;
- `sh`: run it, and compare what it prints with the `text` that follows;
- `sh server`: start it, and leave it running until the next one;
- `text log`: find these lines in what the server wrote.

The languages of `READ_ALONE` are read and not done. References, moments and spans of
time differ each time, and `…` stands for anything.
"""

import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from guarded_server import PAUSE_SECONDS, wait_for
from kept_between_runs import KEEPING
from ports import free_port

DOCS: Final = Path(__file__).parents[1] / "docs"
PORT_OF_PAGES: Final = "5000"
BEFORE_PYTHON: Final = "from flask import Flask\napp = Flask('shop')\n"
READ_ALONE: Final = frozenset({"console"})
SECONDS: Final = 60

_FENCE = re.compile(r"(?ms)^```(\w+)(?: +(\S+))?\n(.*?)^```$")
_REFERENCE = r"\b[0-9a-f]{8}\b"
_DIFFERS = re.compile(
    rf"(?P<reference>{_REFERENCE})|"
    r"(?P<moment>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)|"
    r"(?P<span>\b\d+[wdhms](?: \d+[dhms])?\b)|"
    r"(?P<anything>…)"
)
_ANY = {
    "moment": r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d",
    "span": r"\d+[wdhms](?: \d+[dhms])?",
    "anything": r".*",
}


@dataclass(frozen=True)
class Block:
    """A fenced block.

    Attributes:
        language: The first word behind the fence.
        about: The second one, or nothing.
        text: What stands in it.
        line: Where it begins on its page.
    """

    language: str
    about: str
    text: str
    line: int


def blocks_of(page: Path) -> Iterator[Block]:
    """Yield the fenced blocks of a page."""
    text = page.read_text()
    for found in _FENCE.finditer(text):
        line = text.count("\n", 0, found.start()) + 1
        yield Block(found[1], found[2] or "", found[3], line)


@dataclass
class Reader:
    """Somebody who does what a page says.

    Attributes:
        folder: Where; its files are made as the page says.
        port: Where the server listens, in place of the port that pages name.
        instead: What else of a page stands for something else here.
        socket: Where the server listens in place of a port, if it does.
    """

    folder: Path
    port: int = field(default_factory=free_port)
    instead: Mapping[str, str] = field(default_factory=dict)
    socket: Path | None = None
    _remembered: list[str] = field(default_factory=list)
    _references: dict[str, str] = field(default_factory=dict)
    _python: str = BEFORE_PYTHON
    _command: str = ""
    _server: subprocess.Popen[bytes] | None = None
    _is_stale: bool = False
    _printed: str = ""

    def do(self, block: Block) -> None:
        """Do one block."""
        text = self.here(block.text)
        match block.language, block.about:
            case "sh", "server":
                self.serve(block.text)
            case "sh", "":
                self._run(text)
            case "text", "log":
                self._find_in_log(text, block)
            case "text", "":
                self._compare(text, self._printed, block)
            case "python", "":
                self._run_python(text, block)
            case _:
                self._edit(text, block)

    def here(self, text: str) -> str:
        """Return a text of the page as it is meant here."""
        meant = {PORT_OF_PAGES: str(self.port), **self.instead}
        written = "|".join(map(re.escape, meant))
        return re.sub(written, lambda found: meant[found[0]], text)

    def serve(self, command: str) -> None:
        """Have this server run from the next command on."""
        self._command, self._is_stale = self.here(command), True

    def start(self) -> None:
        """Start the server, or start it again where something has changed."""
        if not self._command or not self._is_stale:
            return
        self.stop()
        with (self.folder / "server.log").open("ab") as log:
            self._server = server = subprocess.Popen(
                ["bash", "-c", f"exec {self._command}"],
                cwd=self.folder,
                env=self._environ,
                stdout=log,
                stderr=log,
            )
        where = self.socket or self.port
        wait_for(lambda: server.poll() is not None or listens(where))
        assert server.poll() is None, self._log
        self._is_stale = False

    def stop(self) -> None:
        """Stop the server, if it runs."""
        if self._server is not None:
            self._server.terminate()
            self._server.wait(timeout=SECONDS)
            self._server = None

    @property
    def _log(self) -> list[str]:
        """The lines that the server wrote."""
        path = self.folder / "server.log"
        return path.read_text().splitlines() if path.exists() else []

    def _edit(self, text: str, block: Block) -> None:
        if block.language == "diff":
            self._change(block.about, text, block)
        elif block.about:
            self._write(block.about, text)
        else:
            assert block.language in READ_ALONE, f"line {block.line} is not done"

    def _write(self, name: str, text: str) -> None:
        path = self.folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text)
        self._is_stale = True

    def _change(self, name: str, text: str, block: Block) -> None:
        """Add and take away lines, between those that stand there."""
        lines = text.splitlines(keepends=True)
        before = "".join(line[1:] or "\n" for line in lines if line[0] != "+")
        after = "".join(line[1:] or "\n" for line in lines if line[0] != "-")
        there = (self.folder / name).read_text()
        assert there.count(before) == 1, f"line {block.line}: not once in {name}"
        self._write(name, there.replace(before, after))

    def _run(self, text: str) -> None:
        self.start()
        known = re.sub(_REFERENCE, lambda found: self._actual(found[0]), text)
        self._done("bash", "-c", "\n".join([*self._remembered, known]))
        self._remembered += re.findall(r"(?m)^(?:export )?[A-Z_]+=\S+$", known)

    def _run_python(self, text: str, block: Block) -> None:
        self._python += text
        ran = self._done(sys.executable, "-W", "error", "-c", self._python)
        assert ran.returncode == 0, f"line {block.line}: {ran.stdout}"

    def _done(self, *command: str) -> subprocess.CompletedProcess[str]:
        """Run a command, and keep what it printed."""
        ran = subprocess.run(
            command,
            cwd=self.folder,
            env=self._environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=SECONDS,
            text=True,
            check=False,
        )
        self._printed = ran.stdout
        return ran

    @property
    def _environ(self) -> dict[str, str]:
        """The environment of a reader, whose virtual environment is active."""
        bin_folder = str(Path(sys.executable).parent)
        kept = {
            name: value
            for name, value in os.environ.items()
            if not name.startswith(("FLASK_", "GROUPZ_"))
        }
        path = os.pathsep.join([bin_folder, os.environ["PATH"]])
        return {**kept, "PATH": path, "PYTHONUNBUFFERED": "1", **KEEPING}

    def _find_in_log(self, text: str, block: Block) -> None:
        for line in text.splitlines():
            pattern = re.compile(self._pattern(line))
            ends = time.monotonic() + SECONDS
            while not any(map(pattern.fullmatch, map(_squeezed, self._log))):
                assert time.monotonic() < ends, f"line {block.line}: not {line!r}"
                time.sleep(PAUSE_SECONDS)

    def _compare(self, text: str, printed: str, block: Block) -> None:
        """Compare what was printed, and learn which reference stands for which."""
        expected, actual = _squeezed(text), _squeezed(printed)
        match = re.fullmatch(self._pattern(expected), actual)
        if match is None:
            pytest.fail(f"line {block.line} says\n{expected}\n\nand it is\n{actual}")
        for name, value in match.groupdict().items():
            self._references[name.removeprefix("r_")] = value

    def _actual(self, reference: str) -> str:
        return self._references.get(reference, reference)

    def _pattern(self, text: str) -> str:
        """Return a pattern for a text of a page."""
        pattern, end, new = "", 0, set[str]()
        for found in _DIFFERS.finditer(text):
            pattern += re.escape(text[end : found.start()])
            end = found.end()
            reference = found["reference"]
            if reference is None:
                pattern += _ANY[str(found.lastgroup)]
            elif reference in self._references:
                pattern += self._references[reference]
            elif reference in new:
                pattern += f"(?P=r_{reference})"
            else:
                new.add(reference)
                pattern += f"(?P<r_{reference}>[0-9a-f]{{8}})"
        return pattern + re.escape(text[end:])


def _squeezed(text: str) -> str:
    """Return a text whose columns are one space apart."""
    lines = (" ".join(line.split()) for line in text.strip().splitlines())
    return "\n".join(lines)


def listens(where: int | Path) -> bool:
    """Tell whether a server of this machine listens on a port or a Unix socket."""
    family = socket.AF_UNIX if isinstance(where, Path) else socket.AF_INET
    address = str(where) if isinstance(where, Path) else ("127.0.0.1", where)
    with socket.socket(family) as attempt:
        return attempt.connect_ex(address) == 0


@contextmanager
def reader_in(folder: Path, instead: Mapping[str, str]) -> Iterator[Reader]:
    """Let somebody read in a folder; what they started is stopped."""
    reader = Reader(folder, instead=instead)
    try:
        yield reader
    finally:
        reader.stop()
