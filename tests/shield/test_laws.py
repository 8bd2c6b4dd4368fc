"""Laws of the whole shield, whatever anybody does: nobody protected is ever banned."""

from collections.abc import Callable
from ipaddress import ip_network
from typing import TypeAlias

import pytest
from hypothesis import given, settings, strategies as st

from groupz_shield import PolicyError, ShieldPolicy
from groupz_shield.decisions import Decision, DecisionKind, Subject
from groupz_shield.errors import StoreError
from shielded import FailingStore, Site, client
from store_clients import ban, feed

ADMINISTRATOR = "192.0.2.7"  # in the allowlist's 192.0.2.0/24
PROXY = "198.51.100.1"
PROTECTED = [ADMINISTRATOR, PROXY, "127.0.0.1", "10.9.8.7", "fd00::7", "2001:db8:a::7"]
STRANGERS = ["203.0.113.9", "192.0.3.7", "198.51.100.2", "2001:db8:b::7"]
POLICY = {
    "allowlist": ["192.0.2.0/24", "2001:db8:a::/48"],
    "trusted_proxies": [PROXY],
    "flood_limit": 5,
    "not_found_limit": 3,
}
Act: TypeAlias = Callable[[Site, FailingStore], object]


def scanning(address: str) -> Act:
    return lambda site, _: site.scan(address, 8)


def flooding(address: str) -> Act:
    return lambda site, _: [site.ask(address) for _ in range(30)]


def rolling_up(address: str) -> Act:
    """Ban so many neighbours that their network is banned."""
    network = ip_network(f"{address}/{64 if ':' in address else 24}", strict=False)
    step = 1 << 64 if network.version == 6 else 1
    first = int(network.network_address)

    def act(site: Site, _: FailingStore) -> None:
        for number in range(20):
            neighbour = type(network.network_address)(first + 40 * step + number * step)
            site.scan(str(neighbour), 4)

    return act


def listing(address: str, bits: int) -> Act:
    network = str(ip_network(f"{address}/{bits}", strict=False))

    def act(site: Site, store: FailingStore) -> None:
        if store.fails is None:
            store.put_feed(feed("drop", network))
        site.register.follow(wait=True)

    return act


def deciding(address: str, bits: int, kind: DecisionKind) -> Act:
    network = str(ip_network(f"{address}/{bits}", strict=False))
    return lambda site, _: site.register.put([ban(network, until=None, kind=kind)])


def passing(seconds: float) -> Act:
    return lambda site, _: site.clock.tick(seconds)


def going_away(*, away: bool) -> Act:
    def act(_: Site, store: FailingStore) -> None:
        store.fails = StoreError("memory", "it is away") if away else None

    return act


WHO = st.sampled_from(PROTECTED + STRANGERS)
ACTS = st.lists(
    st.builds(scanning, WHO)
    | st.builds(flooding, WHO)
    | st.builds(rolling_up, WHO)
    | st.builds(listing, WHO, st.sampled_from([1, 8, 24, 32]))
    | st.builds(
        deciding,
        WHO,
        st.sampled_from([0, 1, 8, 24, 32]),
        st.sampled_from([DecisionKind.BAN, DecisionKind.THROTTLE]),
    )
    | st.builds(passing, st.sampled_from([-3600.0, 1.0, 61.0, 86_400.0]))
    | st.builds(going_away, away=st.booleans()),
    max_size=12,
)


@settings(deadline=None, max_examples=60)
@given(ACTS)
def test_nobody_protected_is_ever_banned(acts: list[Act]) -> None:
    store = FailingStore()
    site = Site({**POLICY, "store": store})

    for act in acts:
        act(site, store)

        for address in PROTECTED:
            assert site.register.find(client(address)) is None
            assert site.ask(address) == 200


def test_what_is_tried_there_does_ban_others() -> None:
    for acts in (
        [scanning("203.0.113.9")],
        [flooding("203.0.113.9")],
        [rolling_up("203.0.113.9")],
        [listing("203.0.113.9", 24)],
        [deciding("203.0.113.9", 24, DecisionKind.BAN)],
    ):
        store = FailingStore()
        site = Site({**POLICY, "store": store})
        for act in acts:
            act(site, store)
        assert site.ask("203.0.113.9") == 403


HEADERS = st.dictionaries(
    st.sampled_from(
        ["HTTP_X_FORWARDED_FOR", "HTTP_FORWARDED", "HTTP_X_REAL_IP", "HTTP_CLIENT_IP"]
    ),
    st.sampled_from(PROTECTED + STRANGERS)
    | st.builds(
        "{}, {}".format,
        st.sampled_from(STRANGERS),
        st.sampled_from(PROTECTED + STRANGERS),
    )
    | st.builds("for={}".format, st.sampled_from(STRANGERS))
    | st.text(st.sampled_from("abcxyz0189.:,-_[] "), max_size=40),
)
"""Headers that forge an address, or nothing at all; none is an attack by itself."""


@settings(deadline=None, max_examples=60)
@given(st.lists(HEADERS, min_size=3, max_size=10))
def test_a_forged_header_bans_the_forger_and_nobody_else(
    forged: list[dict[str, str]],
) -> None:
    site = Site({**POLICY, "flood_limit": None})

    statuses = [
        site.ask("203.0.113.66", f"/wp-{number}.php", **headers)
        for number, headers in enumerate(forged)
    ]

    assert statuses == [404] * 3 + [403] * (len(forged) - 3)
    assert {d.value for d in site.register.table} == {"203.0.113.66"}
    for address in PROTECTED[:1] + STRANGERS:
        assert site.ask(address) == 200


@settings(deadline=None, max_examples=60)
@given(HEADERS)
def test_a_forged_header_frees_nobody(headers: dict[str, str]) -> None:
    site = Site(POLICY)
    site.register.put([ban("203.0.113.66", until=None)])

    assert site.ask("203.0.113.66", **headers) == 403


@settings(deadline=None, max_examples=60)
@given(st.sampled_from(PROTECTED + STRANGERS) | st.text("0123456789., :", max_size=30))
def test_what_a_client_writes_before_its_proxy_changes_nothing(written: str) -> None:
    """A proxy that appends: what stands left of its own word is the client's."""
    site = Site(POLICY)
    header = {"HTTP_X_FORWARDED_FOR": f"{written}, 203.0.113.66"}

    statuses = [site.ask(PROXY, f"/wp-{n}.php", **header) for n in range(4)]

    assert statuses == [404, 404, 404, 403]
    assert {d.value for d in site.register.table} == {"203.0.113.66"}


@pytest.mark.parametrize(
    "setting",
    [
        pytest.param({"blocklist": [ADMINISTRATOR]}, id="an administrator"),
        pytest.param({"blocklist": ["192.0.0.0/8"]}, id="a network around one"),
        pytest.param({"blocklist": ["2001:db8:a:1::/64"]}, id="a part of the office"),
        pytest.param({"blocklist": [PROXY]}, id="a trusted proxy"),
        pytest.param({"blocklist": ["10.0.0.0/24"]}, id="a private network"),
    ],
)
def test_a_blocklist_that_shuts_out_the_protected_is_refused_at_start(
    setting: dict[str, list[str]],
) -> None:
    known = {"allowlist": POLICY["allowlist"], "trusted_proxies": [PROXY]}

    with pytest.raises(PolicyError) as refused:
        ShieldPolicy(**known, **setting)  # type: ignore[arg-type]  # fields of the policy

    assert refused.value.setting == "blocklist"


def test_private_addresses_can_be_banned_where_a_setting_says_so() -> None:
    site = Site({"ban_private_addresses": True, "blocklist": ["10.0.0.0/24"]})

    assert site.ask("10.0.0.7") == 403
    assert site.scan("10.0.1.7") == {404: 20, 403: 10}


@settings(deadline=None, max_examples=40)
@given(
    st.lists(st.sampled_from(["scan", "flood", "wait"]), max_size=12),
    st.integers(0, 50),
)
def test_bans_of_one_client_never_overlap_and_never_shrink(
    acts: list[str], more: int
) -> None:
    site = Site({"flood_limit": 5, "not_found_limit": 3})
    for act in acts:
        if act == "scan":
            site.scan("203.0.113.9", 10 + more)
        elif act == "flood":
            for _ in range(30 + more):
                site.ask("203.0.113.9")
        else:
            site.clock.tick(200_000)

    bans = site.bans("203.0.113.9")
    ends = [decision.until or 0.0 for decision in bans]
    lengths = [end - d.created_at for end, d in zip(ends, bans, strict=True)]
    assert lengths == sorted(lengths)
    assert all(
        end <= later.created_at for end, later in zip(ends, bans[1:], strict=False)
    )


@pytest.mark.parametrize("hours", [-1, 1])
def test_a_clock_that_is_put_an_hour_off_loses_no_ban_and_breaks_nothing(
    hours: int,
) -> None:
    site = Site()
    for _ in range(4):
        site.scan("203.0.113.9")
        site.clock.tick(86_400)
    assert site.scan("203.0.113.9")[403] > 20, "an hour and a half at least"

    site.clock.tick(hours * 3600)

    assert site.ask("203.0.113.9") == 403
    assert site.ask("203.0.113.10") == 200
    assert site.scan("203.0.113.10") == {404: 20, 403: 10}
    site.clock.tick(-hours * 3600)
    assert site.ask("203.0.113.9") == 403
    assert site.scan("203.0.113.11") == {404: 20, 403: 10}


def test_an_exception_is_a_decision_like_others_and_can_be_undone() -> None:
    site = Site()
    allowed = Decision(Subject.parse("203.0.113.9"), 0.0, None, kind=DecisionKind.ALLOW)
    site.register.put([allowed])
    assert site.scan("203.0.113.9") == {404: 30}

    site.register.put([allowed.lifted(site.clock.now)])

    assert site.scan("203.0.113.9", 40)[403] > 0
