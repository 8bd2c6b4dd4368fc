"""Static files: compressed once, under an address that changes with their content.

All files stand below one folder whose name is a hash over them, so that a style sheet
names its font by a plain relative path and browsers may keep everything for a year.
"""

import hashlib
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from wsgiref.headers import Headers
from wsgiref.types import WSGIApplication

from flask import Flask
from whitenoise import WhiteNoise
from whitenoise.compress import Compressor

STATIC_PATH = "/static/"
UPLOADED = "pictures/"
"""How the paths of pictures begin that are kept in the database."""

SOURCE = Path(__file__).parent.parent / "static"


@dataclass(frozen=True, slots=True)
class StaticFiles:
    """The published copy of the static files.

    Attributes:
        folder: Where the copy and its compressed variants stand.
        fingerprint: The hash over all files, sixteen hexadecimal digits.
    """

    folder: Path
    fingerprint: str

    @classmethod
    def publish(cls, instance: Path, source: Path = SOURCE) -> "StaticFiles":
        """Copy and compress the files into the instance, if these are not there yet."""
        fingerprint = fingerprint_of(source)
        folder = instance / "static" / fingerprint
        if not folder.exists():
            copy_compressed(source, folder)
        return cls(folder, fingerprint)

    def url(self, path: str) -> str:
        """Tell the address of a file, or of a picture that was uploaded."""
        if path.startswith(UPLOADED):
            return f"/{path}"
        return f"{STATIC_PATH}{self.fingerprint}/{path}"

    def in_front_of(
        self, app: WSGIApplication, headers: dict[str, str]
    ) -> WSGIApplication:
        """Serve the files, and pass all other requests on to an application."""
        files: WSGIApplication = YearLong(
            app,
            root=str(self.folder),
            prefix=f"static/{self.fingerprint}",
            allow_all_origins=False,
            immutable_file_test=lambda _path, _url: True,
            add_headers_function=lambda sent, _path, _url: add(sent, headers),
        )
        return files

    def init_app(self, app: Flask) -> None:
        """Let templates name files as `static("css/site.css")`."""
        app.jinja_env.globals["static"] = self.url


class YearLong(WhiteNoise):  # type: ignore[misc]  # - whitenoise is untyped
    """Lets browsers keep a file for a year in place of ten."""

    FOREVER = 365 * 24 * 3600


def add(sent: Headers, headers: dict[str, str]) -> None:
    """Add headers to those of a file."""
    for name, value in headers.items():
        sent[name] = value


def fingerprint_of(source: Path) -> str:
    """Hash the files below a folder with their names."""
    digest = hashlib.sha256()
    for path in files_below(source):
        digest.update(path.relative_to(source).as_posix().encode() + b"\0")
        digest.update(path.read_bytes() + b"\0")
    return digest.hexdigest()[:16]


def copy_compressed(source: Path, folder: Path) -> None:
    """Copy files and compress them, so that the folder appears whole or not at all."""
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = Path(tempfile.mkdtemp(dir=folder.parent))
    shutil.copytree(source, draft / "files")
    compressor = Compressor(quiet=True)
    for path in files_below(draft / "files"):
        compressor.compress(str(path))
    try:
        (draft / "files").rename(folder)
    except OSError:  # another process was first
        if not folder.exists():
            raise
    finally:
        shutil.rmtree(draft)


def files_below(folder: Path) -> Iterator[Path]:
    """List the files below a folder, always in the same order."""
    return iter(sorted(path for path in folder.rglob("*") if path.is_file()))
