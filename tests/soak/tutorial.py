"""Flask's own tutorial and its tests, unchanged, with a shield around them.

A program of its own, so that the tutorial's modules and settings stay there. The
tutorial comes from the package index, in the source of the Flask that is installed.
"""

import json
import os
import subprocess
import sys
import tarfile
from collections.abc import Callable
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from flask import Flask

from groupz_shield import Shield
from groupz_shield.ext.flask import FlaskShield

MOST_OUTPUT = 3000


def bare(_app: Flask) -> None:
    """Leave an application as it is."""


def two_lines(app: Flask) -> None:
    """Put a shield without a policy around an application."""
    app.wsgi_app = Shield(app.wsgi_app)  # type: ignore[method-assign]  # Flask's own way


WAYS: dict[str, Callable[[Flask], object]] = {
    "bare": bare,
    "Shield": two_lines,
    "FlaskShield": FlaskShield,
}


def downloaded(folder: Path) -> Path:
    """Fetch the source of Flask by pip, and return the folder of its tutorial."""
    flask = f"flask=={version('flask')}"
    command = [sys.executable, *("-m", "pip", "download", "--quiet", "--no-deps")]
    command += ["--no-binary", "flask", "--dest", str(folder), flask]
    subprocess.run(command, check=True)
    (archive,) = folder.glob("flask-*.tar.gz")
    with tarfile.open(archive) as files:
        files.extractall(folder, filter="data")
    return folder / archive.name.removesuffix(".tar.gz") / "examples" / "tutorial"


def tried(tutorial: Path, way: str) -> dict[str, Any]:
    """Run the tests of the tutorial in one way, in a process of its own."""
    command = [sys.executable, "-m", "soak.tutorial", str(tutorial), way]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    try:
        result: dict[str, Any] = json.loads(ran.stdout.splitlines()[-1])
    except (ValueError, IndexError):
        result = {"passed": 0, "asked": 0, "status": ran.returncode}
    return {**result, "output": (ran.stdout + ran.stderr)[-MOST_OUTPUT:]}


class Passed:
    """Count the tests that pass."""

    def __init__(self) -> None:
        self.number = 0

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Take the report of one part of a test."""
        self.number += report.when == "call" and report.passed


def main(folder: str, way: str) -> None:
    """Run the tests here, and print what came of them as the last line."""
    os.chdir(folder)
    sys.path.insert(0, folder)
    flaskr = import_module("flaskr")
    made, passed = flaskr.create_app, Passed()

    def create_app(*config: Any) -> Flask:
        app: Flask = made(*config)
        WAYS[way](app)
        return app

    answer = Shield.__call__
    with (
        patch.object(flaskr, "create_app", create_app),
        patch.object(Shield, "__call__", autospec=True, side_effect=answer) as asked,
    ):
        status = pytest.main(["-q", "-p", "no:cacheprovider"], plugins=[passed])
    result = {"passed": passed.number, "asked": asked.call_count, "status": status}
    sys.stdout.write(f"{json.dumps(result)}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
