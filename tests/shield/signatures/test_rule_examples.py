"""Every rule of the package matches its example, and not what only looks like it."""

from collections import Counter

import pytest

from groupz_shield.signatures.decoding import forms
from groupz_shield.signatures.matching import as_bytes
from groupz_shield.signatures.readings import READINGS
from groupz_shield.signatures.rule import Rule
from groupz_shield.signatures.ruleset import built_in_rules

RULES = built_in_rules()
BY_NAME = {reading.name: reading for reading in READINGS}


def is_matched(rule: Rule, text: str) -> bool:
    pattern = rule.compiled()
    if rule.reads == "text":
        return any(pattern.search(as_bytes(form)) for form in forms(text))
    read = BY_NAME[rule.reads].read
    return any(
        pattern.search(as_bytes(canonical))
        for form in forms(text)
        for canonical in read(form)
    )


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.id)
def test_a_rule_matches_its_example_and_not_its_counterexample(rule: Rule) -> None:
    assert is_matched(rule, rule.matches)
    assert not is_matched(rule, rule.passes)


def test_no_two_rules_have_one_name() -> None:
    assert max(Counter(rule.id for rule in RULES).values()) == 1
