"""Whom no decision may touch: the office, the proxies, private addresses."""

import json
from collections.abc import Collection, Iterator, Mapping
from hashlib import blake2b

from groupz_shield.client import UNIX, Client
from groupz_shield.decisions.decision import POLICY, Decision
from groupz_shield.decisions.networks import NetworkSet
from groupz_shield.decisions.subject import CLIENT_BITS, Subject
from groupz_shield.errors import PolicyError, SubjectError

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

    def as_json(self) -> str:
        """Write it down, for `Protection(json.loads(…))`."""
        return json.dumps({net.value: why for net, why in self._reasons.items()})

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


def protection_of(
    trusted_proxies: Collection[str], allowlist: Collection[str], *, private: bool
) -> Protection:
    """Return whom a site protects.

    Args:
        trusted_proxies: Addresses and networks; `"unix"` is nobody's address.
        allowlist: Addresses and networks.
        private: Whether addresses that are never on the internet are protected too.

    Raises:
        PolicyError: An entry of the allowlist is no address and no network.
    """
    reasons = dict(PRIVATE) if private else {}
    reasons |= dict.fromkeys(set(trusted_proxies) - {UNIX}, "a trusted proxy")
    for text in allowlist:
        parsed("allowlist", text)
        reasons[text] = "on the allowlist"
    return Protection(reasons)


def blocked_by(blocklist: Collection[str], protection: Protection) -> list[Decision]:
    """Return the bans that a policy's own list stands for.

    Raises:
        PolicyError: An entry is no address and no network, or would ban somebody who
            is protected, such as an administrator.
    """
    return [_blocked(text, protection) for text in blocklist]


def _blocked(text: str, protection: Protection) -> Decision:
    subject = parsed("blocklist", text)
    why = protection.why(subject)
    if why is None and (inside := protection.within(subject)):
        why = f"holds {inside}, which is protected"
    if why is not None:
        raise PolicyError("blocklist", text, f"cannot be banned: {why}")
    return Decision(
        subject,
        created_at=0.0,
        until=None,
        origin=POLICY,
        scenario="blocklist",
        reason="on the blocklist of the policy",
        id=blake2b(f"policy {subject.value}".encode(), digest_size=8).hexdigest(),
    )


def parsed(setting: str, text: str) -> Subject:
    """Read an address or network of a setting.

    Raises:
        PolicyError: It is neither.
    """
    try:
        return Subject.parse(text)
    except SubjectError as error:
        raise PolicyError(
            setting, text, f"is no address and no network ({error.why})"
        ) from None
