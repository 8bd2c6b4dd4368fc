"""Read the start of a body, and let the application read all of it afterwards."""

import io
from typing import TYPE_CHECKING, Protocol, cast
from wsgiref.types import WSGIEnvironment

if TYPE_CHECKING:
    from _typeshed import WriteableBuffer


class Readable(Protocol):
    """What is needed of `wsgi.input`."""

    def read(self, size: int, /) -> bytes:
        """Return at most `size` bytes; none at the end."""


def taken(environ: WSGIEnvironment, most: int) -> bytes:
    """Return the first `most` bytes of a body, and put `wsgi.input` back to its start.

    A body without a length is read only where the server says that it ends it:
    `wsgi.input_terminated`, as of a chunked body. Nothing is read past the length.
    Whatever goes wrong with the connection is left for the application to see.
    """
    length = None if environ.get("wsgi.input_terminated") else _length(environ)
    wanted = most if length is None else min(length, most)
    if not wanted or "wsgi.input" not in environ:
        return b""
    stream = cast("Readable", environ["wsgi.input"])
    start, fault = _read(stream, wanted)
    body = start.getvalue()
    if fault is None and (len(body) < wanted or wanted == length):
        environ["wsgi.input"] = start
    else:
        left = None if length is None else length - len(body)
        rest = _Rest(stream, left) if fault is None else _Broken(fault)
        environ["wsgi.input"] = io.BufferedReader(_Replayed(start, rest))
    return body


def _length(environ: WSGIEnvironment) -> int:
    length = environ.get("CONTENT_LENGTH") or ""
    return int(length) if length.isascii() and length.isdigit() else 0


def _read(stream: Readable, wanted: int) -> tuple[io.BytesIO, Exception | None]:
    """Return what could be read, from its start, and what went wrong."""
    start, fault = io.BytesIO(), None
    try:
        while (left := wanted - start.tell()) and (piece := stream.read(left)):
            start.write(piece)
    except Exception as error:  # noqa: BLE001 - each server has its own
        fault = error
    start.seek(0)
    return start, fault


class _Rest:
    """What was not read yet, up to the length of the body if it is known."""

    def __init__(self, stream: Readable, left: int | None) -> None:
        self._stream = stream
        self._left = left

    def read(self, size: int, /) -> bytes:
        if self._left is None:
            return self._stream.read(size)
        piece = self._stream.read(min(size, self._left)) if self._left else b""
        self._left -= len(piece)
        return piece


class _Broken:
    """A connection that broke: the application meets the same error."""

    def __init__(self, fault: Exception) -> None:
        self._fault = fault

    def read(self, _size: int, /) -> bytes:
        raise self._fault


class _Replayed(io.RawIOBase):
    """What was read, and then the rest; `io.BufferedReader` does all else."""

    def __init__(self, start: io.BytesIO, rest: Readable) -> None:
        super().__init__()
        self._start: io.BytesIO | None = start
        self._rest = rest

    def readable(self) -> bool:  # type: ignore[explicit-override]  # 3.12 has it
        return True

    def readinto(  # type: ignore[explicit-override]  # 3.12 has it
        self, buffer: "WriteableBuffer", /
    ) -> int:
        view = memoryview(buffer).cast("B")
        if self._start is not None:
            if size := self._start.readinto(view):
                return size
            self._start = None  # frees its memory
        piece = self._rest.read(len(view))
        view[: len(piece)] = piece
        return len(piece)
