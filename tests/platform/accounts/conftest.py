import pytest
from argon2 import PasswordHasher

from doorstep import Doorstep
from groupz_platform.accounts import passwords
from office import Office


@pytest.fixture(autouse=True)
def _quick_hashes(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash passwords in no time; one test looks at the real numbers."""
    quick = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", quick)
    passwords.nobodys_hash.cache_clear()


@pytest.fixture
def robin(office: Office) -> Doorstep:
    """An administrator who has enrolled, and stands before the door."""
    return Doorstep(office).enrolled()
