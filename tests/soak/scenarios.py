"""What `make soak` tries, one function a scenario."""

import subprocess
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from http import HTTPStatus
from pathlib import Path
from random import Random
from typing import Any

from crowd import problems_of
from soak import tutorial
from soak.attackers import ATTACKERS
from soak.crashes import Crashes
from soak.house import new_house, unopened_house
from soak.outage import outages
from soak.relay import accepting
from soak.rounds import VISITORS, played

RECOVERY_SECONDS = 5
CROWD = 1_000_000
TESTS = Path(__file__).parents[1] / "platform" / "bookings"
RACES = [
    *(sys.executable, "-m", "pytest", "-q"),
    *map(str, sorted(TESTS.glob("test_*_race.py"))),
    *map(str, (TESTS / "test_double_submits.py", TESTS / "test_one_network.py")),
]
MOST_OUTPUT = 3000


@dataclass(frozen=True)
class Report:
    """What a scenario came to.

    Attributes:
        facts: What was counted.
        problems: What must not be.
    """

    name: str
    facts: dict[str, int]
    problems: list[str]

    @property
    def counted(self) -> str:
        return ", ".join(f"{number} {what}" for what, number in self.facts.items())

    @property
    def verdict(self) -> str:
        return f"{len(self.problems)} problems"

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True)
class Scenario:
    """One thing to try, many times.

    Attributes:
        times: How many times in the long form.
    """

    name: str
    dialect: str
    times: int
    attempt: Callable[[str, Path, Iterable[int]], tuple[dict[str, int], list[str]]]

    @property
    def title(self) -> str:
        return f"{self.name}, {self.dialect}"

    def report(self, folder: Path, numbers: Iterable[int]) -> Report:
        """Try it once for each number."""
        return Report(self.title, *self.attempt(self.dialect, folder, numbers))


def rounds(
    dialect: str, folder: Path, numbers: Iterable[int]
) -> tuple[dict[str, int], list[str]]:
    """Let sixteen visitors race for one slot, again and again."""
    chance, attempts, sold, booked = Random(), 0, 0, 0
    problems: list[str] = []
    with new_house(dialect, folder) as house:
        for _ in numbers:
            race = played(house, chance)
            problems += race.problems(house)
            sold += race.sold
            booked += len(race.sizes) - len(race.left_out)
            attempts += VISITORS
        problems += [str(found) for found in house.differences()]
    return {"attempts": attempts, "bookings": booked, "places sold": sold}, problems


def kills(
    dialect: str, folder: Path, numbers: Iterable[int]
) -> tuple[dict[str, int], list[str]]:
    """Kill a server under load, again and again."""
    with unopened_house(dialect, folder) as house, accepting() as relay:
        crashes = Crashes(house, relay, Random())
        done = 0
        for _ in numbers:
            crashes.crash()
            done += 1
        crashes.finish()
    mails = relay.times
    facts = {
        "kills": done,
        "bookings confirmed to visitors": len(crashes.confirmed),
        "mails": len(mails),
        "mails that came twice": sum(times > 1 for times in mails.values()),
    }
    return facts, crashes.problems


def stops(
    _dialect: str, folder: Path, numbers: Iterable[int]
) -> tuple[dict[str, int], list[str]]:
    """Stop and start PostgreSQL under load, again and again."""
    with outages(folder) as struck:
        for _ in numbers:
            struck.strike()
    slowest = max(struck.recoveries)
    facts = {
        "recoveries": len(struck.recoveries),
        "ms the slowest": round(slowest * 1000),
        "bookings confirmed to visitors": len(struck.confirmed),
        "friendly refusals": struck.refused[HTTPStatus.SERVICE_UNAVAILABLE],
    }
    slow = [f"a recovery took {slowest:.1f} s"] if slowest > RECOVERY_SECONDS else []
    return facts, struck.problems + slow


def races(
    _dialect: str, _folder: Path, numbers: Iterable[int]
) -> tuple[dict[str, int], list[str]]:
    """Run the tests of every race, on both databases, again and again."""
    problems: list[str] = []
    done = 0
    for _ in numbers:
        ran = subprocess.run(RACES, capture_output=True, text=True, check=False)
        problems += [ran.stdout[-MOST_OUTPUT:]] if ran.returncode else []
        done += 1
    return {"runs": done}, problems


def crowds(
    _dialect: str, _folder: Path, numbers: Iterable[int]
) -> tuple[dict[str, int], list[str]]:
    """Let a million clients of one version of IP come to a shield, in turn."""
    problems: list[str] = []
    addresses = 0
    for number in numbers:
        problems += problems_of((4, 6)[number % 2], CROWD)
        addresses += CROWD
    return {"addresses": addresses}, problems


def tutorials(
    _dialect: str, folder: Path, numbers: Iterable[int]
) -> tuple[dict[str, int], list[str]]:
    """Run the tests of Flask's tutorial bare, and with either shield around it."""
    problems: list[str] = []
    passed = requests = 0
    fetched = tutorial.downloaded(folder)
    for number in numbers:
        way = tuple(tutorial.WAYS)[number % len(tutorial.WAYS)]
        result = tutorial.tried(fetched, way)
        passed += result["passed"]
        requests += result["asked"]
        if result["status"] or (way != "bare" and not result["asked"]):
            problems.append(f"{way}: {result['output']}")
    return {"tests passed": passed, "requests through a shield": requests}, problems


def attackers(
    name: str, folder: Path, numbers: Iterable[int]
) -> tuple[dict[str, int], list[str]]:
    """Let a tool of attackers at a site, each time a new one."""
    facts: Counter[str] = Counter()
    problems: list[str] = []
    folder.chmod(0o755)  # nginx gives up root in its workers
    for number in numbers:
        own = folder / str(number)
        own.mkdir()
        counted, wrong = ATTACKERS[name].attack(own)
        facts.update(counted)
        problems += wrong
    return dict(facts), problems


SCENARIOS = [
    Scenario("rounds", "sqlite", 5_000 // VISITORS + 1, rounds),
    Scenario("rounds", "postgresql", 5_000 // VISITORS + 1, rounds),
    Scenario("kills", "sqlite", 100, kills),
    Scenario("kills", "postgresql", 20, kills),
    Scenario("races", "both", 20, races),
    Scenario("stops", "postgresql", 10, stops),
    Scenario("crowds", "memory", 2, crowds),
    Scenario("tutorial", "sqlite", len(tutorial.WAYS), tutorials),
    *(Scenario("attackers", name, 1, attackers) for name in ATTACKERS),
]
