"""`list`, `stats` and `explain`: what is decided, why, and what to do about it."""

from dataclasses import replace

import pytest

from groupz_shield.cli.exits import Exit
from groupz_shield.decisions import SHIELD, Subject
from groupz_shield.decisions.listed import listing
from shield_commands import Host
from store_clients import ban, feed

LONG = "20 different paths were not found within a minute: " + "/wp-admin" * 20


def columns(line: str) -> list[str]:
    return [cell for cell in line.split("  ") if cell]


def test_an_empty_store_has_no_decisions(host: Host) -> None:
    assert host.run("list").stdout == "No decisions.\n"
    assert host.run("stats").stdout == "No decisions.\n"


def test_a_list_is_a_table_from_oldest_to_newest(host: Host) -> None:
    host.run("ban", "203.0.113.9", "--for", "forever", "--reason", "spam")
    host.run("ban", "203.0.113.0/24", "--simulate", "--for", "forever")

    head, first, second = host.run("list").stdout.splitlines()

    assert head.split() == (
        ["kind", "value", "origin", "scenario", "left", "reference", "reason"]
    )
    reference = host.json("list")[0]["reference"]
    assert [c.strip() for c in columns(first)] == (
        ["ban", "203.0.113.9", "manual", "manual", "for ever", reference, "spam"]
    )
    assert second.startswith("would ban  203.0.113.0/24")


def test_a_table_fits_100_columns_whatever_stands_in_it(host: Host) -> None:
    worst = replace(
        ban("2001:db8:1234:5678::/64"),
        until=None,
        origin="feed:a-very-long-name-of-a-feed",
        scenario="a-very-long-scenario",
        reason=LONG,
        simulated=True,
    )
    account = replace(worst, id="0" * 16, subject=Subject.account("a" * 254))
    host.store.put([worst, account])

    lines = host.run("list").stdout.splitlines()

    assert max(map(len, lines)) <= 100
    assert "2001:db8:1234:5678::/64" in lines[1] + lines[2]
    assert lines[1].endswith("…")


def test_nobody_can_write_to_the_hosts_terminal(host: Host) -> None:
    evil = "/\x1b]0;owned\x07\x9b2J\r"
    host.store.put([replace(ban(), until=None, reason=evil)])

    shown = [host.run(*args).output for args in (("list",), ("list", "--json"))]
    shown.append(host.run("explain", "203.0.113.9").output)
    shown.append(
        host.run("check", "/", "--from", "203.0.113.9", code=Exit.NOTHING).output
    )

    for output in shown:
        assert not set(output) & set("\x1b\x07\x9b\r")
    assert r"/\x1b]0;owned\x07\x9b2J\r" in shown[2]


def test_what_has_ended_is_listed_if_asked_for(host: Host) -> None:
    host.store.put([ban()])
    host.run("ban", "203.0.113.10")
    host.run("unban", "203.0.113.10")

    assert host.run("list").stdout == "No decisions.\n"
    _, ended, lifted = host.run("list", "--all").stdout.splitlines()
    assert "  ended  " in ended
    assert "  lifted  " in lifted


def test_a_list_may_hold_one_origin_alone(host: Host) -> None:
    host.store.put([replace(ban(), until=None, origin=SHIELD)])
    host.run("ban", "203.0.113.10")

    assert [d["value"] for d in host.json("list", "--origin", "shield")] == [
        "203.0.113.9"
    ]


def test_of_a_feed_its_size_is_told_and_its_networks_if_asked_for(host: Host) -> None:
    host.store.put_feed(feed("drop", "203.0.113.0/24", "2001:db8::/32"))
    host.run("ban", "203.0.113.9")

    assert "Beside these: 2 networks of feed:drop.\n" in host.run("list").stdout
    listed = host.json("list", "--origin", "feed:drop")
    assert [d["value"] for d in listed] == ["203.0.113.0/24", "2001:db8::/32"]
    assert "Beside" not in host.run("list", "--origin", "manual").stdout


def test_json_is_asked_for_before_or_after_the_command(host: Host) -> None:
    host.run("ban", "203.0.113.9")

    assert host.run("--json", "list").stdout == host.run("list", "--json").stdout


def test_stats_count_what_is_in_force(host: Host) -> None:
    host.run("ban", "203.0.113.9", "203.0.113.10")
    host.run("ban", "203.0.113.11", "--simulate")
    host.store.put_feed(feed("drop", "203.0.113.0/24", simulated=True))

    head, *rows, fetched = host.run("stats").stdout.splitlines()

    assert head.split() == ["kind", "origin", "scenario", "count"]
    assert [columns(row)[0] for row in rows] == ["ban", "would ban", "would ban"]
    assert [row.split()[-1] for row in rows] == ["2", "1", "1"]
    assert fetched.startswith("feed:drop was last fetched ")
    assert fetched.endswith("d ago from https://a.example.") or "h ago" in fetched


def test_stats_are_told_to_a_program(host: Host) -> None:
    host.run("ban", "203.0.113.9", "--simulate")
    drop = feed("drop", "203.0.113.0/24")
    host.store.put_feed(drop)

    assert host.json("stats") == {
        "decisions": [
            {
                "kind": "ban",
                "origin": "manual",
                "scenario": "manual",
                "simulated": True,
                "count": 1,
            }
        ],
        "feeds": [
            {
                "name": "drop",
                "networks": 1,
                "fetched_at": drop.fetched_at,
                "source": "https://a.example",
                "simulated": False,
            }
        ],
    }


def test_an_explanation_has_the_whole_reason_and_the_way_out(host: Host) -> None:
    made = replace(ban(), until=None, origin=SHIELD, scenario="not_found", reason=LONG)
    host.store.put([made])

    told = host.run("explain", "203.0.113.9").stdout

    assert told.startswith("203.0.113.9 is banned for ever.\n")
    assert LONG in told
    assert "shield, not_found" in told
    assert f"groupz-shield unban {made.reference}" in told


def test_a_reference_is_explained_whoever_it_is_about(host: Host) -> None:
    reference = host.reference("ban", "203.0.113.9")

    told = host.run("explain", reference).stdout

    assert told.startswith(f"{reference} stands for the ban of 203.0.113.9.\n")
    assert "4h" in told or "3h 59m from now" in told


def test_the_reference_of_a_feeds_ban_is_explained(host: Host) -> None:
    drop = feed("drop", "203.0.113.0/24")
    host.store.put_feed(drop)
    made = listing(drop, Subject.parse("203.0.113.0/24"))

    facts = host.json("explain", made.reference)

    assert facts["value"] == "203.0.113.0/24"
    assert facts["in_force"][0]["id"] == made.id


def test_a_reference_of_nothing_leads_to_the_sites_log(host: Host) -> None:
    result = host.run("explain", "0badcafe", code=Exit.NOTHING)

    assert "look for it in the site's log" in result.stderr
    assert not result.stdout


def test_an_address_of_a_network_is_explained_by_it(host: Host) -> None:
    reference = host.reference("ban", "203.0.113.0/24")

    told = host.run("explain", "203.0.113.9").stdout

    assert "ban of 203.0.113.0/24" in told
    assert f"groupz-shield unban {reference}" in told
    assert "groupz-shield allow 203.0.113.9" in told


def test_a_network_is_not_banned_because_its_first_address_is(host: Host) -> None:
    host.run("ban", "203.0.113.0", "--reason", "the first one")

    told = host.run("explain", "203.0.113.0/24").stdout

    assert told.startswith("203.0.113.0/24 passes: nothing is decided about it.")
    assert "In force for a part of it:" in told
    assert "the first one" in told


def test_earlier_bans_are_remembered_with_how_they_ended(host: Host) -> None:
    host.store.put([ban(reason="the first time")])
    host.run("ban", "203.0.113.9", "--reason", "the second time")
    host.run("unban", "203.0.113.9")

    told = host.run("explain", "203.0.113.9").stdout

    assert told.startswith("203.0.113.9 passes: nothing is decided about it.\n")
    earlier = told.partition("Earlier:")[2]
    assert "the first time" in earlier
    assert " ago" in earlier
    assert "the second time" in earlier
    assert "lifted at " in earlier


@pytest.mark.parametrize(
    ("commands", "outcome", "verdict"),
    [
        pytest.param([], "none", "passes: nothing is decided", id="nothing"),
        pytest.param(["ban"], "ban", "is banned until", id="ban"),
        pytest.param(
            ["ban --simulate"],
            "none",
            "passes: what is in force is only",
            id="simulated",
        ),
        pytest.param(["ban --throttle"], "throttle", "is slowed down", id="throttle"),
        pytest.param(["ban", "allow"], "allow", "may pass, whatever", id="allow"),
    ],
)
def test_the_outcome_is_told_in_a_word_and_in_a_sentence(
    host: Host, commands: list[str], outcome: str, verdict: str
) -> None:
    for line in commands:
        host.run(*line.split(), "203.0.113.9")

    assert verdict in host.run("explain", "203.0.113.9").stdout
    assert host.json("explain", "203.0.113.9")["outcome"] == outcome


def test_a_protected_address_is_untouched_by_what_is_decided(host: Host) -> None:
    host.run("ban", "192.0.2.0/24")

    told = host.run("explain", "192.0.2.3").stdout
    facts = host.json("explain", "192.0.2.3")

    assert told.startswith("192.0.2.3 is on the allowlist: nothing touches it.")
    assert "groupz-shield unban" not in told
    assert (facts["outcome"], facts["protected"]) == (
        "protected",
        "192.0.2.3 is on the allowlist",
    )


def test_an_account_that_looks_like_a_reference_is_an_account(host: Host) -> None:
    host.run("ban", "--account", "deadbeef")

    facts = host.json("explain", "--account", "deadbeef")

    assert (facts["scope"], facts["outcome"]) == ("account", "ban")
    told = host.run("explain", "--account", "deadbeef").stdout
    assert "groupz-shield unban" in told
