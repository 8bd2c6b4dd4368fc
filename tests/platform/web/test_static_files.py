from http import HTTPStatus
from pathlib import Path

import pytest

from applications import TestingPlatform
from groupz_platform.web.static_files import StaticFiles


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    (folder / "css").mkdir(parents=True)
    (folder / "css" / "site.css").write_text("body { color: black; }\n" * 100)
    return folder


def test_the_address_changes_with_any_content(source: Path, tmp_path: Path) -> None:
    before = StaticFiles.publish(tmp_path, source).url("css/site.css")
    same = StaticFiles.publish(tmp_path, source).url("css/site.css")
    (source / "other.txt").write_text("new")
    after = StaticFiles.publish(tmp_path, source).url("css/site.css")

    assert before == same != after


@pytest.mark.parametrize("encoding", ["br", "gzip", ""])
def test_files_are_sent_compressed_and_kept_for_ever(
    on_sqlite: TestingPlatform, encoding: str
) -> None:
    files = StaticFiles.publish(on_sqlite.settings.instance)

    sent = on_sqlite.visitor.get(
        files.url("css/base.css"), **{"Accept-Encoding": encoding}
    )

    assert sent.status_code == HTTPStatus.OK
    assert sent.headers.get("Content-Encoding", "") == encoding
    assert sent.headers["Cache-Control"] == "max-age=31536000, public, immutable"
    assert sent.mimetype == "text/css"


@pytest.mark.parametrize("path", ["/static/", "/static/x/css/base.css", "/static/../"])
def test_nothing_else_is_served(on_sqlite: TestingPlatform, path: str) -> None:
    assert on_sqlite.visitor.get(path).status_code == HTTPStatus.NOT_FOUND


def test_two_processes_that_publish_at_once_end_with_one_copy(
    source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Path, "exists", lambda _path: False)
    StaticFiles.publish(tmp_path, source)
    monkeypatch.undo()
    answers = iter([False, True])
    real = Path.exists
    monkeypatch.setattr(Path, "exists", lambda path: next(answers, real(path)))

    files = StaticFiles.publish(tmp_path, source)

    monkeypatch.undo()
    assert (files.folder / "css" / "site.css.br").exists()
    assert [path.name for path in (tmp_path / "static").iterdir()] == [
        files.fingerprint
    ]
