"""What strangers install: built, put into an empty environment, and used there."""

import os
import shutil
import subprocess
import sys
import tarfile
import venv
from email import message_from_bytes
from importlib.util import find_spec
from pathlib import Path
from zipfile import ZipFile

import pytest

from shield_commands import STORE, Host

ROOT = Path(__file__).parents[1]
SOURCES = ("pyproject.toml", "setup.cfg", "README.md", "LICENSE")
UV = Path(sys.executable).with_name("uv")
STRANGER = """
import sys
from groupz_shield import Shield
def page(environ, start):
    start("200 OK", [])
    return [b"hello"]
environ = {"REQUEST_METHOD": "GET", "PATH_INFO": "/", "REMOTE_ADDR": "203.0.113.9"}
print(b"".join(Shield(page)(environ, lambda *_: None)).decode())
roots = {name.partition(".")[0] for name in sys.modules} - {"groupz_shield", "__main__"}
print(*sorted(roots - sys.stdlib_module_names - set(sys.builtin_module_names)))
"""


def run(*command: str | Path, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command,
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": os.environ["PATH"], **environ},
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an sdist, and the wheel that was built from it."""
    folder = tmp_path_factory.mktemp("built")
    source = folder / "source"
    leftovers = shutil.ignore_patterns("*.egg-info", "__pycache__")
    shutil.copytree(ROOT / "src", source / "src", ignore=leftovers)
    for name in SOURCES:
        shutil.copy(ROOT / name, source)
    build = (UV, "build", "--offline", "--no-cache", "--no-build-isolation", "--quiet")
    ran = run(*build, "--python", sys.executable, "--out-dir", folder, source)
    assert ran.returncode == 0, ran.stderr
    return folder


@pytest.fixture(scope="module")
def wheel(built: Path) -> Path:
    (found,) = built.glob("*.whl")
    return found


@pytest.fixture(scope="module")
def empty(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the programs of an environment that has the wheel, and nothing else."""
    folder = tmp_path_factory.mktemp("empty")
    venv.create(folder, symlinks=True)
    install = (UV, "pip", "install", "--offline", "--no-cache", "--no-deps", "--quiet")
    ran = run(*install, "--python", folder / "bin" / "python", wheel)
    assert ran.returncode == 0, ran.stderr
    return folder / "bin"


def packaged(names: list[str]) -> set[str]:
    return {name for name in names if name.startswith("groupz_")}


def test_everything_that_stands_in_the_packages_is_delivered(
    built: Path, wheel: Path
) -> None:
    source = built / "source" / "src"
    files = [path for path in source.rglob("*") if path.is_file()]
    ours = packaged([str(path.relative_to(source)) for path in files])
    assert packaged(ZipFile(wheel).namelist()) == ours
    assert "groupz_shield/py.typed" in ours
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        parts = [name.partition("/src/")[2] for name in archive.getnames()]
    assert packaged(parts) >= ours


def test_next_to_nothing_comes_along_unless_it_is_asked_for(wheel: Path) -> None:
    archive = ZipFile(wheel)
    (name,) = (n for n in archive.namelist() if n.endswith(".dist-info/METADATA"))
    demanded = message_from_bytes(archive.read(name)).get_all("Requires-Dist", [])
    assert [line for line in demanded if "extra ==" not in line] == ["click>=8.1"]


def test_the_shield_needs_nothing_but_python(empty: Path) -> None:
    ran = run(empty / "python", "-c", STRANGER)
    assert ran.stdout.splitlines() == ["hello", ""], ran.stderr


def test_the_command_works_with_click_alone(
    empty: Path, host: Host, tmp_path: Path
) -> None:
    click = find_spec("click")
    assert click
    assert click.origin
    (tmp_path / "click").symlink_to(Path(click.origin).parent)
    beside = {"PYTHONPATH": str(tmp_path), STORE: host.setting}
    ran = run(empty / "groupz-shield", "ban", "203.0.113.9", **beside)
    assert ran.returncode == 0, ran.stderr
    assert "203.0.113.9" in run(empty / "groupz-shield", "list", **beside).stdout


def test_the_platform_says_what_it_lacks(empty: Path) -> None:
    ran = run(empty / "groupz")
    assert ran.returncode == 1
    assert "pip install 'groupz[platform]'" in ran.stderr
    assert "Traceback" not in ran.stderr
