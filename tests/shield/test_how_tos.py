"""The how-to pages of the shield, done as they are written, in an application."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from written_pages import DOCS, Reader, blocks_of, reader_in

HOW_TO = DOCS / "how-to"
SERVED = {
    "let-machines-in": "hooks",
    "observe-first": "shop",
    "use-blocklists": "shop",
}
SHOP = """
import logging

from flask import Flask, Response, request

from groupz_shield.ext.flask import FlaskShield
from groupz_shield.metrics import CONTENT_TYPE

logging.basicConfig(level="INFO")

app = Flask(__name__)
app.config.from_pyfile("settings.py")
shield = FlaskShield(app)


@app.get("/")
def home():
    return f"{shield.client_of(request).address}\\n"


@app.post("/book")
def book():
    return "booked\\n"


@app.get("/metrics")
def metrics():
    return Response(shield.shield.metrics.text(), content_type=CONTENT_TYPE)
"""


@pytest.fixture
def reader(tmp_path: Path) -> Iterator[Reader]:
    """Somebody with an application, its settings, and a server."""
    (tmp_path / "shop.py").write_text(SHOP)
    (tmp_path / "settings.py").write_text("")
    with reader_in(tmp_path) as reader:
        yield reader


@pytest.mark.parametrize(("name", "module"), SERVED.items())
def test_a_reader_who_does_a_page_sees_what_it_says(
    reader: Reader, name: str, module: str
) -> None:
    reader.serve(f"flask --app {module} run --port 5000")

    for block in blocks_of(HOW_TO / f"{name}.md"):
        reader.do(block)
