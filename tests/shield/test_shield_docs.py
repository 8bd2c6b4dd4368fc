"""The reference says of the shield what its code does, and names nothing else."""

import ast
import re
from collections.abc import Iterator
from dataclasses import fields
from itertools import chain
from typing import Any

import click
import pytest

import groupz_shield
from groupz_shield import (
    Client,
    ConstantPage,
    CookieRule,
    Decision,
    EventKind,
    FeedSource,
    Offence,
    Refusal,
    RequestFacts,
    SecurityEvent,
    Shield,
    ShieldPolicy,
    Signatures,
)
from groupz_shield.bans.escalation import LADDER_SECONDS, NOTORIOUS_AFTER
from groupz_shield.cli import main
from groupz_shield.cli.exits import Exit
from groupz_shield.counters import Counters
from groupz_shield.decisions import DecisionKind, Scope
from groupz_shield.decisions.protection import PRIVATE
from groupz_shield.ext.flask import FlaskShield
from groupz_shield.feeds import FORMATS
from groupz_shield.guards.flood import STATIC_ENDINGS
from groupz_shield.guards.not_found import HARMLESS
from groupz_shield.profiles import PROFILES, STANDARD
from groupz_shield.signatures import Family, Limits, Place
from groupz_shield.stores import DecisionStore
from guard_reasons import documented_reasons, known_reasons
from shield_reference import PAGES, default_of, first_names, page, rows, section

UNITS = {"minute": 60, "hour": 3600, "day": 86_400}
LEVELS = {20: "info", 30: "warning", 40: "error, alarm"}


@pytest.fixture
def shield() -> Shield:
    """A shield that nobody has asked yet."""
    return Shield(lambda _environ, _start: [])


def commands() -> dict[str, click.Command]:
    """List the command and all below it, by how they are called."""
    return {"groupz-shield": main, **dict(below("groupz-shield", main))}


def below(name: str, group: click.Group) -> Iterator[tuple[str, click.Command]]:
    for child, command in group.commands.items():
        path = f"{name} {child}"
        if isinstance(command, click.Group):
            yield from below(path, command)
        else:
            yield path, command


def options_of(command: click.Command) -> set[str]:
    options = (p for p in command.params if isinstance(p, click.Option))
    return set(chain.from_iterable(option.opts for option in options))


def examples() -> Iterator[Any]:
    """Yield the Python of the pages."""
    for name in PAGES:
        found = re.findall(r"(?ms)^```python\n(.*?)^```", page(name))
        for number, code in enumerate(found):
            yield pytest.param(code, id=f"{name} {number}")


@pytest.mark.parametrize(
    ("thing", "name"),
    [
        pytest.param(ShieldPolicy, "shield", id="policy"),
        pytest.param(CookieRule, "shield", id="cookie rule"),
        pytest.param(ConstantPage, "shield", id="constant page"),
        pytest.param(Decision, "shield-decisions", id="decision"),
        pytest.param(FeedSource, "shield-decisions", id="feed"),
        pytest.param(Refusal, "shield-guards", id="refusal"),
        pytest.param(Offence, "shield-guards", id="offence"),
        pytest.param(Signatures, "shield-signatures", id="signatures"),
        pytest.param(Limits, "shield-signatures", id="limits"),
    ],
)
def test_every_field_has_a_row_with_its_default(thing: Any, name: str) -> None:
    documented = [row[:2] for row in rows(page(name))]

    for field in fields(thing):
        default, key = default_of(field), f"`{field.name}`"
        if default is None:
            assert key in (name for name, _ in documented)
        else:
            assert [key, default] in documented


def test_the_table_of_the_policy_names_nothing_else() -> None:
    named = first_names(section("shield", "Policy"))

    assert sorted(named) == sorted(field.name for field in fields(ShieldPolicy))


def test_every_profile_is_documented_with_what_it_changes() -> None:
    documented = dict(row[:2] for row in rows(section("shield", "Profiles")))

    assert documented.keys() == {f"`{name}`" for name in PROFILES}
    for name, profile in PROFILES.items():
        changes = documented[f"`{name}`"]
        for field in fields(ShieldPolicy):
            value = getattr(profile, field.name)
            written = "empty" if value == () else str(value)
            stands_there = re.search(rf"`{field.name}` `?{written}\b", changes)
            changed = value != getattr(STANDARD, field.name)
            assert (stands_there is not None) == changed


def test_every_guard_has_a_section_in_the_order_in_which_it_is_asked(
    shield: Shield,
) -> None:
    text = page("shield-guards")

    names = [guard.name for guard in shield.parts.guards]
    names += [observer.name for observer in shield.parts.observers]
    assert re.findall(r"^\| \[`(\w+)`\]\(#\1\) ", text, re.MULTILINE) == names
    assert set(re.findall(r"^## `(\w+)`$", text, re.MULTILINE)) == set(names)


def test_every_place_and_family_of_an_attack_is_documented() -> None:
    places = first_names(section("shield-signatures", "What is looked at"))
    families = first_names(section("shield-signatures", "What is found"))

    assert places == [place.value for place in Place]
    assert families == [family.value for family in Family]


def test_every_reason_of_a_guard_is_documented_and_no_other() -> None:
    known, documented = known_reasons(), documented_reasons()

    assert {reason for reason, _ in known} == {reason for reason, _ in documented}
    assert {one for one in known if one[1] is not None} <= documented


def test_what_guards_leave_alone_is_documented() -> None:
    text = page("shield-guards")

    assert all(f"`.{ending}`" in text for ending in STATIC_ENDINGS)
    assert all(f"`{path}`" in text for path in HARMLESS)


def test_every_event_is_documented_with_its_level_and_no_other() -> None:
    documented = [row[:2] for row in rows(section("shield-events", "Events"))]
    kinds = [row for row in documented if row[1] in LEVELS.values()]

    events = [SecurityEvent(kind, "…") for kind in EventKind]
    assert sorted(kinds) == sorted([f"`{e.kind}`", LEVELS[e.level]] for e in events)
    assert all(event.alarm == ("alarm" in LEVELS[event.level]) for event in events)


def test_every_attribute_of_an_event_is_documented() -> None:
    named = first_names(section("shield-events", "Events"))

    assert {field.name for field in fields(SecurityEvent)} <= set(named)


def test_every_metric_is_documented_with_its_kind_and_no_other(shield: Shield) -> None:
    documented = [row[:2] for row in rows(section("shield-events", "Metrics"))]

    metrics = re.findall(r"^# TYPE (\S+) (\S+)$", shield.metrics.text(), re.MULTILINE)
    named = [row for row in documented if row[0].startswith("`groupz_")]
    assert sorted(named) == sorted([f"`{name}`", kind] for name, kind in metrics)


def test_every_kind_and_scope_of_a_decision_is_documented() -> None:
    text = section("shield-decisions", "A decision")

    assert all(f"`{kind}`" in text for kind in DecisionKind)
    assert all(f"| `{scope}` |" in text for scope in Scope)


def test_how_long_bans_last_is_documented() -> None:
    text = section("shield-decisions", "How long a ban lasts")
    row = re.compile(r"^\| (\d+)(?: to (\d+))? \| (\d+|for ever) ?(\w*)", re.MULTILINE)
    documented = {
        earlier: None if many == "for ever" else int(many) * UNITS[unit.rstrip("s")]
        for first, last, many, unit in row.findall(text)
        for earlier in range(int(first), int(last or first) + 1)
    }

    longest = [LADDER_SECONDS[-1]] * (NOTORIOUS_AFTER - len(LADDER_SECONDS))
    assert documented == dict(enumerate([*LADDER_SECONDS, *longest, None]))


def test_every_private_network_is_documented() -> None:
    text = section("shield-decisions", "Whom no decision touches")

    assert all(network.removesuffix("/128") in text for network in PRIVATE)


def test_every_format_of_a_feed_is_documented() -> None:
    text = section("shield-decisions", "Feeds")

    assert all(f'`"{form}"`' in text for form in FORMATS)


def test_every_command_is_documented_with_its_options_and_no_other() -> None:
    parts = re.split(r"^##+ ", page("groupz-shield"), flags=re.MULTILINE)
    documented = {part.split("`")[1]: part for part in parts if part.startswith("`")}

    assert documented.keys() == commands().keys()
    everywhere = options_of(main) - {"--version"}
    for name, command in commands().items():
        own = options_of(command) - (set() if command is main else everywhere)
        assert set(first_names(documented[name])) == own


def test_every_exit_code_is_documented() -> None:
    found = re.findall(r"^\| (\d) \|", page("groupz-shield"), re.MULTILINE)

    assert [int(code) for code in found] == sorted(Exit)


@pytest.mark.parametrize("shell", ["bash", "zsh", "fish"])
def test_completion_is_documented_as_the_command_says(shell: str) -> None:
    [line] = re.findall(rf"^  {shell} +(\S.*)$", str(main.epilog), re.MULTILINE)

    written = line.replace("|", r"\|")
    assert f"| {shell} | `{written}` |" in page("groupz-shield")


def test_every_public_name_is_in_the_reference() -> None:
    text = "".join(map(page, PAGES))

    named = {n for n in groupz_shield.__all__ if re.search(rf"\b{n}\b", text)}
    assert named == set(groupz_shield.__all__)


@pytest.mark.parametrize(
    ("thing", "name"),
    [
        pytest.param(Shield(lambda _environ, _start: []), "shield", id="shield"),
        pytest.param(Client("", "", ""), "shield", id="client"),
        pytest.param(RequestFacts, "shield-guards", id="facts"),
        pytest.param(DecisionStore, "shield-decisions", id="store"),
        pytest.param(Counters, "shield-decisions", id="counters"),
        pytest.param(FlaskShield, "flask-shield", id="extension"),
    ],
)
def test_every_public_attribute_is_documented(thing: object, name: str) -> None:
    public = {attribute for attribute in dir(thing) if not attribute.startswith("_")}

    code = " ".join(re.findall(r"`([^`\n]+)`", page(name)))
    assert {
        attribute for attribute in public if re.search(rf"\b{attribute}\b", code)
    } == public


@pytest.mark.parametrize("code", list(examples()))
def test_what_examples_import_is_there(code: str) -> None:
    imports = [n for n in ast.walk(ast.parse(code)) if isinstance(n, ast.ImportFrom)]

    for found in imports:
        names = [alias.name for alias in found.names]
        module = __import__(str(found.module), fromlist=names)
        assert all(hasattr(module, name) for name in names)
