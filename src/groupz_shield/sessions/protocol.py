"""What a store of sessions is."""

from typing import Protocol

from groupz_shield.sessions.record import SessionRecord


class SessionStore(Protocol):
    """Where sessions are kept. Each method is one step that nobody sees half of.

    A session that is gone comes back by no method but `add`: whoever still works with
    it is told, and changes nothing. A store serves all threads at once. It may raise
    `StoreError`; what is raised by functions that it was given passes through it.
    """

    def add(self, record: SessionRecord, keep_seconds: float) -> None:
        """Keep a new session, which the store may forget after `keep_seconds`."""

    def find(self, session_hash: str) -> SessionRecord | None:
        """Return the session with this hash of its id."""

    def touch(self, session_hash: str, seen_at: float) -> bool:
        """Note that a session was used; tell whether it is there.

        A later moment that is noted already stays.
        """

    def write(self, session_hash: str, data: str) -> bool:
        """Replace the data of a session; tell whether it is there."""

    def rename(self, session_hash: str, new: str) -> bool:
        """Give a session another hash; tell whether it was there.

        Of several that rename the same hash at once, one is told so.
        """

    def remove(self, handle: str, seen_by: float) -> SessionRecord | None:
        """Delete a session which was not used after `seen_by`.

        Of several that remove the same one at once, one is given it.
        """

    def remove_expired(self, seen_by: float, begun_by: float) -> list[SessionRecord]:
        """Delete sessions that were last used, or began, at these moments or before.

        Each of them is given to one of several callers.
        """

    def find_handle(self, handle: str) -> SessionRecord | None:
        """Return the session with this handle."""

    def of_user(self, user: str) -> list[SessionRecord]:
        """Return the sessions of a user, the oldest first."""

    def close(self) -> None:
        """Let go of files and connections."""
