"""`rules`: what the attack signatures look for."""

from typing import Any

import click

from groupz_shield.cli.exits import Exit
from groupz_shield.cli.office import fail
from groupz_shield.cli.options import Asked, json_option
from groupz_shield.cli.texts import echo_json, examples, printable, table
from groupz_shield.errors import PolicyError
from groupz_shield.signatures.assembly import inspector_of
from groupz_shield.signatures.guard import told, ways_to_allow
from groupz_shield.signatures.rule import Rule
from groupz_shield.signatures.ruleset import built_in_rules
from groupz_shield.signatures.settings import Signatures
from groupz_shield.signatures.vocabulary import Family, Place, Value

_HEAD = ("rule", "score", "reads", "matches, for example")
_WIDEST = (34, 5, 5)
_FAMILIES = click.Choice([family.value for family in Family])
_PLACES = click.Choice([place.value for place in Place])


@click.group()
def rules() -> None:
    """Show what attack signatures look for, and try them."""


@rules.command("list", epilog=examples("groupz-shield rules list --family xss"))
@click.option("--family", type=_FAMILIES, help="Those of one family.")
@json_option()
def list_rules(family: str | None) -> None:
    """List the rules, by family."""
    found = [rule for rule in built_in_rules() if family in {None, rule.family.value}]
    if _as_json():
        echo_json([_facts(rule) for rule in found])
        return
    rows = [(rule.id, str(rule.score), rule.reads, rule.matches) for rule in found]
    click.echo(table(_HEAD, _WIDEST, rows))


@rules.command("explain", epilog=examples("groupz-shield rules explain scanner-agent"))
@click.argument("name")
@json_option()
def explain_rule(name: str) -> None:
    """Say what a rule looks for, with an example, and how to switch it off."""
    rule = next((rule for rule in built_in_rules() if rule.id == name), None)
    if rule is None:
        fail(f"There is no rule {name}: see groupz-shield rules list", Exit.NOTHING)
    if _as_json():
        echo_json(_facts(rule))
        return
    places = ", ".join(sorted(rule.places)) or "everywhere"
    for what, text in (
        ("family", rule.family.value),
        ("score", f"{rule.score} of the 5 that refuse"),
        ("where", places),
        ("reads", rule.reads),
        ("pattern", rule.pattern),
        ("matches", rule.matches),
        ("passes", rule.passes),
    ):
        click.echo(f"{what:8} {printable(text)}")
    click.echo(
        f'\nSwitch it off: Signatures(off=["{rule.id}"]), or in one field alone: '
        f'Signatures(off=["{rule.id}@field"])'
    )


@rules.command(
    "test", epilog=examples("groupz-shield rules test \"1' or '1'='1\" --place form")
)
@click.argument("text")
@click.option("--place", type=_PLACES, default="query", show_default=True)
@click.option("--field", default="field", help="The name of the field.")
@click.option("--off", multiple=True, help="A rule, family or exclusion to leave out.")
@json_option()
def try_text(text: str, place: str, field: str, off: tuple[str, ...]) -> None:
    """Say whether a value would be refused, and by which rules."""
    try:
        inspector = inspector_of(Signatures(off=off))
    except PolicyError as error:
        fail(str(error), Exit.USAGE)
    findings = inspector.inspect([Value(Place(place), field, text)])
    if _as_json():
        echo_json(
            [{"rule": f.rule, "score": f.score, "piece": f.piece} for f in findings]
        )
    elif findings:
        click.echo(printable(f"Refused: {told(findings)}"))
        click.echo(f"What would let it pass: {' '.join(ways_to_allow(findings))}")
    else:
        click.echo("Passed on: no rule objects.")
    if findings:
        raise SystemExit(Exit.NOTHING)


def _as_json() -> bool:
    return click.get_current_context().ensure_object(Asked).as_json


def _facts(rule: Rule) -> dict[str, Any]:
    return {
        "id": rule.id,
        "family": rule.family.value,
        "score": rule.score,
        "places": sorted(rule.places),
        "reads": rule.reads,
        "pattern": rule.pattern,
        "matches": rule.matches,
        "passes": rule.passes,
    }
