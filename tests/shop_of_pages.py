"""The application that how-to pages take for their reader's."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from written_pages import DOCS, Reader, reader_in

HOW_TO: Final = DOCS / "how-to"
SERVED_BY_FLASK: Final = "flask --app shop run --port 5000"
SHOP: Final = """
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
    return "booked\\n", {"Set-Cookie": "basket=2"}


@app.get("/metrics")
def metrics():
    return Response(shield.shield.metrics.text(), content_type=CONTENT_TYPE)
"""


@contextmanager
def shop_in(folder: Path, instead: Mapping[str, str]) -> Iterator[Reader]:
    """Let somebody read who has an application, with settings that hold nothing yet."""
    folder.mkdir(exist_ok=True)
    (folder / "shop.py").write_text(SHOP)
    (folder / "settings.py").write_text("")
    with reader_in(folder, instead) as reader:
        yield reader
