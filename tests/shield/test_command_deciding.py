"""`ban` and `allow`: who is meant, who cannot be, and that it is all or nothing."""

import re
from dataclasses import replace

import pytest

from groupz_shield.cli.exits import Exit
from groupz_shield.decisions import SHIELD, Decision, DecisionKind
from shield_commands import OFFICE, PROXY, Host
from store_clients import NOW


@pytest.mark.parametrize(
    ("span", "seconds"),
    [("90s", 90), ("15m", 900), ("4h", 14_400), ("7d", 604_800), ("2w", 1_209_600)],
)
def test_a_ban_lasts_as_long_as_was_said(host: Host, span: str, seconds: float) -> None:
    host.run("ban", "203.0.113.9", "--for", span, "--reason", "spam in forms")

    [decision] = host.store.decisions()
    assert decision.until == decision.created_at + seconds
    assert decision.created_at > NOW
    assert (decision.value, decision.reason) == ("203.0.113.9", "spam in forms")
    assert decision.is_plain_ban


def test_a_ban_lasts_four_hours_if_nothing_is_said_and_forever_if_that_is(
    host: Host,
) -> None:
    host.run("ban", "203.0.113.9")
    host.run("ban", "203.0.113.10", "--for", "forever")

    spans = {
        d.value: d.until and d.until - d.created_at for d in host.store.decisions()
    }
    assert spans == {"203.0.113.9": 14_400, "203.0.113.10": None}


@pytest.mark.parametrize("span", ["", "4", "0h", "-1h", "1y", "4 h", "9999999d"])
def test_a_span_that_cannot_be_meant_is_refused_with_examples(
    host: Host, span: str
) -> None:
    result = host.run("ban", "203.0.113.9", "--for", span, code=Exit.USAGE)

    assert "write 90s, 15m, 4h" in result.stderr
    assert not host.store.decisions()


def test_what_was_banned_is_said_with_the_way_to_undo_it(host: Host) -> None:
    result = host.run("ban", "203.0.113.9")

    [decision] = host.store.decisions()
    assert "203.0.113.9 is banned until 2" in result.stdout
    assert f"groupz-shield unban {decision.reference}" in result.stdout
    assert not result.stderr


@pytest.mark.parametrize(
    ("option", "kind", "simulated"),
    [
        ("--throttle", DecisionKind.THROTTLE, False),
        ("--simulate", DecisionKind.BAN, True),
        ("--throttle --simulate", DecisionKind.THROTTLE, True),
    ],
)
def test_a_ban_can_be_milder(
    host: Host, option: str, kind: DecisionKind, *, simulated: bool
) -> None:
    result = host.run("ban", "203.0.113.9", *option.split())

    [decision] = host.store.decisions()
    assert (decision.kind, decision.simulated) == (kind, simulated)
    assert ("only simulated" in result.stdout) is simulated


def test_an_account_is_banned_and_freed_by_its_name(host: Host) -> None:
    host.run("ban", "--account", "mallory@example.org")
    assert "is banned" in host.run("explain", "--account", "mallory@example.org").stdout

    host.run("unban", "--account", "mallory@example.org")

    outcome = host.json("explain", "--account", "mallory@example.org")["outcome"]
    assert outcome == "none"


def test_an_ipv6_address_stands_for_its_64_and_the_host_is_told(host: Host) -> None:
    result = host.run("ban", "2001:db8::17")

    assert "2001:db8::17 stands for its /64" in result.stderr
    assert [d.value for d in host.store.decisions()] == ["2001:db8::/64"]


def test_a_64_is_taken_as_it_is(host: Host) -> None:
    assert not host.run("ban", "2001:db8::/64").stderr


@pytest.mark.parametrize(
    ("who", "why"),
    [
        pytest.param("10.1.2.3", "private address (RFC 1918)", id="private"),
        pytest.param("127.0.0.0/16", "loopback", id="loopback"),
        pytest.param("192.0.2.3", "on the allowlist", id="allowlist"),
        pytest.param(PROXY, "a trusted proxy", id="proxy"),
        pytest.param("fe80::1", "link-local", id="link-local"),
    ],
)
def test_whom_the_site_protects_cannot_be_banned(
    host: Host, who: str, why: str
) -> None:
    result = host.run("ban", who, code=Exit.PROTECTED)

    assert why in result.stderr
    assert "Nobody was banned" in result.stderr
    assert not host.store.decisions()


def test_whom_a_person_allowed_cannot_be_banned_before_that_is_undone(
    host: Host,
) -> None:
    reference = host.reference("allow", "203.0.113.0/24")

    refused = host.run("ban", "203.0.113.9", code=Exit.PROTECTED)
    assert f"groupz-shield unban {reference}" in refused.stderr

    host.run("unban", reference)
    host.run("ban", "203.0.113.9")


def test_a_banned_network_says_who_in_it_still_passes(host: Host) -> None:
    host.run("allow", "192.0.2.200")

    result = host.run("ban", "192.0.2.0/24")

    assert (
        f"still pass, since they are protected or allowed: {OFFICE}, 192.0.2.200"
        in (result.stderr)
    )


def test_no_more_than_five_of_those_are_named(host: Host) -> None:
    for last in range(7):
        host.run("allow", f"203.0.113.{last}")

    result = host.run("ban", "203.0.113.0/24")

    assert "203.0.113.4 and 2 more" in result.stderr


@pytest.mark.parametrize(
    ("who", "code"),
    [
        pytest.param("4.0.0.0/7", Exit.USAGE, id="wider than a /8"),
        pytest.param("2001:c000::/18", Exit.USAGE, id="wider than a /19"),
        pytest.param("5.0.0.0/8", Exit.DONE, id="a /8"),
    ],
)
def test_nothing_wider_than_a_registry_hands_out_is_banned(
    host: Host, who: str, code: Exit
) -> None:
    result = host.run("ban", who, code=code)

    assert ("taken for a mistake" in result.stderr) is (code is Exit.USAGE)


@pytest.mark.parametrize(
    ("bad", "code"),
    [
        pytest.param("bookings.example", Exit.USAGE, id="a name"),
        pytest.param("203.0.113.10/24", Exit.USAGE, id="host bits"),
        pytest.param("10.0.0.1", Exit.PROTECTED, id="protected"),
        pytest.param("0.0.0.0/0", Exit.USAGE, id="everybody"),
    ],
)
def test_one_bad_address_among_many_means_that_nothing_is_done(
    host: Host, bad: str, code: Exit
) -> None:
    host.run("ban", "203.0.113.9", bad, "203.0.113.11", code=code)

    assert not host.store.decisions()


def test_host_bits_bring_a_suggestion(host: Host) -> None:
    result = host.run("ban", "203.0.113.9/24", code=Exit.USAGE)

    assert "do you mean 203.0.113.0/24?" in result.stderr


def test_a_name_brings_no_suggestion(host: Host) -> None:
    assert "do you mean" not in host.run("ban", "example", code=Exit.USAGE).stderr


def test_addresses_are_read_from_standard_input(host: Host) -> None:
    given = "203.0.113.9  # a scanner\n\n# nobody\n203.0.113.0/28\n203.0.113.9\n"

    host.run("ban", "-", given=given)

    values = sorted(d.value for d in host.store.decisions())
    assert values == ["203.0.113.0/28", "203.0.113.9"]


def test_empty_standard_input_is_a_mistake(host: Host) -> None:
    assert "names nobody" in host.run("ban", "-", given="#\n", code=Exit.USAGE).stderr


def test_a_second_ban_of_a_person_replaces_the_first(host: Host) -> None:
    first = host.reference("ban", "203.0.113.9", "--for", "7d")

    second = host.reference("ban", "203.0.113.9", "--for", "1h")

    assert [d["reference"] for d in host.json("list")] == [second]
    assert first in {d["reference"] for d in host.json("list", "--all")}


def test_a_second_ban_leaves_what_the_shield_decided(host: Host) -> None:
    [made] = host.json("ban", "203.0.113.9")
    [decision] = host.store.decisions()
    host.store.put([_by_the_shield(decision)])

    host.run("ban", "203.0.113.9")

    assert made["id"] in {d["id"] for d in host.json("list")}


def _by_the_shield(decision: Decision) -> Decision:
    return replace(decision, origin=SHIELD, scenario="not_found")


def test_an_exception_holds_for_ever_if_nothing_is_said(host: Host) -> None:
    result = host.run("allow", "203.0.113.9", "--reason", "the school")

    [decision] = host.store.decisions()
    assert (decision.kind, decision.until) == (DecisionKind.ALLOW, None)
    assert re.search(r"203\.0\.113\.9 may pass for ever\. Undo it", result.stdout)


def test_an_exception_may_end(host: Host) -> None:
    host.run("allow", "203.0.113.9", "--for", "7d")

    [decision] = host.store.decisions()
    assert decision.until == decision.created_at + 604_800


def test_a_decision_is_told_to_a_program(host: Host) -> None:
    [facts] = host.json("ban", "203.0.113.9", "--reason", "café")

    [decision] = host.store.decisions()
    assert facts == {
        "id": decision.id,
        "reference": decision.id[:8],
        "kind": "ban",
        "scope": "address",
        "value": "203.0.113.9",
        "origin": "manual",
        "scenario": "manual",
        "reason": "café",
        "created_at": decision.created_at,
        "until": decision.until,
        "simulated": False,
        "lifted_at": None,
    }
