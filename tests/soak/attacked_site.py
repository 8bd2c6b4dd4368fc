"""A site that is attacked: behind nginx, which gives each attacker its own address."""

import json
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from http import HTTPStatus
from pathlib import Path
from typing import Any

from nginx_server import nginx
from pages.groups import SHARED, free_slot
from shield_commands import COMMAND
from site_server import Site, demo_instance, serving

ENFORCING: dict[str, str] = {}
OBSERVING = {
    "shield_enforce": "false",
    "flood_limit": "1000000",
    "not_found_limit": "64",
    "holds_per_hour": "1000000",
    "holds_per_network": "1000000",
    "hold_slot_percent": "100",
    "letters_per_hour": "1000000",
}
_REFUSED = ("403", "429")
_ENDING = "^/backoffice/(sign-out|account|people|confirm)"
"""Out of reach: a tool that sends every form would sign itself out."""


@dataclass(frozen=True)
class Attacked:
    """A real server, and what nginx and its own log tell of one client.

    Attributes:
        url: Where the attacker finds it, without a slash at the end.
        address: Who the attacker is, as nginx says.
        told: nginx's log.
    """

    site: Site
    url: str
    address: str
    told: Path

    @property
    def slot(self) -> str:
        """A time that can be booked."""
        return free_slot(self.site, SHARED)

    @property
    def requests(self) -> list[dict[str, Any]]:
        """The requests that were answered, in the order of their ends."""
        lines = self.told.read_text(errors="replace").splitlines()
        return [json.loads(line, strict=False) for line in lines]

    @property
    def refused(self) -> int:
        return sum(one["status"] in _REFUSED for one in self.requests)

    @property
    def failed(self) -> list[str]:
        """The requests that the server failed at: 5xx."""
        failed = str(HTTPStatus.INTERNAL_SERVER_ERROR.value)[0]
        return [
            f"{one['status']} for {one['request']} {one['body']}"
            for one in self.requests
            if one["status"].startswith(failed)
        ]

    def events(self, kind: str) -> list[dict[str, Any]]:
        """Return what the shield told of the attacker."""
        return [
            event
            for event in self.site.events
            if event.get("kind") == kind and event["client"] == self.address
        ]

    def would_refuse(self) -> int:
        """Count what signatures would refuse, if the shield did more than watch."""
        events = self.events("would_refuse")
        return sum(event["guard"] == "signatures" for event in events)

    def before_ban(self) -> int:
        """Count the requests up to the one that led to the first ban; 0 without."""
        if not (bans := self.events("banned")):
            return 0
        moment = datetime.fromisoformat(bans[0]["timestamp"]).timestamp()
        return 1 + sum(float(one["ended"]) < moment for one in self.requests)

    def bans(self) -> int:
        """Count the bans of the attacker that the shield remembers."""
        store = f"sqlite:///{self.site.instance}/shield.sqlite3"
        command = [str(COMMAND), "--store", store, "list", "--all", "--json"]
        listed = subprocess.run(command, capture_output=True, check=True)
        return sum(one["value"] == self.address for one in json.loads(listed.stdout))


@contextmanager
def attacked(
    folder: Path, address: str, settings: dict[str, str]
) -> Iterator[Attacked]:
    """Serve the demo programme to one attacker."""
    told = folder / "requests.log"
    forwarding = f"""
      proxy_set_header X-Forwarded-For {address};
      access_log {told} requests;
      if ($uri ~ {_ENDING}) {{ return 404; }}
    """
    instance = demo_instance(folder / "instance")
    with serving(instance, trusted_proxies="127.0.0.1", **settings) as site:
        upstream = f"http://127.0.0.1:{site.port}"
        with nginx(folder, upstream, forwarding) as (host, port):
            yield Attacked(site, f"http://{host}:{port}", address, told)
