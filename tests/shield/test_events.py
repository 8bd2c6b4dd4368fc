"""Events: what the log says, sinks that break, and memory that stays bounded."""

import logging

import pytest

from groupz_shield import Client, EventKind, SecurityEvent, ShieldPolicy, log_event
from groupz_shield.bounded import Once, Tally
from groupz_shield.events import SafeSink

CLIENT = Client("203.0.113.9", "203.0.113.9", "203.0.113.9")


@pytest.mark.parametrize(
    ("kind", "level"),
    [
        pytest.param(EventKind.FORWARDING_IGNORED, logging.ERROR, id="alarm"),
        pytest.param(EventKind.GUARD_FAILED, logging.ERROR, id="another alarm"),
        pytest.param(EventKind.REFUSED, logging.WARNING, id="something was changed"),
        pytest.param(EventKind.COOKIE_UNDECLARED, logging.INFO, id="only a report"),
    ],
)
def test_the_log_tells_alarms_from_reports(
    caplog: pytest.LogCaptureFixture, kind: EventKind, level: int
) -> None:
    caplog.set_level(logging.INFO, "groupz_shield")
    event = SecurityEvent(kind, "Something happened.")

    ShieldPolicy().event_sink(event)

    (record,) = caplog.records
    assert (record.name, record.levelno) == ("groupz_shield", level)
    assert record.__dict__["shield_event"] is event
    assert event.alarm is (level == logging.ERROR)


def test_a_log_line_carries_the_facts_and_no_line_break_of_an_attacker(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log_event(
        SecurityEvent(
            EventKind.REFUSED, "Why.", CLIENT, "0badcafe", {"path": "/\nERROR forged"}
        )
    )

    (line,) = caplog.messages
    assert line.startswith("refused: Why. reference='0badcafe' client='203.0.113.9'")
    assert line.endswith(r" path='/\nERROR forged'")


def test_the_log_shows_where_an_unexpected_error_came_from(
    caplog: pytest.LogCaptureFixture,
) -> None:
    log_event(SecurityEvent(EventKind.GUARD_FAILED, "Oh.", error=ValueError("deep")))

    assert "deep" in caplog.text


def test_a_broken_sink_is_logged_with_its_event(
    caplog: pytest.LogCaptureFixture,
) -> None:
    def broken(event: SecurityEvent) -> None:
        raise OSError(f"no room for {event.kind}")

    SafeSink(broken)(SecurityEvent(EventKind.REFUSED, "Why."))

    assert "no room for refused" in caplog.text
    assert "refused: Why." in caplog.messages


def test_not_even_broken_logging_reaches_the_request(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def broken(*_args: object, **_kwargs: object) -> None:
        raise OSError

    monkeypatch.setattr(logging.Logger, "_log", broken)

    SafeSink(log_event)(SecurityEvent(EventKind.REFUSED, "Why."))


def test_once_is_once_for_each_of_a_bounded_number_of_keys() -> None:
    once = Once(limit=2)

    assert [once(key) for key in "aabbcca"] == [True, False, True, *[False] * 4]


def test_a_tally_forgets_the_key_unseen_for_longest() -> None:
    tally = Tally(limit=2)

    assert [tally.count(key) for key in "abacab"] == [1, 1, 2, 1, 3, 1]
