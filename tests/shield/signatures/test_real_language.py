"""Thousands of sentences that people wrote are refused nowhere."""

from collections.abc import Callable, Iterator

import pytest

import sentences
from groupz_shield.signatures.assembly import inspector_of
from groupz_shield.signatures.settings import Signatures
from groupz_shield.signatures.vocabulary import Place, Value

FEWEST = 2_000
FIELDS = [
    Value(Place.FORM, "name", ""),
    Value(Place.FORM, "remarks", ""),
    Value(Place.QUERY, "search", ""),
    Value(Place.JSON, "message", ""),
    Value(Place.MULTIPART, "caption", ""),
]


@pytest.mark.skipif(
    not sentences.FAQ.exists(), reason="this machine keeps no package's documentation"
)
@pytest.mark.parametrize("texts", [sentences.english, sentences.dutch])
def test_no_sentence_is_refused_in_any_field(
    texts: Callable[[], Iterator[str]],
) -> None:
    inspector = inspector_of(Signatures())
    read = dict.fromkeys(texts())

    refused = {
        finding.rule: text
        for text in read
        for finding in inspector.inspect(
            [field._replace(text=text) for field in FIELDS]
        )
    }
    assert refused == {}
    assert len(read) > FEWEST
