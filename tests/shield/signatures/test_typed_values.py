"""Telling whether a value is of a strict type comes to an end."""

import pytest

from groupz_shield.signatures.typed import is_typed


@pytest.mark.parametrize("piece", ["1", "(", "1)", "1) ", "1.", "1 x1", "a@b.", "a'"])
def test_what_is_nearly_typed_is_told_at_once(piece: str) -> None:
    """Splitting digits in every way would take minutes here."""
    assert not any(is_typed(piece * number + "!") for number in range(310))
