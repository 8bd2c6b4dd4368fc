"""A request is understood up to a bound, and matched beyond it."""

import pytest

from groupz_shield.signatures.assembly import inspector_of
from groupz_shield.signatures.choosing import matcher_for
from groupz_shield.signatures.effort import MOST_READ
from groupz_shield.signatures.inspector import Inspector
from groupz_shield.signatures.settings import Signatures
from groupz_shield.signatures.vocabulary import Place, Value

SENTENCE = "De bus komt om kwart over negen bij de school. "
HINTING = "<b>vet</b> "
ATTACK = "' or 1=1 --"
ONLY_READ = '<p tabindex="1" onfocus\n=\nf()>'


@pytest.fixture(scope="module")
def inspector() -> Inspector:
    return inspector_of(Signatures(), matcher_for(None, lambda _event: None))


@pytest.mark.parametrize("attack", [ATTACK, ONLY_READ])
def test_what_hints_at_nothing_hides_nothing(inspector: Inspector, attack: str) -> None:
    text = SENTENCE * (2 * MOST_READ // len(SENTENCE)) + attack
    assert inspector.inspect([Value(Place.FORM, "remarks", text)])


def test_an_attack_that_is_cut_in_two_is_found(inspector: Inspector) -> None:
    for length in range(16 * 1024 - 40, 16 * 1024 + 5, 4):
        text = "a" * length + ONLY_READ + "a" * 16 * 1024
        assert inspector.inspect([Value(Place.FORM, "remarks", text)])


def test_a_request_is_understood_up_to_a_bound(inspector: Inspector) -> None:
    filling = Value(Place.FORM, "a", HINTING * (2 * MOST_READ // len(HINTING)))
    attack = Value(Place.FORM, "b", ONLY_READ)
    many = [
        Value(Place.FORM, f"a{number}", HINTING)
        for number in range(2 * MOST_READ // len(HINTING))
    ]

    assert inspector.inspect([attack, filling])
    assert inspector.inspect([filling, attack])
    assert len(HINTING) < len(ONLY_READ)
    assert not inspector.inspect([*many, attack])


def test_a_few_refused_values_are_told(inspector: Inspector) -> None:
    values = [Value(Place.FORM, f"f{number}", ATTACK) for number in range(100)]
    assert len({one.value for one in inspector.inspect(values)}) == 20
