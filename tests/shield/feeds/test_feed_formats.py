"""Feeds are read strictly: what is not understood fails all of it, by its line."""

import json
from contextlib import suppress
from ipaddress import ip_network

import pytest
from hypothesis import given, strategies as st

from groupz_shield.decisions import Subject
from groupz_shield.errors import FeedError
from groupz_shield.feeds import FORMATS, Format, formats, read_feed

networks = st.ip_addresses().flatmap(
    lambda address: st.integers(0, address.max_prefixlen).map(
        lambda bits: ip_network((address, bits), strict=False)
    )
)


def values(data: bytes, form: Format = "auto") -> list[str]:
    return [subject.value for subject in read_feed(data, form)]


def drop(*cidrs: str, records: int | None = None) -> bytes:
    lines = [
        json.dumps({"cidr": cidr, "sblid": "SBL1", "rir": "ripe"}) for cidr in cidrs
    ]
    metadata = {
        "type": "metadata",
        "records": len(cidrs) if records is None else records,
    }
    return "\n".join([*lines, json.dumps(metadata)]).encode() + b"\n"


def test_drop_json_of_both_versions_of_ip_is_read() -> None:
    assert values(drop("198.51.100.0/24", "3fff:db8::/32")) == [
        "198.51.100.0/24",
        "3fff:db8::/32",
    ]


def test_a_netset_is_read_with_comments_blank_lines_and_either_line_end() -> None:
    data = b"# FireHOL\r\n\r\n198.51.100.0/24 ; SBL1\n203.0.113.9#one\n2001:db8::/32\n"

    assert values(data) == ["198.51.100.0/24", "203.0.113.9", "2001:db8::/32"]


@given(st.lists(networks, min_size=1, max_size=30))
def test_law_what_is_written_is_read(given_networks: list[object]) -> None:
    data = "\n".join(map(str, given_networks)).encode()

    assert read_feed(data) == [Subject.parse(str(net)) for net in given_networks]


JSON = (b'{"cidr":', b'"type": "metadata"', b'"records": 1', b"}", b'"\\ud800"')
NETSET = (b"198.51.100.0", b"/24", b"2001:db8::", b"%eth0", b"#", b";", b"9" * 5000)
pieces = st.sampled_from((*JSON, *NETSET, b"\r\n"))


@given(st.lists(pieces | st.binary(max_size=9), max_size=20), st.sampled_from(FORMATS))
def test_law_what_is_not_read_is_refused_as_a_feed(
    parts: list[bytes], form: Format
) -> None:
    with suppress(FeedError):
        assert read_feed(b"".join(parts), form)


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (b"", "no entries"),
        (b"# nothing\n\n", "no entries"),
        (b"198.51.100.0/24\n<html>", "line 2 is no address"),
        (b"198.51.100.1/24", "line 1 is no address"),
        (b"198.51.100.0/33", "line 1 is no address"),
        (b"198.51.100.256", "line 1 is no address"),
        (b"198.51.100.010", "line 1 is no address"),
        (b"198.51.100.0 - 198.51.100.9", "line 1 is no address"),
        (b"2001:db8::g/32", "line 1 is no address"),
        ("198.51.100.٣".encode(), "line 1 is no address"),
        (b"\xff\xfe198.51.100.1", "line 1 is no address"),
        (drop("198.51.100.0/24", records=2), "announces 2 records and has 1"),
        (drop("198.51.100.0/24").rpartition(b'{"type')[0], "announces None"),
        (b'{"cidr": "198.51.100.0/24"\n', "line 1 is no JSON object"),
        (b'{"cidr": "198.51.100.0/24"}\n[1]\n', "line 2 is no JSON object"),
        (b'{"sblid": "SBL1"}\n', "line 1 is no address"),
        (b'{"a":' + b"[" * 4000, "line 1 is no JSON object"),
        (b'{"cidr": "\\ud800"}\n', "line 1 is no address"),
        (b"192.0.2.1\n" + b"1" * 4096 + b"\n", "line 2 is longer than 4096 bytes"),
    ],
)
def test_what_is_not_understood_fails_all_of_it(data: bytes, why: str) -> None:
    with pytest.raises(FeedError, match=why):
        read_feed(data)


def test_what_a_publisher_sends_is_not_repeated_at_length() -> None:
    with pytest.raises(FeedError) as caught:
        read_feed(b"x" * 4000)

    assert len(str(caught.value)) < 200


def test_a_format_that_was_named_is_not_guessed() -> None:
    with pytest.raises(FeedError, match="no JSON object"):
        read_feed(b"198.51.100.0/24", "drop-json")


def test_a_feed_has_a_most_of_entries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(formats, "MOST_ENTRIES", 2)

    assert len(read_feed(b"192.0.2.1\n192.0.2.2")) == 2
    with pytest.raises(FeedError, match="more than 2 entries"):
        read_feed(b"192.0.2.1\n192.0.2.2\n192.0.2.3")
