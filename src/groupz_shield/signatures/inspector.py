"""The inspector: from the values of a request to what is wrong with them."""

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence

from groupz_shield.signatures.decoding import forms, wrapped
from groupz_shield.signatures.effort import Effort
from groupz_shield.signatures.exclusions import Exclusions
from groupz_shield.signatures.first_look import FirstLook
from groupz_shield.signatures.matching import Matcher, SlowMatcher, as_bytes
from groupz_shield.signatures.prose import is_prose
from groupz_shield.signatures.reading import Reading
from groupz_shield.signatures.rule import STRONG, Rule
from groupz_shield.signatures.typed import is_typed
from groupz_shield.signatures.vocabulary import Finding, Value

_LONGEST_PIECE = 80
_MOST_REFUSED = 20  # values, of which one is enough
_MOST_SEARCHED = 16_384  # characters, for the piece


class Inspector:
    """Say which rules the values of a request match, and whether that is enough.

    Args:
        rules: What to look for.
        readings: The ways to understand a text that rules speak of.
        threshold: What the scores of one value have to reach.
        off: What is off: see `Exclusions`.
        prose: Names of fields in which people write sentences.
        matcher: Makes a matcher of patterns.
    """

    def __init__(
        self,
        rules: Iterable[Rule],
        readings: Collection[Reading] = (),
        *,
        threshold: int = STRONG,
        off: Collection[str] = (),
        prose: Collection[str] = (),
        matcher: Callable[[Sequence[str]], Matcher] = SlowMatcher,
    ) -> None:
        rules = tuple(rules)
        self._threshold = threshold
        self._exclusions = Exclusions(off, rules)
        self._prose = frozenset(prose)
        self._readings = tuple(readings)
        self._rules = _by_reading(rules, readings)
        self._matchers: dict[str, Matcher] = {
            reading.name: matcher([rule.pattern for rule in self._rules[reading.name]])
            for reading in readings
        }
        self._text = matcher([rule.pattern for rule in self._rules["text"]])
        self._hints = matcher([reading.hint for reading in readings])
        self._first = FirstLook(self._rules["text"], self._text, self._hints)

    def inspect(self, values: Sequence[Value]) -> list[Finding]:
        """Return what was found in those values that reach the threshold.

        Of the first of them, that is: a few are enough to refuse a request.
        """
        others = {
            value: inner
            for value in wrapped(values)
            if len(inner := forms(value.text)) > 1
        }
        effort, findings, refused = Effort(), [], 0
        for value in sorted(self._first.suspects(values, others), key=_length):
            found = self._judged(value, others.get(value, (value.text,)), effort)
            findings += found
            refused += bool(found)
            if refused == _MOST_REFUSED:
                break
        return findings

    def _judged(
        self, value: Value, forms: Sequence[str], effort: Effort
    ) -> list[Finding]:
        found: dict[str, Finding] = {}
        for form in forms:
            for rule in self._matching(form, effort):
                if rule.id not in found and rule.applies_to(value.place):
                    found[rule.id] = _finding(rule, value, form)
        if not found or is_typed(value.text):
            return []
        findings = self._exclusions.leave(list(found.values()))
        return findings if self._is_enough(findings, value) else []

    def _is_enough(self, findings: list[Finding], value: Value) -> bool:
        scores = [finding.score for finding in findings]
        if max(scores, default=0) < STRONG and (
            value.name in self._prose or is_prose(value.text)
        ):
            return False
        return sum(scores) >= self._threshold

    def _matching(self, form: str, effort: Effort) -> Iterator[Rule]:
        rules = self._rules["text"]
        for number in self._text.find(as_bytes(form)):
            yield rules[number]
        for piece in effort.pieces(form):
            hinted = self._hints.find(as_bytes(piece))
            if hinted and effort.take(piece):
                for number in hinted:
                    yield from self._read(self._readings[number], piece)

    def _read(self, reading: Reading, form: str) -> Iterator[Rule]:
        rules, matcher = self._rules[reading.name], self._matchers[reading.name]
        for canonical in reading.read(form):
            for number in matcher.find(as_bytes(canonical)):
                yield rules[number]


def _length(value: Value) -> int:
    return len(value.text)


def _by_reading(
    rules: Iterable[Rule], readings: Collection[Reading]
) -> Mapping[str, list[Rule]]:
    by_name: dict[str, list[Rule]] = {
        name: [] for name in ("text", *(r.name for r in readings))
    }
    for rule in rules:
        by_name[rule.reads].append(rule)
    return by_name


def _finding(rule: Rule, value: Value, form: str) -> Finding:
    data = as_bytes(form[:_MOST_SEARCHED])
    match = rule.compiled().search(data) if rule.reads == "text" else None
    piece = match[0].decode("latin-1") if match else form
    return Finding(rule.id, rule.family, rule.score, value, piece[:_LONGEST_PIECE])
