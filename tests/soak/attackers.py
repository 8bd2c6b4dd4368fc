"""Real attackers on a real server: sqlmap and Wapiti, refused, or only watched."""

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from soak.attack_inside import sqlmap_inside, wapiti_inside
from soak.attack_tools import BROWSER, INSTALL, sqlmap, unfinished, wapiti
from soak.attacked_site import ENFORCING, OBSERVING, Attacked, attacked

ADDRESS = "203.0.113.7"


@dataclass(frozen=True)
class Attacker:
    """A tool, and the site that it finds.

    Attributes:
        tool: Attacks a site, with a folder for what it writes; answers what it found.
        options: How it is asked beside that.
        settings: The site's.
    """

    tool: Callable[..., list[str]]
    options: tuple[str, ...] = ()
    settings: dict[str, str] = field(default_factory=lambda: ENFORCING)

    @property
    def program(self) -> str:
        return self.tool.__name__.partition("_")[0]

    def attack(self, folder: Path) -> tuple[dict[str, int], list[str]]:
        """Attack a site of its own; return what was counted, and what must not be."""
        if shutil.which(self.program) is None:
            return {}, [f"{self.program} is missing: {INSTALL}"]
        with attacked(folder, ADDRESS, self.settings) as site:
            found = self.tool(site, folder, *self.options)
            problems = [*found, *site.failed, *self.missing(site, folder)]
            return counted(site, found), problems

    def missing(self, site: Attacked, folder: Path) -> Iterator[str]:
        """Yield what the shield or the tool should have done, and did not."""
        if not site.requests:
            yield "nothing was sent"
        if not site.bans():
            yield "nobody was banned"
        if self.settings is OBSERVING:
            if not site.would_refuse():
                yield "no signature was matched"
            yield from unfinished(folder)
            if refused := site.events("refused"):
                yield f"{len(refused)} requests were refused by a shield that watches"


def counted(site: Attacked, found: list[str]) -> dict[str, int]:
    return {
        "requests": len(site.requests),
        "refused": site.refused,
        "that signatures would refuse": site.would_refuse(),
        "sent until the ban": site.before_ban(),
        "failed with 5xx": len(site.failed),
        "findings": len(found),
    }


ATTACKERS = {
    "sqlmap": Attacker(sqlmap),
    "sqlmap as a browser": Attacker(sqlmap, ("--user-agent", BROWSER)),
    "wapiti": Attacker(wapiti),
    "sqlmap, watched": Attacker(sqlmap, settings=OBSERVING),
    "sqlmap as a browser, watched": Attacker(
        sqlmap, ("--user-agent", BROWSER), OBSERVING
    ),
    "wapiti, watched": Attacker(wapiti, settings=OBSERVING),
    "sqlmap as staff, watched": Attacker(sqlmap_inside, settings=OBSERVING),
    "wapiti as staff, watched": Attacker(wapiti_inside, settings=OBSERVING),
}
