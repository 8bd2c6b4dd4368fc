"""`unban`: what is undone, and what still keeps somebody out."""

from dataclasses import replace

import pytest

from groupz_shield.cli.exits import Exit
from groupz_shield.decisions import SHIELD, Subject
from groupz_shield.decisions.listed import listing
from shield_commands import OFFICE, Host
from store_clients import ban, feed


@pytest.mark.parametrize("way", ["address", "reference", "capitals", "id"])
def test_a_ban_is_undone_by_whatever_names_it(host: Host, way: str) -> None:
    [made] = host.json("ban", "203.0.113.9")
    names = {
        "address": "203.0.113.9",
        "reference": made["reference"],
        "capitals": made["reference"].upper(),
        "id": made["id"],
    }

    result = host.run("unban", names[way])

    assert result.stdout == f"The ban of 203.0.113.9 is lifted ({made['reference']}).\n"
    assert host.json("list") == []


def test_a_ban_of_the_shield_is_undone_too(host: Host) -> None:
    host.store.put([replace(ban(), until=None, origin=SHIELD, scenario="flood")])

    host.run("unban", "203.0.113.9")

    assert host.json("list") == []


def test_several_are_undone_at_once(host: Host) -> None:
    host.run("ban", "203.0.113.9", "203.0.113.10")

    host.run("unban", "-", given="203.0.113.9\n203.0.113.10\n")

    assert host.json("list") == []


def test_a_network_that_still_bans_an_address_is_named_with_both_ways_out(
    host: Host,
) -> None:
    host.run("ban", "203.0.113.9")
    wider = host.reference("ban", "203.0.113.0/24")

    result = host.run("unban", "203.0.113.9", code=Exit.NOTHING)

    assert "The ban of 203.0.113.9 is lifted" in result.stdout
    assert "still banned, by manual as 203.0.113.0/24" in result.stderr
    assert f"groupz-shield unban {wider}" in result.stderr
    assert "groupz-shield allow 203.0.113.9" in result.stderr


def test_an_ip_of_a_feed_is_freed_by_an_exception_or_without_the_feed(
    host: Host,
) -> None:
    host.store.put_feed(feed("drop", "203.0.113.0/24"))

    result = host.run("unban", "203.0.113.9", code=Exit.NOTHING)

    assert "still banned, by feed:drop as 203.0.113.0/24" in result.stderr
    assert "groupz-shield allow 203.0.113.9" in result.stderr
    assert "groupz-shield unban feed:drop" in result.stderr


def test_the_reference_of_a_feeds_ban_says_how_to_free_one_address(host: Host) -> None:
    drop = feed("drop", "203.0.113.0/24")
    host.store.put_feed(drop)
    reference = listing(drop, Subject.parse("203.0.113.0/24")).reference

    result = host.run("unban", reference, code=Exit.NOTHING)

    assert "groupz-shield allow ADDRESS" in result.stderr


def test_what_is_banned_by_two_is_told_twice_to_a_program(host: Host) -> None:
    host.store.put_feed(feed("drop", "203.0.113.0/24"))
    host.run("ban", "203.0.112.0/23")
    host.run("ban", "203.0.113.9")

    facts = host.json("unban", "203.0.113.9", code=Exit.NOTHING)

    assert [d["value"] for d in facts["lifted"]] == ["203.0.113.9"]
    assert facts["removed_feeds"] == []
    assert {d["origin"] for d in facts["still_banned"]} == {"manual", "feed:drop"}


def test_an_address_with_an_exception_is_not_banned_any_more(host: Host) -> None:
    host.store.put_feed(feed("drop", "203.0.113.0/24"))
    host.run("ban", "203.0.113.9")
    host.run("allow", "203.0.113.9")

    result = host.run("unban", "203.0.113.9")

    assert "still banned" not in result.stderr


def test_an_exception_is_left_alone_and_its_reference_is_told(host: Host) -> None:
    reference = host.reference("allow", "203.0.113.9")

    result = host.run("unban", "203.0.113.9", code=Exit.NOTHING)
    assert f"groupz-shield unban {reference}" in result.stderr

    undone = host.run("unban", reference)
    assert f"The exception of 203.0.113.9 is lifted ({reference})" in undone.stdout


def test_a_protected_address_is_not_called_banned(host: Host) -> None:
    host.run("ban", "192.0.2.0/24")

    result = host.run("unban", OFFICE, code=Exit.NOTHING)

    assert "still banned" not in result.stderr


def test_bans_within_a_network_are_counted(host: Host) -> None:
    host.run("ban", "203.0.113.9", "203.0.113.10", "203.0.113.0/24")

    result = host.run("unban", "203.0.113.0/24")

    assert "Bans of parts of 203.0.113.0/24 remain (2)" in result.stderr


def test_a_whole_feed_is_dropped_by_its_name(host: Host) -> None:
    host.store.put_feed(feed("drop", "203.0.113.0/24"))

    facts = host.json("unban", "feed:drop")

    assert facts["removed_feeds"] == ["drop"]
    assert host.store.feeds() == []


def test_whoever_drops_a_feed_is_told_that_a_site_may_bring_it_back(
    host: Host,
) -> None:
    host.store.put_feed(feed("drop", "203.0.113.0/24"))

    assert "brings it back" in host.run("unban", "feed:drop").stdout


@pytest.mark.parametrize(
    ("what", "told"),
    [
        ("203.0.113.9", "Nothing is decided against 203.0.113.9 itself"),
        ("feed:drop", "There is no feed:drop"),
        ("0badcafe", "look for it in the site's log"),
    ],
)
def test_what_is_not_there_is_told_and_is_an_exit_code(
    host: Host, what: str, told: str
) -> None:
    assert told in host.run("unban", what, code=Exit.NOTHING).stderr


def test_a_reference_of_what_has_ended_says_so(host: Host) -> None:
    reference = host.reference("ban", "203.0.113.9")
    host.run("unban", reference)

    result = host.run("unban", reference, code=Exit.NOTHING)

    assert f"What {reference} stands for has ended" in result.stderr


def test_one_bad_name_among_many_means_that_nothing_is_undone(host: Host) -> None:
    host.run("ban", "203.0.113.9")

    host.run("unban", "203.0.113.9", "nonsense", code=Exit.USAGE)
    host.run("unban", "203.0.113.9", "0badcafe", code=Exit.NOTHING)

    assert len(host.json("list")) == 1
