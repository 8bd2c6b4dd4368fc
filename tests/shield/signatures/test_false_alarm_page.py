"""The page about false alarms: its commands do what it says, in its order."""

import re
import shlex

from groupz_shield.cli.exits import Exit
from shield_commands import run
from shop_of_pages import HOW_TO

PAGE = (HOW_TO / "let-a-false-alarm-pass.md").read_text()
COMMANDS = [
    shlex.split(line)[2:]
    for line in re.findall(r"^\$ (groupz-shield rules .*)$", PAGE, re.MULTILINE)
]


def test_the_page_explains_a_rule_and_tries_what_is_left_without_it() -> None:
    explained, tried = COMMANDS

    assert "Switch it off" in run("rules", *explained).stdout
    left = run("rules", *tried, code=Exit.NOTHING).stdout
    assert "xss-script-tag@biography" not in left
    assert "xss" in left
