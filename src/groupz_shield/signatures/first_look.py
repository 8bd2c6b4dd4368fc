"""The first look: nearly all requests hold nothing, and a few passes show it."""

from collections.abc import Collection, Mapping, Sequence
from itertools import chain

from groupz_shield.signatures.matching import Matcher, as_bytes
from groupz_shield.signatures.rule import Rule
from groupz_shield.signatures.vocabulary import Value


class FirstLook:
    """Tell which values deserve a closer one.

    Args:
        rules: What is looked for in the text itself.
        text: Matches the patterns of these rules.
        hints: Matches what is worth reading in another way.
    """

    def __init__(self, rules: Sequence[Rule], text: Matcher, hints: Matcher) -> None:
        self._rules = rules
        self._text = text
        self._hints = hints

    def suspects(
        self, values: Sequence[Value], others: Mapping[Value, Sequence[str]]
    ) -> list[Value]:
        """Return the values that match as they are, and those that may hide something.

        Args:
            values: All values.
            others: The values that have other forms, and all forms of each.
        """
        hiding = others if self._hides(others.values()) else ()
        return [*dict.fromkeys([*self._open(values), *hiding])]

    def _open(self, values: Sequence[Value]) -> Sequence[Value]:
        """Return the values that match as they are."""
        data = as_bytes("\n".join([value.text for value in values]))
        found = [self._rules[number] for number in self._text.find(data)]
        is_hinted = bool(self._hints.find(data))
        if not found and not is_hinted:
            return []
        if found and (is_hinted or not all(rule.places for rule in found)):
            return [value for value in values if self._matches(value)]
        if is_hinted:
            return [value for value in values if self._hints.find(as_bytes(value.text))]
        places = set(chain.from_iterable(rule.places for rule in found))
        there = [value for value in values if value.place in places]
        return self._open(there) if len(there) < len(values) else there

    def _matches(self, value: Value) -> bool:
        data = as_bytes(value.text)
        return bool(self._text.find(data) or self._hints.find(data))

    def _hides(self, others: Collection[Sequence[str]]) -> bool:
        """Tell whether anything matches another form of a value than the first."""
        if not others:
            return False
        inner = chain.from_iterable(forms[1:] for forms in others)
        data = as_bytes("\n".join(inner))
        return bool(self._text.find(data) or self._hints.find(data))
