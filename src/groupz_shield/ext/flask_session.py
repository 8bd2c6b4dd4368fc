"""What `flask.session` is for one request, where sessions stand on the server."""

import json
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SessionMixin

from groupz_shield.errors import ShieldError
from groupz_shield.sessions import EndReason, SessionRecord, Sessions

_serializer = TaggedJSONSerializer()


class AnonymousSessionError(ShieldError, RuntimeError):
    """Something was to be kept for a visitor who has no session."""

    def __init__(self, key: str) -> None:
        super().__init__(
            f"{key!r} cannot be kept: nobody is signed in, so there is no session and "
            "no cookie. Call sign_in() first. For visitors, put it into the form or "
            "the address (signed, where it must not be changed), and exempt their "
            "forms from CSRFProtect; for Flask-Login, set login_message to None."
        )


class ServerSession(SessionMixin):
    """The data of whoever is signed in; empty, and not to be written, for visitors.

    It is read from the store when it is first asked for something, and kept at the end
    of the request where it differs then; changes inside of a value count.

    Args:
        sessions: Where it is kept.
        cookie: The id that the request came with; empty without one.
        keep_alive: Asked, when it is read, whether the request counts as use.
    """

    modified = False

    def __init__(
        self, sessions: Sessions, cookie: str, keep_alive: Callable[[], bool]
    ) -> None:
        self._sessions = sessions
        self._cookie = cookie
        self._id = cookie
        self._keep_alive = keep_alive
        self._is_read = not cookie
        self._record: SessionRecord | None = None
        self._values: dict[str, Any] = {}

    def __getitem__(self, key: str) -> Any:  # type: ignore[explicit-override]  # 3.12 has it
        return self._read()[key]

    def __setitem__(self, key: str, value: Any) -> None:  # type: ignore[explicit-override]  # 3.12 has it
        values = self._read()
        if self._record is None:
            raise AnonymousSessionError(key)
        values[key] = value
        self.modified = True

    def __delitem__(self, key: str) -> None:  # type: ignore[explicit-override]  # 3.12 has it
        del self._read()[key]
        self.modified = True

    def __iter__(self) -> Iterator[str]:  # type: ignore[explicit-override]  # 3.12 has it
        return iter(self._read())

    def __len__(self) -> int:  # type: ignore[explicit-override]  # 3.12 has it
        return len(self._read())

    @property
    def record(self) -> SessionRecord | None:
        """The session as it was read; None for a visitor."""
        self._read()
        return self._record

    @property
    def new_id(self) -> str:
        """The id that the browser does not know yet; empty if there is none."""
        return self._id if self._id != self._cookie else ""

    @property
    def is_dead(self) -> bool:
        """Whether the request came with an id that is known to hold no more."""
        return bool(self._cookie) and self._is_read and not self._id

    def begin(
        self, user: str, data: Mapping[str, Any], *, client: str, agent: str
    ) -> None:
        """Begin one for somebody who signed in; what was there before ends."""
        written = _to_json(data)
        fresh = self._sessions.begin(
            user, written, client=client, agent=agent, replacing=self._id
        )
        self._id, self._is_read = fresh, False
        self._read()

    def rotate(self) -> None:
        """Give it a new id.

        Raises:
            AnonymousSessionError: There is none any more.
        """
        self._read()
        fresh = self._sessions.rotate(self._id) if self._id else None
        if fresh is None:
            self.forget()
            raise AnonymousSessionError("the rise of privilege")
        self._id = fresh

    def end(self, reason: EndReason) -> bool:
        """End it; tell whether it was there."""
        record = self.record
        self.forget()
        return record is not None and self._sessions.end(record.handle, reason)

    def forget(self) -> None:
        """Be a visitor's from now on."""
        self._record, self._values = None, {}
        self._id, self._is_read = "", True

    def save(self) -> None:
        """Keep what differs from what was read."""
        if self._record is None:
            return
        data = _to_json(self._values)
        if (self.modified or data != self._record.data) and not self._sessions.save(
            self._id, data
        ):
            self.forget()

    def _read(self) -> dict[str, Any]:
        if not self._is_read:
            self._record = self._sessions.read(self._id, keep_alive=self._keep_alive())
            self._is_read = True
            if self._record is None:
                self._id = ""
            else:
                self._values = _from_json(self._record.written)
        return self._values


def _to_json(data: Mapping[str, Any]) -> dict[str, Any]:
    """Return data with what JSON does not know written as Flask writes it."""
    tagged: dict[str, Any] = json.loads(_serializer.dumps(dict(data)))
    return tagged


def _from_json(written: str) -> dict[str, Any]:
    values: dict[str, Any] = _serializer.loads(written)
    return values
