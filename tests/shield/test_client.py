"""Who is the client: tables, and the laws that no header may break."""

from ipaddress import ip_address

import pytest
from hypothesis import assume, given, settings, strategies as st

from groupz_shield import Client, ClientResolver, PolicyError
from groupz_shield.client import ForwardingHeader
from groupz_shield.forwarding import unmapped

PROXY = "192.0.2.10"
TRUSTED = [PROXY, "10.0.0.0/8", "2001:db8:aaaa::/48"]

addresses = st.ip_addresses().map(str)
garbage = st.text(
    st.characters(min_codepoint=1, max_codepoint=255, exclude_characters=","),
    max_size=80,
)
nodes = st.one_of(addresses, garbage, addresses.map(lambda a: f"[{a}]:80"))
header_values = st.one_of(
    st.lists(nodes, max_size=8).map(", ".join),
    st.text('for="[];,=:.1a\\ _', max_size=60),
)


def client_of(
    peer: str,
    header: str | None = None,
    *,
    trusted: list[str] = TRUSTED,
    name: ForwardingHeader = "X-Forwarded-For",
) -> Client:
    environ: dict[str, str] = {"REMOTE_ADDR": peer}
    if header is not None:
        environ[f"HTTP_{name.upper().replace('-', '_')}"] = header
    return ClientResolver(trusted, header=name).resolve(environ)


@pytest.mark.parametrize(
    ("peer", "key"),
    [
        pytest.param("203.0.113.9", "203.0.113.9", id="IPv4"),
        pytest.param("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64", id="IPv6 is its /64"),
        pytest.param("2001:db8:1:2::", "2001:db8:1:2::/64", id="first of the /64"),
        pytest.param(
            "2001:db8:1:2:ffff:ffff:ffff:ffff",
            "2001:db8:1:2::/64",
            id="last of the /64",
        ),
        pytest.param("2001:db8:1:3::", "2001:db8:1:3::/64", id="first of the next /64"),
        pytest.param("::ffff:203.0.113.9", "203.0.113.9", id="IPv4-mapped is IPv4"),
        pytest.param("fe80::1%eth0", "fe80::/64", id="a zone is left out"),
        pytest.param("", "unix", id="Unix socket of gunicorn"),
        pytest.param("localhost", "unix", id="Unix socket of waitress"),
        pytest.param("<local>", "unix", id="Unix socket of werkzeug"),
        pytest.param("test-client", "test-client", id="no address stays as it is"),
    ],
)
def test_a_peer_counts_under_its_key(peer: str, key: str) -> None:
    assert client_of(peer).key == key


@pytest.mark.parametrize(
    ("header", "address"),
    [
        pytest.param("203.0.113.9", "203.0.113.9", id="one address"),
        pytest.param("1.2.3.4, 203.0.113.9", "203.0.113.9", id="forged on the left"),
        pytest.param("203.0.113.9,10.1.1.1", "203.0.113.9", id="trusted hop skipped"),
        pytest.param(
            "1.2.3.4, 203.0.113.9, 10.1.1.1", "203.0.113.9", id="both at once"
        ),
        pytest.param("10.1.1.1, 10.2.2.2", "10.1.1.1", id="all trusted: the first"),
        pytest.param("203.0.113.9:4711", "203.0.113.9", id="with a port"),
        pytest.param("[2001:db8::7]:443", "2001:db8::7", id="IPv6 with a port"),
        pytest.param("[2001:db8::7]", "2001:db8::7", id="IPv6 in brackets"),
        pytest.param("2001:db8::7", "2001:db8::7", id="bare IPv6"),
        pytest.param("::ffff:203.0.113.9", "203.0.113.9", id="IPv4-mapped"),
        pytest.param("203.0.113.9, ::ffff:10.1.1.1", "203.0.113.9", id="mapped hop"),
        pytest.param("", PROXY, id="empty"),
        pytest.param("unknown", PROXY, id="garbage: the peer"),
        pytest.param("203.0.113.9, unix:", PROXY, id="nothing left of garbage counts"),
        pytest.param("203.0.113.9, x, 10.1.1.1", "10.1.1.1", id="nearest trusted hop"),
        pytest.param("203.0.113.9,", PROXY, id="an empty hop is garbage"),
        pytest.param("203.0.113.256", PROXY, id="no address"),
        pytest.param("203.0.113.9:123456", PROXY, id="no port"),
        pytest.param("[203.0.113.9]", PROXY, id="IPv4 in brackets"),
        pytest.param("fe80::1%eth0", PROXY, id="a zone from elsewhere"),
        pytest.param("0" * 70, PROXY, id="too long for an address"),
    ],
)
def test_a_trusted_proxy_speaks_through_x_forwarded_for(
    header: str, address: str
) -> None:
    assert client_of(PROXY, header).address == address


@pytest.mark.parametrize(
    ("header", "address"),
    [
        pytest.param("for=203.0.113.9", "203.0.113.9", id="token"),
        pytest.param('for="[2001:db8::7]:443"', "2001:db8::7", id="quoted with port"),
        pytest.param("for=2001:db8::7", "2001:db8::7", id="IPv6 as nginx writes it"),
        pytest.param("FOR=203.0.113.9;proto=https", "203.0.113.9", id="upper case"),
        pytest.param("proto=https; for=203.0.113.9:80", "203.0.113.9", id="no quotes"),
        pytest.param('for="203.0.113.9:_x1"', "203.0.113.9", id="obfuscated port"),
        pytest.param("for=1.2.3.4, for=203.0.113.9", "203.0.113.9", id="forged left"),
        pytest.param("for=203.0.113.9, for=10.1.1.1", "203.0.113.9", id="trusted hop"),
        pytest.param('by="a,b";for=203.0.113.9', "203.0.113.9", id="comma in quotes"),
        pytest.param('for="1.2.3.4, for=203.0.113.9', "203.0.113.9", id="open quote"),
        pytest.param('for="\\", for=203.0.113.9', "203.0.113.9", id="open escape"),
        pytest.param("for=_hidden", PROXY, id="obfuscated name"),
        pytest.param("for=unknown", PROXY, id="unknown"),
        pytest.param("for=203.0.113.9;for=203.0.113.8", PROXY, id="twice"),
        pytest.param("for=203.0.113.9 by=x", PROXY, id="no semicolon"),
        pytest.param("for=203.0.113.9;", PROXY, id="nothing after the semicolon"),
        pytest.param("by=203.0.113.9", PROXY, id="no for"),
        pytest.param('for=""', PROXY, id="empty for"),
        pytest.param("", PROXY, id="empty"),
        pytest.param(f"x={'y' * 600};for=203.0.113.9", PROXY, id="too long"),
        pytest.param(f'for=203.0.113.9;x="{"," * 600}', PROXY, id="endless quote"),
    ],
)
def test_a_trusted_proxy_speaks_through_forwarded(header: str, address: str) -> None:
    assert client_of(PROXY, header, name="Forwarded").address == address


@pytest.mark.parametrize(
    ("trusted", "peer", "address"),
    [
        pytest.param(["192.0.2.10"], PROXY, "203.0.113.9", id="address"),
        pytest.param(["192.0.2.9"], PROXY, PROXY, id="another address"),
        pytest.param(["192.0.2.8/30"], PROXY, "203.0.113.9", id="network"),
        pytest.param(["192.0.2.0/29"], PROXY, PROXY, id="network that ends below"),
        pytest.param(["192.0.2.10"], "::ffff:192.0.2.10", "203.0.113.9", id="mapped"),
        pytest.param(["::1"], "::1", "203.0.113.9", id="IPv6 address"),
        pytest.param(["2001:db8::/32"], "2001:db8:9::1", "203.0.113.9", id="IPv6 net"),
        pytest.param(["unix"], "localhost", "203.0.113.9", id="Unix socket"),
        pytest.param(["unix"], "", "203.0.113.9", id="Unix socket without a name"),
        pytest.param(["unix"], "127.0.0.1", "127.0.0.1", id="loopback is not unix"),
        pytest.param(["127.0.0.1"], "localhost", "unix", id="unix is not loopback"),
        pytest.param([], PROXY, PROXY, id="nobody"),
    ],
)
def test_only_trusted_peers_speak_for_someone_else(
    trusted: list[str], peer: str, address: str
) -> None:
    assert client_of(peer, "203.0.113.9", trusted=trusted).address == address


def test_the_header_that_the_proxies_do_not_write_never_counts() -> None:
    resolver = ClientResolver([PROXY], header="Forwarded")

    client = resolver.resolve(
        {
            "REMOTE_ADDR": PROXY,
            "HTTP_FORWARDED": "for=203.0.113.9",
            "HTTP_X_FORWARDED_FOR": "1.2.3.4",
            "HTTP_X_FORWARDED_PROTO": "https",
        }
    )

    assert (client.address, client.scheme) == ("203.0.113.9", None)


@pytest.mark.parametrize(
    ("hops", "address"),
    [
        pytest.param(31, "203.0.113.9", id="one below the limit"),
        pytest.param(32, "10.0.0.1", id="at the limit"),
        pytest.param(33, "10.0.0.1", id="above the limit"),
    ],
)
def test_the_walk_is_bounded(hops: int, address: str) -> None:
    header = ", ".join(["203.0.113.9"] + ["10.0.0.1"] * hops)

    assert client_of(PROXY, header).address == address


@pytest.mark.parametrize(
    ("peer", "proto", "scheme"),
    [
        pytest.param(PROXY, "https", "https", id="https"),
        pytest.param(PROXY, "http", "http", id="http"),
        pytest.param(PROXY, "http, HTTPS", "https", id="the last value"),
        pytest.param(PROXY, "https, http", "http", id="the last value again"),
        pytest.param(PROXY, "gopher", None, id="no scheme of the web"),
        pytest.param(PROXY, "", None, id="empty"),
        pytest.param("203.0.113.9", "https", None, id="not a trusted peer"),
    ],
)
def test_only_a_trusted_proxy_names_the_scheme(
    peer: str, proto: str, scheme: str | None
) -> None:
    environ = {"REMOTE_ADDR": peer, "HTTP_X_FORWARDED_PROTO": proto}

    assert ClientResolver([PROXY]).resolve(environ).scheme == scheme


@pytest.mark.parametrize(
    ("header", "scheme"),
    [
        pytest.param("for=1.1.1.1;proto=https", "https", id="with an address"),
        pytest.param("proto=https, proto=http", "http", id="the last element"),
        pytest.param("for=1.1.1.1", None, id="none"),
        pytest.param("proto=https;;", None, id="malformed"),
    ],
)
def test_the_scheme_stands_in_forwarded(header: str, scheme: str | None) -> None:
    assert client_of(PROXY, header, name="Forwarded").scheme == scheme


@pytest.mark.parametrize(
    ("peer", "headers", "told"),
    [
        pytest.param("1.1.1.1", [], [], id="direct"),
        pytest.param("1.1.1.1", ["X_FORWARDED_FOR"], ["trusted_proxies"], id="XFF"),
        pytest.param("1.1.1.1", ["FORWARDED"], ["trusted_proxies"], id="Forwarded"),
        pytest.param(PROXY, ["X_FORWARDED_FOR"], [], id="trusted"),
        pytest.param(PROXY, ["FORWARDED"], ["forwarding_header"], id="the other one"),
        pytest.param(PROXY, ["X_FORWARDED_FOR", "FORWARDED"], [], id="trusted, both"),
    ],
)
def test_ignored_headers_are_told_with_the_setting_to_look_at(
    peer: str, headers: list[str], told: list[str]
) -> None:
    heard: list[str] = []
    resolver = ClientResolver([PROXY], on_ignored=lambda _, name: heard.append(name))

    resolver.resolve(
        {"REMOTE_ADDR": peer, **{f"HTTP_{name}": "for=203.0.113.9" for name in headers}}
    )

    assert heard == told


@pytest.mark.parametrize(
    "entry",
    [
        pytest.param("localhost", id="a name"),
        pytest.param("10.0.0.1/8", id="host bits"),
        pytest.param("0.0.0.0/0", id="everybody"),
        pytest.param("::/0", id="everybody on IPv6"),
        pytest.param("::ffff:10.0.0.0/104", id="IPv4-mapped network"),
        pytest.param("", id="empty"),
    ],
)
def test_nonsense_is_no_trusted_proxy(entry: str) -> None:
    with pytest.raises(PolicyError) as refused:
        ClientResolver([entry])

    assert (refused.value.setting, refused.value.value) == ("trusted_proxies", entry)


@settings(deadline=None)  # no test asserts a time
@given(peer=addresses, header=header_values, proto=garbage)
def test_law_no_header_changes_the_client_of_an_untrusted_peer(
    peer: str, header: str, proto: str
) -> None:
    resolver = ClientResolver(["192.0.2.10", "unix"])
    assume(peer != PROXY)
    environ = {"REMOTE_ADDR": peer}
    forged = environ | {
        "HTTP_X_FORWARDED_FOR": header,
        "HTTP_FORWARDED": header,
        "HTTP_X_FORWARDED_PROTO": proto,
    }

    assert resolver.resolve(forged) == resolver.resolve(environ)


@settings(deadline=None)  # no test asserts a time
@given(
    header=header_values,
    proto=garbage,
    name=st.sampled_from(["X-Forwarded-For", "Forwarded"]),
)
def test_law_the_client_is_the_peer_or_a_valid_address_of_the_header(
    header: str, proto: str, name: ForwardingHeader
) -> None:
    resolver = ClientResolver(TRUSTED, header=name)
    environ = {
        "REMOTE_ADDR": PROXY,
        f"HTTP_{name.upper().replace('-', '_')}": header,
        "HTTP_X_FORWARDED_PROTO": proto,
    }

    client = resolver.resolve(environ)

    assert ip_address(client.address) is not None
    assert client.scheme in {"http", "https", None}


@settings(deadline=None)  # no test asserts a time
@given(forged=st.text(st.characters(max_codepoint=255), max_size=100), real=addresses)
@pytest.mark.parametrize("name", ["X-Forwarded-For", "Forwarded"])
def test_law_what_a_client_sends_never_hides_what_the_proxy_appends(
    name: ForwardingHeader, forged: str, real: str
) -> None:
    assume(real != PROXY)
    node = f'"[{real}]"' if ":" in real else real
    written = f"for={node};proto=http" if name == "Forwarded" else real

    alone = client_of(PROXY, written, trusted=[PROXY], name=name)
    after = client_of(PROXY, f"{forged}, {written}", trusted=[PROXY], name=name)

    assert after == alone
    assert after.address == str(unmapped(ip_address(real)))
