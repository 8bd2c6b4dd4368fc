"""`groupz-shield rules`: what signatures look for, and trying them."""

import json

import pytest

from groupz_shield.cli.exits import Exit
from groupz_shield.signatures.ruleset import built_in_rules
from groupz_shield.signatures.vocabulary import Family
from shield_commands import run

SCANNER = ("test", "sqlmap/1.8", "--place", "user_agent", "--field", "USER_AGENT")


def test_every_rule_is_listed() -> None:
    listed = run("rules", "list").stdout

    assert all(rule.id[:30] in listed for rule in built_in_rules())


def test_one_family_is_listed_for_a_program() -> None:
    listed = json.loads(run("rules", "list", "--family", "scanner", "--json").stdout)

    assert {rule["family"] for rule in listed} == {Family.SCANNER.value}
    assert [rule["id"] for rule in listed] == [
        rule.id for rule in built_in_rules() if rule.family is Family.SCANNER
    ]


def test_a_rule_is_explained_and_it_is_said_how_to_switch_it_off() -> None:
    told = run("rules", "explain", "scanner-agent").stdout

    assert "sqlmap" in told
    assert 'off=["scanner-agent"]' in told
    facts = json.loads(run("rules", "explain", "scanner-agent", "--json").stdout)
    assert facts["places"] == ["user_agent"]


def test_a_rule_that_is_not_there_is_said_to_be_so() -> None:
    result = run("rules", "explain", "xss-nothing", code=Exit.NOTHING)

    assert "groupz-shield rules list" in result.stderr


def test_an_attack_is_refused_and_what_would_let_it_pass_is_said() -> None:
    told = run("rules", *SCANNER, code=Exit.NOTHING).stdout
    facts = json.loads(run("rules", *SCANNER, "--json", code=Exit.NOTHING).stdout)

    assert told.startswith("Refused: scanner-agent in user_agent 'USER_AGENT'")
    assert "scanner-agent@USER_AGENT" in told
    assert [found["rule"] for found in facts] == ["scanner-agent"]


@pytest.mark.parametrize("off", ["scanner-agent", "scanner", "*@USER_AGENT"])
def test_what_would_let_it_pass_does(off: str) -> None:
    assert run("rules", *SCANNER, "--off", off).stdout.startswith("Passed on")


def test_what_is_no_exclusion_is_refused() -> None:
    result = run("rules", *SCANNER, "--off", "nonsense", code=Exit.USAGE)

    assert "no exclusion" in result.stderr
