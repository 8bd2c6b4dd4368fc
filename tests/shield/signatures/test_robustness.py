"""Nothing that is sent makes the inspection fail, run away or change its mind."""

import multiprocessing
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings, strategies as st

from fuzz.target import Dripping, check_work, fuzz, inspector
from groupz_shield.signatures import Place, Signatures
from groupz_shield.signatures.ruleset import built_in_rules
from groupz_shield.signatures.vocabulary import Value
from kept_between_runs import CACHE
from nasty import repetitions
from placed import PLACES
from shielded import Site
from verdicts import verdicts

TESTS = Path(__file__).parents[2]
RULES = built_in_rules()
EXAMPLES = [text for rule in RULES for text in (rule.matches, rule.passes)]
KEPT = str(CACHE / "signatures")
DEADLINE_SECONDS = 120
PIECES = st.one_of(
    st.text(max_size=20),
    st.sampled_from(EXAMPLES),
    st.sampled_from(
        [
            *(
                "'",
                '"',
                "<",
                ">",
                "(",
                ")",
                "/*",
                "*/",
                "--",
                ";",
                "\n",
                "\0",
                "\\",
                "=",
            ),
            *("%25", "%2", "&#", "&lt;", "\\u00", "+", "\ud800", "\u200b", "\uff1c"),
            *("select ", "union ", "or ", "<script>", "<a b=", "$(", "`", "|", "{{"),
        ]
    ),
)
TEXTS = st.lists(PIECES, max_size=12).map("".join)


@pytest.fixture(scope="module")
def guarded() -> Site:
    return Site({"signatures": Signatures(folder=KEPT, ban_after=1_000_000)})


@given(TEXTS, st.sampled_from(Place))
def test_no_text_makes_it_raise_or_do_more_than_it_is_worth(
    text: str, place: Place
) -> None:
    value = Value(place, text[:9], text)

    check_work(value)
    assert inspector().inspect([value]) == inspector().inspect([value])


@given(st.lists(TEXTS, max_size=4))
def test_what_is_found_in_one_value_is_found_beside_others(texts: list[str]) -> None:
    values = [Value(Place.FORM, f"q{n}", text) for n, text in enumerate(texts)]

    together = inspector().inspect(values)
    alone = [one for value in values for one in inspector().inspect([value])]
    assert sorted(map(repr, together)) == sorted(map(repr, alone))


@given(st.binary(max_size=300))
@settings(deadline=None)
def test_no_request_makes_what_is_fuzzed_fail(data: bytes) -> None:
    fuzz(data)


@given(st.sampled_from(EXAMPLES), st.binary(max_size=2), st.binary(max_size=40))
@settings(deadline=None)
def test_no_request_around_an_attack_does(
    example: str, kind: bytes, before: bytes
) -> None:
    fuzz(kind.ljust(2, b"\0") + before + example.encode())


@pytest.mark.parametrize("kind", repetitions(0))
def test_what_is_made_of_a_text_grows_as_the_text_does(kind: str) -> None:
    check_work(Value(Place.FORM, "q", repetitions(8_000)[kind]))


def test_a_megabyte_of_anything_is_judged_in_time() -> None:
    """All of them together, in a process of its own that can be ended."""
    code = (
        "from fuzz.target import Value, inspector\n"
        "from nasty import repetitions\n"
        "for name, text in repetitions(1_000_000).items():\n"
        "    inspector().inspect([Value('form', name, text)])\n"
        "print('done')"
    )
    ended = subprocess.run(
        [sys.executable, "-c", code],
        cwd=TESTS,
        timeout=DEADLINE_SECONDS,
        check=True,
        capture_output=True,
        text=True,
    )
    assert ended.stdout == "done\n"


@pytest.mark.parametrize(
    "before",
    [
        "'" * 70_000,
        "(" * 70_000,
        *(one * 25_000 for one in ("<b>", "<a ", "select a from b ")),
    ],
    ids=lambda text: repr(text[:16]),
)
def test_an_attack_is_found_behind_much_that_only_looks_like_one(before: str) -> None:
    values = [
        Value(Place.FORM, "a", before),
        Value(Place.FORM, "b", "zoe' OR 'k'='k"),
    ]

    assert {one.value.name for one in inspector().inspect(values)} >= {"b"}


@pytest.mark.parametrize("most", [1, 2, 7, 100])
@pytest.mark.parametrize("place", ["form", "JSON", "multipart", "XML", "text"])
def test_a_verdict_is_the_same_however_a_server_splits_a_body(
    guarded: Site, place: str, most: int
) -> None:
    for text, status in [("<script>steal(document.cookie)</script>", 403), ("a", 200)]:
        asked: dict[str, Any] = {"PATH_INFO": "/page", **PLACES[place](text)}
        asked["wsgi.input"] = Dripping(asked["wsgi.input"].getvalue(), most)

        assert guarded.ask("203.0.113.9", **asked) == status


def test_threads_judge_as_one_does() -> None:
    alone = verdicts(KEPT, EXAMPLES)

    with ThreadPoolExecutor(8) as threads:
        several = threads.map(partial(verdicts, KEPT), [EXAMPLES] * 16)
        assert all(each == alone for each in several)
    assert sum(map(bool, alone)) > len(RULES) / 2


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")  # from 3.12 on
@pytest.mark.parametrize("method", ["fork", "spawn"])
def test_processes_judge_as_one_does(method: str) -> None:
    """A fork goes on with what it has, and a new process reads what was kept."""
    alone = verdicts(KEPT, EXAMPLES)

    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(3, context) as processes:
        several = processes.map(partial(verdicts, KEPT), [EXAMPLES] * 6)
        assert all(each == alone for each in several)
