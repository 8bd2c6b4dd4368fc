"""The tutorial of the shield, done as it is written: with a real server and command."""

from pathlib import Path

from written_pages import DOCS, blocks_of, reader_in

TUTORIAL = DOCS / "tutorial" / "shield-a-flask-app.md"


def test_a_reader_who_does_the_tutorial_sees_what_it_says(tmp_path: Path) -> None:
    with reader_in(tmp_path, {}) as reader:
        for block in blocks_of(TUTORIAL):
            reader.do(block)
