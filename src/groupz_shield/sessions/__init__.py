"""Sessions that stand on the server: the cookie is a random id, stored only hashed."""

from groupz_shield.sessions.cookie import SessionCookie
from groupz_shield.sessions.memory import MemorySessions
from groupz_shield.sessions.protocol import SessionStore
from groupz_shield.sessions.reaper import Reaper
from groupz_shield.sessions.record import EndReason, SessionRecord
from groupz_shield.sessions.register import Sessions
from groupz_shield.sessions.sqlite import SqliteSessions
from groupz_shield.sessions.valkey import ValkeySessions

__all__ = [
    "EndReason",
    "MemorySessions",
    "Reaper",
    "SessionCookie",
    "SessionRecord",
    "SessionStore",
    "Sessions",
    "SqliteSessions",
    "ValkeySessions",
]
