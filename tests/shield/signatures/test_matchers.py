"""Both matchers say the same: in threads, after a fork, whatever is matched."""

import os
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from hypothesis import given, strategies as st

from groupz_shield import Shield, ShieldPolicy
from groupz_shield.errors import PolicyError
from groupz_shield.events import EventKind, SecurityEvent
from groupz_shield.signatures.fast_matching import FastMatcher
from groupz_shield.signatures.matching import Matcher, SlowMatcher, as_bytes
from groupz_shield.signatures.readings import READINGS
from groupz_shield.signatures.ruleset import built_in_rules
from groupz_shield.signatures.settings import Signatures
from shielded import site

RULES = built_in_rules()
PATTERNS = [*(rule.pattern for rule in RULES), *(one.hint for one in READINGS)]
EXAMPLES = [text for rule in RULES for text in (rule.matches, rule.passes)]


@pytest.fixture(scope="module")
def fast() -> FastMatcher:
    return FastMatcher(PATTERNS)


@pytest.fixture(scope="module")
def slow() -> SlowMatcher:
    return SlowMatcher(PATTERNS)


def test_examples_match_alike(fast: Matcher, slow: Matcher) -> None:
    for text in EXAMPLES:
        data = as_bytes(text)
        assert sorted(fast.find(data)) == sorted(slow.find(data)), text


@given(
    pieces=st.lists(
        st.one_of(
            st.sampled_from(EXAMPLES),
            st.text(max_size=20),
            st.sampled_from(["\n", "\0", "'", '"', "<", "\xff", " " * 60, "\x0b"]),
        ),
        max_size=5,
    )
)
def test_whatever_is_matched_both_say_the_same(
    fast: Matcher, slow: Matcher, pieces: list[str]
) -> None:
    data = as_bytes("".join(pieces))

    assert sorted(fast.find(data)) == sorted(slow.find(data))


def test_threads_at_once_get_the_verdicts_of_one(fast: Matcher) -> None:
    texts = [as_bytes(text) for text in EXAMPLES] * 5
    alone = [sorted(fast.find(text)) for text in texts]

    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(lambda text: sorted(fast.find(text)), texts)) == alone


def test_a_forked_process_goes_on(fast: Matcher) -> None:
    text = as_bytes(RULES[0].matches)
    expected = sorted(fast.find(text))

    if (child := os.fork()) == 0:
        with ThreadPoolExecutor(1) as thread:
            found = sorted(thread.submit(fast.find, text).result())
        os._exit(not (found == expected == sorted(fast.find(text))))

    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def test_a_pattern_that_looks_around_is_confirmed() -> None:
    matcher = FastMatcher([r"union(?! jack)", "jack"])

    assert sorted(matcher.find(b"union jack")) == [1]
    assert sorted(matcher.find(b"union jack of the union")) == [0, 1]


def test_a_pattern_that_cannot_be_matched_at_once_is_named() -> None:
    with pytest.raises(PolicyError, match="Back-references are unsupported"):
        FastMatcher(["b", r"(a)\1"])


def test_without_the_library_the_slow_matcher_says_so_and_refuses_alike(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setitem(sys.modules, "hyperscan", None)
    monkeypatch.delitem(sys.modules, "groupz_shield.signatures.fast_matching")
    told: list[SecurityEvent] = []

    Shield(site, ShieldPolicy(signatures=Signatures(), event_sink=told.append))

    [event] = [one for one in told if one.kind is EventKind.MATCHER_SLOW]
    assert "pip install 'groupz[signatures]'" in event.message


def test_with_the_library_nothing_is_said(tmp_path: Path) -> None:
    told: list[SecurityEvent] = []
    signatures = Signatures(folder=str(tmp_path / "databases"))

    Shield(site, ShieldPolicy(signatures=signatures, event_sink=told.append))

    assert [one.kind for one in told if one.kind is EventKind.MATCHER_SLOW] == []
    assert list((tmp_path / "databases").glob("*.hs"))
