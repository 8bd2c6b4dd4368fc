"""What sessions promise, in whichever store they are kept."""

import math
from collections.abc import Callable
from functools import partial
from secrets import token_urlsafe

import pytest
from typing_extensions import override

from groupz_shield import EventKind, SecurityEvent
from groupz_shield.errors import PolicyError
from groupz_shield.sessions import EndReason, MemorySessions, SessionRecord, Sessions
from session_places import NOW, InMemory, Moment, Place, Site, together

HOUR = 3600.0
IDS = ["", "chosen", "A" * 43, "é" * 43, "../" * 20, f"{'a' * 43}\n", "a" * 100_000]


def alive(site: Site, session_id: str) -> SessionRecord:
    """Return the session of an id, which has to be there, without using it."""
    found = site.opened().read(session_id, keep_alive=False)
    assert found is not None
    return found


def test_a_session_is_read_by_its_id(session_site: Site) -> None:
    session_id = session_site.sessions.begin(
        "noor", {"step": 1}, client="203.0.113.9", agent="Firefox\x00/1"
    )

    found = alive(session_site, session_id)
    assert (found.user, found.data) == ("noor", {"step": 1})
    assert (found.created_at, found.seen_at) == (NOW, NOW)
    assert (found.client, found.agent) == (
        "203.0.113.9",
        "Firefox\N{REPLACEMENT CHARACTER}/1",
    )


@pytest.mark.parametrize("chosen", IDS, ids=range(len(IDS)))
def test_an_id_that_somebody_chose_is_nobodys(session_site: Site, chosen: str) -> None:
    sessions = session_site.sessions

    assert sessions.read(chosen) is None
    assert not sessions.save(chosen, {"a": 1})
    assert sessions.rotate(chosen) is None
    assert not sessions.end(chosen)
    assert sessions.begin("noor", replacing=chosen) != chosen
    assert sessions.read(chosen) is None


def test_ids_are_random_and_as_long_as_256_bits(memory_site: Site) -> None:
    ids = {memory_site.sessions.begin("noor") for _ in range(100)}

    assert {len(one) for one in ids} == {len(token_urlsafe(32))}
    assert len(ids) == 100


def test_whoever_steals_the_store_signs_in_as_nobody(session_site: Site) -> None:
    session_id = session_site.sessions.begin("noor")

    stolen = session_site.place.content()

    assert "noor" in stolen
    assert session_id not in stolen
    found = alive(session_site, session_id)
    assert session_site.sessions.read(found.hash) is None
    assert session_site.sessions.read(found.handle) is None


@pytest.mark.parametrize("user", ["", "n" * 256, "noor\x00", "\ud800"])
def test_a_user_whose_name_cannot_be_kept_is_refused(
    memory_site: Site, user: str
) -> None:
    with pytest.raises(ValueError, match="user of a session"):
        memory_site.sessions.begin(user)


@pytest.mark.parametrize(
    ("data", "error"),
    [
        pytest.param({"a": object()}, TypeError, id="an object"),
        pytest.param({"a": math.nan}, ValueError, id="no number"),
    ],
)
def test_data_without_json_is_refused_before_anything_ends(
    memory_site: Site, data: dict[str, object], error: type[Exception]
) -> None:
    sessions = memory_site.sessions
    old = sessions.begin("noor")

    with pytest.raises(error):
        sessions.begin("noor", data, replacing=old)
    with pytest.raises(error):
        sessions.save(old, data)

    assert alive(memory_site, old).data == {}


@pytest.mark.parametrize("seconds", [0, -1, math.inf, math.nan])
@pytest.mark.parametrize("limit", ["idle", "absolute"])
def test_a_limit_that_cannot_be_meant_is_refused(limit: str, seconds: float) -> None:
    limits = {"idle": HOUR, "absolute": HOUR, limit: seconds}

    with pytest.raises(PolicyError, match=limit):
        Sessions(MemorySessions(), idle=limits["idle"], absolute=limits["absolute"])


@pytest.mark.parametrize(
    ("unused", "is_alive"),
    [
        pytest.param(HOUR - 1, True, id="a second before"),
        pytest.param(HOUR, False, id="at the limit"),
        pytest.param(HOUR + 1, False, id="a second after"),
    ],
)
def test_an_unused_session_ends_to_the_second(
    session_site: Site, unused: float, *, is_alive: bool
) -> None:
    session_id = session_site.sessions.begin("noor")

    session_site.clock.tick(unused)

    assert len(session_site.sessions.sessions_of("noor")) == is_alive
    assert (session_site.sessions.read(session_id) is not None) == is_alive
    assert session_site.reasons == ([] if is_alive else ["idle"])
    assert ("noor" in session_site.place.content()) == is_alive


@pytest.mark.parametrize(
    ("left", "is_alive"),
    [
        pytest.param(1, True, id="a second before"),
        pytest.param(0, False, id="at the limit"),
        pytest.param(-1, False, id="a second after"),
    ],
)
def test_a_session_in_use_ends_at_its_longest_time_to_the_second(
    session_site: Site, left: float, *, is_alive: bool
) -> None:
    session_id = session_site.sessions.begin("noor")
    for _ in range(24):
        assert session_site.sessions.read(session_id) is not None
        session_site.clock.tick(HOUR / 2)

    session_site.clock.tick(-left)

    assert (session_site.sessions.read(session_id) is not None) == is_alive
    assert session_site.reasons == ([] if is_alive else ["absolute"])


def test_use_keeps_a_session_alive(session_site: Site) -> None:
    session_id = session_site.sessions.begin("noor")
    session_site.clock.tick(HOUR - 1)

    assert session_site.sessions.read(session_id) is not None

    session_site.clock.tick(HOUR - 1)
    assert alive(session_site, session_id).seen_at == NOW + HOUR - 1


def test_polling_keeps_no_session_alive(session_site: Site) -> None:
    session_id = session_site.sessions.begin("noor")
    for _ in range(59):
        session_site.clock.tick(HOUR / 60)
        assert session_site.sessions.read(session_id, keep_alive=False) is not None

    session_site.clock.tick(HOUR / 60)

    assert session_site.sessions.read(session_id, keep_alive=False) is None
    assert session_site.reasons == ["idle"]


@pytest.mark.parametrize(
    ("passed", "is_noted"),
    [
        pytest.param(HOUR / 60 - 1, False, id="too soon to be worth it"),
        pytest.param(HOUR / 60, True, id="a sixtieth of the limit later"),
    ],
)
def test_use_is_written_down_once_in_a_sixtieth_of_the_limit(
    session_site: Site, passed: float, *, is_noted: bool
) -> None:
    session_id = session_site.sessions.begin("noor")
    session_site.clock.tick(passed)

    session_site.sessions.read(session_id)

    seen_at = alive(session_site, session_id).seen_at
    assert seen_at == NOW + (passed if is_noted else 0)


def test_signing_in_again_ends_the_older_session(session_site: Site) -> None:
    old = session_site.sessions.begin("noor", {"step": 1})

    new = session_site.sessions.begin("noor", replacing=old)

    assert session_site.sessions.read(old) is None
    assert alive(session_site, new).data == {}
    assert session_site.reasons == ["rotated"]
    assert len(session_site.sessions.sessions_of("noor")) == 1


def test_a_rotated_session_goes_on_under_its_new_id_alone(session_site: Site) -> None:
    old = session_site.sessions.begin("noor", {"step": 1})
    handle = alive(session_site, old).handle

    new = session_site.sessions.rotate(old)

    assert new not in (None, old)
    assert session_site.sessions.read(old) is None
    assert alive(session_site, str(new)).handle == handle
    assert alive(session_site, str(new)).data == {"step": 1}
    assert session_site.reasons == ["rotated"]


def test_rotating_does_not_prolong_a_session(session_site: Site) -> None:
    session_id = session_site.sessions.begin("noor")
    session_site.clock.tick(HOUR - 1)
    new = session_site.sessions.rotate(session_id)

    session_site.clock.tick(1)

    assert session_site.sessions.read(str(new)) is None
    assert session_site.sessions.rotate(str(new)) is None


def test_of_two_rotations_at_once_one_wins(session_site: Site) -> None:
    session_id = session_site.sessions.begin("noor")
    others = [session_site.opened() for _ in range(6)]

    given = together(partial(one.rotate, session_id) for one in others)

    [new] = [one for one in given if one]
    assert alive(session_site, new).user == "noor"
    assert session_site.reasons == ["rotated"]


@pytest.mark.parametrize("ending", ["signed_out", "rotated"])
def test_saving_what_has_ended_writes_nothing(session_site: Site, ending: str) -> None:
    sessions = session_site.sessions
    session_id = sessions.begin("noor", {"step": 1})
    assert sessions.read(session_id) is not None
    other = session_site.opened()
    new = other.rotate(session_id) if ending == "rotated" else other.end(session_id)

    assert not sessions.save(session_id, {"step": "late"})

    assert new
    assert "late" not in session_site.place.content()
    assert sessions.read(session_id) is None


def test_saved_data_is_read_and_the_last_one_wins(session_site: Site) -> None:
    session_id = session_site.sessions.begin("noor", {"step": 1})

    assert session_site.sessions.save(session_id, {"step": 2})
    assert session_site.opened().save(session_id, {"step": [3, None, "é"]})

    assert alive(session_site, session_id).data == {"step": [3, None, "é"]}


def test_a_session_is_ended_by_its_id_or_its_handle(session_site: Site) -> None:
    first, second = (session_site.sessions.begin("noor") for _ in range(2))
    handle = alive(session_site, second).handle

    assert session_site.sessions.end(first)
    assert session_site.sessions.end(handle, EndReason.REVOKED)

    assert session_site.reasons == ["signed_out", "revoked"]
    assert not session_site.sessions.end(first)
    assert "noor" not in session_site.place.content()


def test_nobody_ends_a_session_of_somebody_else(session_site: Site) -> None:
    session_id = session_site.sessions.begin("noor")
    handle = alive(session_site, session_id).handle

    assert not session_site.sessions.end(handle, user="piet")

    assert alive(session_site, session_id).user == "noor"
    assert session_site.sessions.end(handle, user="noor")


def test_all_sessions_of_somebody_end_but_one(session_site: Site) -> None:
    ids = [session_site.sessions.begin("noor") for _ in range(3)]
    of_piet = session_site.sessions.begin("piet")
    kept = alive(session_site, ids[1])

    count = session_site.sessions.end_all("noor", kept.handle)

    assert count == 2
    assert session_site.sessions.sessions_of("noor") == [kept]
    assert alive(session_site, of_piet).user == "piet"
    assert session_site.reasons == ["revoked", "revoked"]
    assert session_site.sessions.end_all("noor") == 1


def test_what_is_over_is_reaped_and_told_with_its_reason(session_site: Site) -> None:
    sessions, clock = session_site.sessions, session_site.clock
    used = sessions.begin("noor")
    for _ in range(22):
        clock.tick(HOUR / 2)
        sessions.read(used)
    sessions.begin("piet")
    clock.tick(HOUR / 2)
    sessions.read(used)
    clock.tick(HOUR / 2)
    fresh = sessions.begin("mia")

    assert sessions.reap() == 2

    told = {event.facts["user"]: event.facts["reason"] for event in session_site.events}
    assert told == {"noor": "absolute", "piet": "idle"}
    assert alive(session_site, fresh).user == "mia"
    content = session_site.place.content()
    assert [name in content for name in ("noor", "piet", "mia")] == [False, False, True]


def test_a_reaped_session_leaves_an_event_without_its_id(session_site: Site) -> None:
    session_id = session_site.sessions.begin("noor", client="203.0.113.9")
    handle = alive(session_site, session_id).handle
    session_site.clock.tick(HOUR)

    assert session_site.sessions.reap() == 1
    assert session_site.sessions.reap() == 0

    message = "A session was not used for too long."
    facts = {"reason": "idle", "user": "noor", "session": handle}
    told = SecurityEvent(EventKind.SESSION_ENDED, message, facts=facts)
    assert session_site.events == [told]


def test_at_the_moment_of_expiry_one_request_ends_a_session(session_site: Site) -> None:
    session_id = session_site.sessions.begin("noor")
    others = [session_site.opened() for _ in range(6)]
    session_site.clock.tick(HOUR)

    attempts: list[Callable[[], object]] = [one.reap for one in others[4:]]
    attempts += [partial(one.read, session_id) for one in others[:4]]
    found = together(attempts)

    assert found[2:] == [None] * 4
    assert session_site.reasons == ["idle"]
    assert "noor" not in session_site.place.content()


class Straggler(MemorySessions):
    """A store in which a session is used by another request between two steps."""

    @override
    def remove(self, handle: str, seen_by: float) -> SessionRecord | None:
        found = self.find_handle(handle)
        if found is not None and found.seen_at < NOW + HOUR - 1:
            self.touch(found.hash, NOW + HOUR - 1)
        return super().remove(handle, seen_by)


def test_a_session_that_is_used_at_the_last_moment_is_not_ended_by_who_came_late() -> (
    None
):
    clock, events = Moment(), list[SecurityEvent]()
    sessions = Sessions(Straggler(), clock=clock, on_event=events.append)
    session_id = sessions.begin("noor")
    clock.tick(HOUR)

    late = sessions.read(session_id)

    assert late is None
    assert events == []
    assert sessions.read(session_id) is not None


def test_a_sink_that_breaks_ends_no_request() -> None:
    def broken(_event: SecurityEvent) -> None:
        raise RuntimeError("broken")

    sessions = Sessions(MemorySessions(), on_event=broken)
    session_id = sessions.begin("noor")

    assert sessions.end(session_id)


def test_a_clock_that_was_set_back_loses_nobody(memory_place: Place) -> None:
    assert isinstance(memory_place, InMemory)
    site = Site(memory_place)
    session_id = site.sessions.begin("noor")

    site.clock.tick(-HOUR * 5)

    assert alive(site, session_id).seen_at == NOW
