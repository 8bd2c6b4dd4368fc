"""What the documentation says about the code is so, and its links lead somewhere."""

import re
from collections.abc import Iterator
from enum import Enum
from itertools import chain
from pathlib import Path
from urllib.parse import unquote

import click
import pytest
from pydantic import SecretStr
from pydantic.fields import FieldInfo

from groupz_platform.cli.commands import groupz
from groupz_platform.config import Settings
from groupz_platform.permissions import PERMISSIONS, Permission, StaffRole
from groupz_platform.setting_errors import PREFIX

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"
REFERENCE = DOCS / "reference"
DECISIONS = DOCS / "explanation" / "decisions"
PAGES = sorted(
    chain(ROOT.glob("*.md"), ROOT.glob("instance/*.md"), DOCS.rglob("*.md")),
)
CODE = re.compile(r"^```.*?^```|`[^`\n]*`", re.MULTILINE | re.DOTALL)
LINK = re.compile(r'\]\(([^)\s]+)\)|(?:src|srcset|href)="([^"]+)"')
NAMED = re.compile(r"`((?:src|tests|docs|requirements)/[\w./-]+)`")
HEADING = re.compile(r"^#+ (.+)$", re.MULTILINE)
NOTHING = "\N{EN DASH}"
ELSEWHERE = re.compile(r"[a-z]+:")


def as_documented(name: str, field: FieldInfo) -> str:
    return f"| `{PREFIX}{name.upper()}` | {default_of(field)} | {field.description} |"


def default_of(field: FieldInfo) -> str:
    value = field.default
    if isinstance(value, SecretStr):
        value = value.get_secret_value()
    if isinstance(value, Enum):
        value = value.value
    return NOTHING if value in ("", None, ()) else f"`{value}`"


def paths_of(command: click.Command, path: str) -> Iterator[tuple[str, click.Command]]:
    """List a command with all below it, by how they are called."""
    if not isinstance(command, click.Group):
        yield path, command
        return
    for name, child in command.commands.items():
        yield from paths_of(child, f"{path} {name}")


def links_of(page: Path) -> Iterator[str]:
    """List the links of a page that lead to files of the repository."""
    text = CODE.sub("", page.read_text())
    for found in LINK.finditer(text):
        target = unquote(found[1] or found[2])
        if not ELSEWHERE.match(target):
            yield target


def anchors_of(page: Path) -> set[str]:
    """List where in a page a link can lead, as the usual viewers name it."""
    headings = HEADING.findall(re.sub(r"(?ms)^```.*?^```", "", page.read_text()))
    plain = (re.sub(r"[^\w\- ]", "", heading.lower()) for heading in headings)
    return {heading.replace(" ", "-") for heading in plain}


def leads_somewhere(page: Path, target: str) -> bool:
    path, _, anchor = target.partition("#")
    file = (page.parent / path).resolve() if path else page
    if not file.exists() or not file.is_relative_to(ROOT):
        return False
    return not anchor or anchor in anchors_of(file)


def titled(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def test_every_setting_is_documented_as_it_is_and_no_other() -> None:
    lines = (REFERENCE / "settings.md").read_text().splitlines()
    documented = [line for line in lines if line.startswith(f"| `{PREFIX}")]

    fields = Settings.model_fields.items()
    assert sorted(documented) == sorted(as_documented(*field) for field in fields)


def test_every_command_is_documented_with_its_options_and_no_other() -> None:
    page = (REFERENCE / "commands.md").read_text()
    sections = re.split(r"^### ", page, flags=re.MULTILINE)[1:]
    documented = {section.split("`")[1]: section for section in sections}
    commands = dict(paths_of(groupz, "groupz"))

    assert documented.keys() == commands.keys()
    for path, command in commands.items():
        params = (p for p in command.params if isinstance(p, click.Option))
        options = set(chain.from_iterable(p.opts for p in params))
        assert (
            set(re.findall(r"^\| `(-[^`]+)`", documented[path], re.MULTILINE))
            == options
        )


def test_every_make_target_is_documented_and_no_other() -> None:
    makefile = (ROOT / "Makefile").read_text()
    targets = re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE)
    page = (REFERENCE / "commands.md").read_text()

    documented = re.findall(r"^\| `make ([a-z-]+)`", page, re.MULTILINE)
    assert sorted(documented) == sorted(targets)


@pytest.mark.parametrize("page", PAGES, ids=titled)
def test_every_link_to_the_repository_leads_somewhere(page: Path) -> None:
    assert not [link for link in links_of(page) if not leads_somewhere(page, link)]


def test_every_page_stands_in_the_index() -> None:
    index = DOCS / "README.md"
    listed = {(DOCS / link).resolve() for link in links_of(index)}

    assert not set(DOCS.rglob("*.md")) - listed - {index}


def test_decisions_are_numbered_without_gaps_in_name_and_title() -> None:
    pages = sorted(DECISIONS.iterdir())

    for number, page in enumerate(pages, start=1):
        assert re.fullmatch(rf"{number:04}-[a-z0-9-]+\.md", page.name)
        assert page.read_text().startswith(f"# {number}. ")


@pytest.mark.parametrize("page", PAGES, ids=titled)
def test_every_file_that_a_page_names_is_there(page: Path) -> None:
    named = NAMED.findall(page.read_text())

    assert not [path for path in named if not (ROOT / path).exists()]


def test_every_permission_is_documented_with_who_has_it() -> None:
    lines = (REFERENCE / "roles-of-staff.md").read_text().splitlines()
    rows = [re.findall(r"[^|]+", line) for line in lines if line.startswith("| `")]

    documented = {
        name.strip(" `"): [cell.strip() == "yes" for cell in cells]
        for name, _, *cells in rows
    }

    assert documented == {
        each.value: [each in PERMISSIONS[role] for role in StaffRole]
        for each in Permission
    }
