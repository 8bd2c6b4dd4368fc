"""Whom no decision may touch: the office, the proxies, private addresses."""

from collections.abc import Iterator, Mapping

from groupz_shield.client import Client
from groupz_shield.decisions.networks import NetworkSet
from groupz_shield.decisions.subject import CLIENT_BITS, Subject

PRIVATE: Mapping[str, str] = {
    "127.0.0.0/8": "loopback (RFC 1122)",
    "::1/128": "loopback (RFC 4291)",
    "10.0.0.0/8": "a private address (RFC 1918)",
    "172.16.0.0/12": "a private address (RFC 1918)",
    "192.168.0.0/16": "a private address (RFC 1918)",
    "100.64.0.0/10": "an address shared by a provider's customers (RFC 6598)",
    "169.254.0.0/16": "link-local (RFC 3927)",
    "fe80::/10": "link-local (RFC 4291)",
    "fc00::/7": "a private address (RFC 4193)",
}
"""Addresses that are never on the internet: the proxy, the office, the machine itself.

They are listed by name. `ipaddress.is_private` is another list, which also holds the
networks of documentation.
"""


class Protection:
    """The networks that are never banned, each with the reason why.

    Args:
        reasons: A sentence's end for each network, such as `"on the allowlist"`.
    """

    def __init__(self, reasons: Mapping[str, str] = PRIVATE) -> None:
        self._reasons = {Subject.parse(text): why for text, why in reasons.items()}
        self._networks = NetworkSet(self._reasons)

    def __iter__(self) -> Iterator[tuple[Subject, str]]:
        return iter(self._reasons.items())

    def covers(self, client: Client) -> bool:
        """Tell whether a client is protected; one without an address always is."""
        prefixes = self._networks.by_version.get(client.version)
        return prefixes is None or prefixes.find(client.number) >= 0

    def why(self, subject: Subject) -> str | None:
        """Return why a subject may not be banned; None where it may be."""
        for network, why in self._reasons.items():
            if network.version and network.covers(subject):
                return f"{subject.value} is {why}"
        return None

    def within(self, subject: Subject) -> str | None:
        """Return a protected network that a wider one holds; None if it holds none."""
        held = (net for net in self._reasons if subject.covers(net))
        return next((network.value for network in held), None)


def client_subject(client: Client) -> Subject:
    """Return a client as the subject of a decision."""
    return Subject.numbered(client.version, client.number, CLIENT_BITS[client.version])
