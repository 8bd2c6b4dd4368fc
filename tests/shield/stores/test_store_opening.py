"""Which setting opens which store, and what is said about all others."""

from pathlib import Path

import pytest

from groupz_shield.decisions import Decision, Subject
from groupz_shield.errors import PolicyError
from groupz_shield.stores.memory import MemoryStore
from groupz_shield.stores.opening import open_store
from groupz_shield.stores.sqlite import SqliteStore
from groupz_shield.stores.valkey import ValkeyStore


@pytest.mark.parametrize(
    ("setting", "kind"),
    [
        ("memory", MemoryStore),
        ("sqlite:///var/lib/app/shield.sqlite3", SqliteStore),
        ("sqlite:shield.sqlite3", SqliteStore),
        ("valkey://127.0.0.1:6379/0", ValkeyStore),
        ("valkey://app:secret@[::1]", ValkeyStore),
        ("valkeys://cache.example", ValkeyStore),
        ("redis://cache.example/15", ValkeyStore),
        ("rediss://:secret@cache.example:6380", ValkeyStore),
        ("unix:///run/valkey.sock", ValkeyStore),
        ("unix://app:secret@/run/valkey.sock?db=1", ValkeyStore),
    ],
)
def test_a_setting_opens_its_store_and_connects_to_nothing(
    setting: str, kind: type
) -> None:
    assert type(open_store(setting)) is kind


@pytest.mark.parametrize(
    "setting",
    [
        pytest.param("sqlite://{folder}/a.sqlite3", id="three slashes"),
        pytest.param("sqlite:///{folder}/a.sqlite3", id="four, as elsewhere"),
        pytest.param("sqlite:a.sqlite3", id="from the working directory"),
    ],
)
def test_a_path_is_meant_as_it_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, setting: str
) -> None:
    monkeypatch.chdir(tmp_path)
    store = open_store(setting.format(folder=tmp_path))

    store.put([Decision(Subject.parse("203.0.113.9"), 1.0, None)])
    store.close()

    assert (tmp_path / "a.sqlite3").exists()


@pytest.mark.parametrize(
    "setting",
    [
        "",
        "Memory",
        "shield.sqlite3",
        "sqlite",
        "sqlite:",
        "sqlite://",
        "sqlite:///",
        "sqlite:///var/lib/",
        "sqlite://host/shield.sqlite3",
        "sqlite:/shield.sqlite3",
        "postgresql://host/shield",
        "valkey:",
        "valkey://",
        "valkey://:6379",
        "valkey://host:0",
        "valkey://host:66379",
        "valkey://host:port",
        "valkey://host/zero",
        "valkey://[::1",
        "unix:",
        "unix:///",
    ],
)
def test_anything_else_is_refused_with_what_to_write(setting: str) -> None:
    with pytest.raises(PolicyError, match='write "memory"') as refusal:
        open_store(setting)

    assert refusal.value.setting == "store"


@pytest.mark.parametrize(
    "setting",
    [
        "postgresql://app:s3cret@host/shield",
        "valkey://app:s3cret@host:port",
        "valkey://app:s3cret@host/zero",
        "valkey://app:x/s3cret@host/zero",
        "valkey://app:x?s3cret@host:port",
        "valkey://app:s3cret@[::1",
        "valkey://host:port?password=s3cret",
        "valkey://host:port?password=x@s3cret",
    ],
)
def test_no_password_stands_in_a_refusal(setting: str) -> None:
    with pytest.raises(PolicyError) as refusal:
        open_store(setting)

    assert "s3cret" not in str(refusal.value)
    assert "s3cret" not in str(refusal.value.value)
