"""What a single refused request held, by the reference that its visitor was shown."""

from collections.abc import Iterator

import click

from groupz_shield.cli.office import Office
from groupz_shield.cli.texts import echo_json, printable
from groupz_shield.signatures.recollection import Found, Recollection


def explain_refused(office: Office, reference: str) -> bool:
    """Say what was found in a refused request; return whether it is remembered."""
    found = Recollection(office.store).recall(reference.lower())
    if found and office.as_json:
        echo_json({"reference": reference.lower(), "refused_for": found})
    elif found:
        click.echo("\n".join(map(printable, _told(reference, found))))
    return bool(found)


def _told(reference: str, found: list[Found]) -> Iterator[str]:
    yield f"{reference} stands for a request that was refused, as an attack was found:"
    for one in found:
        field = f" {one['field']!r}" if one["field"] else ""
        yield f"  {one['rule']} in {one['place']}{field}: {one['piece']!r}"
    exclusions = dict.fromkeys(one["exclusion"] for one in found)
    listed = ", ".join(f'"{exclusion}"' for exclusion in exclusions)
    yield f"If it was none, let it pass from now on: Signatures(off=[{listed}])"
