"""Percent-encoding is undone as the standard library does it."""

from urllib.parse import unquote_to_bytes

from hypothesis import given, strategies as st

from groupz_shield.signatures.percent import unescaped_bytes

PIECES = [b"%", b"%4", b"%41", b"%3d", b"=", b"=3D", b"%0a", b"\n", b"\r\n", b" ", b"_"]


@given(st.lists(st.sampled_from(PIECES) | st.binary(max_size=3)).map(b"".join))
def test_it_is_what_the_standard_library_says(raw: bytes) -> None:
    assert unescaped_bytes(raw) == unquote_to_bytes(raw)
