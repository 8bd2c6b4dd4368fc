"""`check`: what the shield would say, while nothing changes."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from groupz_shield.cli.exits import Exit
from groupz_shield.cli.saved import saved_request
from shield_commands import Host, run
from store_clients import feed

POLICIES = """
from groupz_shield import MemoryStore, ShieldPolicy
POLICY = ShieldPolicy(
    hosts=["bookings.example"],
    public_origins=["https://bookings.example"],
    trusted_proxies=["127.0.0.1"],
    refusal_page=print,
)
WITH_STORE = ShieldPolicy(store="{setting}")
WITH_OBJECT = ShieldPolicy(store=MemoryStore())
OTHER = "no policy"
"""


@pytest.fixture
def policies(
    host: Host, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[None]:
    """A module of the host's own, in the working directory."""
    text = POLICIES.format(setting=host.setting)
    (tmp_path / "a_site.py").write_text(
        text.replace("MemoryStore, ShieldPolicy", "ShieldPolicy").replace(
            "\nPOLICY", "\nfrom groupz_shield.stores import MemoryStore\nPOLICY"
        )
    )
    (tmp_path / "a_broken_site.py").write_text("raise RuntimeError('no database')")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    yield
    sys.modules.pop("a_site", None)


def test_a_usual_request_is_passed_on(host: Host) -> None:
    assert host.run("check", "/").stdout == "Passed on: no guard objects.\n"


def test_a_banned_client_is_refused_and_it_is_said_by_whom(host: Host) -> None:
    reference = host.reference("ban", "203.0.113.0/24", "--reason", "spam")

    result = host.run("check", "/", "--from", "203.0.113.9", code=Exit.NOTHING)
    facts = host.json("check", "/", "--from", "203.0.113.9", code=Exit.NOTHING)

    assert result.stdout.splitlines() == [
        "Refused with 403 by decisions: banned by manual: spam",
        f"Why: groupz-shield explain {reference}",
    ]
    assert facts == {
        "refused": True,
        "status": 403,
        "guard": "decisions",
        "reason": "banned by manual: spam",
        "reference": reference,
    }


def test_what_a_program_reads_of_a_request_that_passes(host: Host) -> None:
    assert host.json("check", "/") == {
        "refused": False,
        "status": 200,
        "guard": None,
        "reason": None,
        "reference": None,
    }


def test_a_feed_counts_too(host: Host) -> None:
    host.store.put_feed(feed("drop", "203.0.113.0/24"))

    host.run("check", "/", "--from", "203.0.113.9", code=Exit.NOTHING)


def test_whom_the_site_protects_passes_with_every_profile(host: Host) -> None:
    host.run("ban", "192.0.2.0/24")

    host.run("check", "/", "--from", "192.0.2.3")
    host.run("check", "/", "--from", "192.0.2.33", code=Exit.NOTHING)


@pytest.mark.parametrize("way", ["--policy OBSERVE", "--simulate"])
def test_what_is_only_reported_is_passed_on(host: Host, way: str) -> None:
    banning = [way] if way == "--simulate" else []
    checking = [] if banning else way.split()
    host.run("ban", "203.0.113.9", *banning)

    result = host.run("check", "/", "--from", "203.0.113.9", *checking)

    assert "Passed on, and reported by decisions" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "guard"),
    [
        pytest.param(["/%00"], "hygiene", id="NUL"),
        pytest.param(["/", "--method", "GE T"], "hygiene", id="method"),
        pytest.param(
            ["/", "--header", "Content-Length: 1", "--header", "content-length: 2"],
            "hygiene",
            id="two lengths",
        ),
        pytest.param(["/" + "a" * 5000], "hygiene", id="long path"),
        pytest.param(
            ["/" + "a" * 3000, "--policy", "STRICT"], "hygiene", id="strict profile"
        ),
    ],
)
def test_the_guard_that_refuses_is_named(
    host: Host, arguments: list[str], guard: str
) -> None:
    assert host.json("check", *arguments, code=Exit.NOTHING)["guard"] == guard


@pytest.mark.usefixtures("policies")
@pytest.mark.parametrize(
    ("arguments", "guard"),
    [
        pytest.param(["https://bookings.example/"], None, id="whole address"),
        pytest.param(["http://bookings.example:8000/"], None, id="http"),
        pytest.param(["/"], "hygiene", id="another host"),
        pytest.param(["/", "--header", "Host: bookings.example"], None, id="header"),
        pytest.param(
            ["https://bookings.example/", "--method", "POST"], "origin", id="no origin"
        ),
        pytest.param(
            [
                "https://bookings.example/",
                "--method=POST",
                "--header=Origin: https://bookings.example",
            ],
            None,
            id="own origin",
        ),
        pytest.param(
            [
                "https://bookings.example/",
                "--from=127.0.0.1",
                "--header=X-Forwarded-For: 203.0.113.9",
            ],
            "decisions",
            id="behind a proxy",
        ),
    ],
)
def test_a_policy_of_the_hosts_own_is_asked(
    host: Host, arguments: list[str], guard: str | None
) -> None:
    host.run("ban", "203.0.113.9")
    arguments = [*arguments, "--policy", "a_site"]
    if "--from=127.0.0.1" not in arguments:
        arguments.append("--from=198.51.100.9")

    facts = host.json("check", *arguments, code=Exit(guard is not None))

    assert facts["guard"] == guard


@pytest.mark.usefixtures("policies")
def test_a_policy_names_its_own_store(host: Host) -> None:
    host.run("ban", "203.0.113.9")

    policy = ("--policy", "a_site:WITH_STORE")
    run("check", "/", "--from", "203.0.113.9", *policy, code=Exit.NOTHING)


@pytest.mark.usefixtures("policies")
def test_a_policy_may_hold_a_store() -> None:
    assert not run("check", "/", "--policy", "a_site:WITH_OBJECT").stderr


def test_without_a_store_the_policy_alone_is_asked() -> None:
    assert "bans and feeds are not looked at" in run("check", "/").stderr


@pytest.mark.usefixtures("policies")
@pytest.mark.parametrize(
    ("policy", "why"),
    [
        ("a_site:OTHER", "is no ShieldPolicy"),
        ("a_site:NOTHING", "AttributeError"),
        ("no_module:POLICY", "ModuleNotFoundError"),
        ("a_broken_site", "RuntimeError: no database"),
        ("", "ValueError"),
    ],
)
def test_a_policy_that_is_none_is_a_mistake(host: Host, policy: str, why: str) -> None:
    assert why in host.run("check", "/", "--policy", policy, code=Exit.USAGE).stderr


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["login"], id="no path"),
        pytest.param(["http://[::1/"], id="no address"),
        pytest.param(["http://localhost:99999/"], id="no port"),
        pytest.param(["/", "--from", "localhost"], id="no client"),
        pytest.param(["/", "--header", "Host"], id="no header"),
        pytest.param(["/", "--header", ": x"], id="no name"),
    ],
)
def test_a_request_that_cannot_be_meant_is_a_mistake(
    host: Host, arguments: list[str]
) -> None:
    assert "Error:" in host.run("check", *arguments, code=Exit.USAGE).stderr


@pytest.mark.parametrize("url", ["/", "/%00", "/old-page"])
def test_nothing_is_written(host: Host, url: str) -> None:
    host.run("ban", "203.0.113.9")
    before = host.store.changes("", 0)
    assert before is not None

    result = host.run("check", url, "--from", "198.51.100.9", code=Exit(url == "/%00"))

    assert result.stdout
    assert host.store.changes(before.epoch, before.version) is None


SAVED = b"""POST /book HTTP/1.1\r
Host: bookings.example\r
User-Agent: Mozilla/5.0\r
Content-Length: 99999\r
Content-Type: application/x-www-form-urlencoded\r
\r
name=Noor&remarks=a"""


def test_a_saved_request_is_asked_about_as_it_was_sent(
    host: Host, tmp_path: Path
) -> None:
    path = tmp_path / "request.txt"
    path.write_bytes(SAVED)

    assert host.run("check", f"@{path}").stdout.startswith("Passed on")
    traced = host.run(
        "check", "@-", given=SAVED.decode().replace("POST", "TRACE"), code=Exit.NOTHING
    )
    assert "the method is TRACE" in traced.stdout


def test_a_saved_request_has_the_length_of_its_body_and_headers_of_the_command() -> (
    None
):
    saved = saved_request(SAVED, "203.0.113.9")
    environ = saved.environ

    assert environ["CONTENT_LENGTH"] == "19"
    assert environ["wsgi.input"].read() == b"name=Noor&remarks=a"
    assert (environ["REQUEST_METHOD"], environ["PATH_INFO"]) == ("POST", "/book")
    assert environ["HTTP_HOST"] == "bookings.example"


@pytest.mark.parametrize("text", ["", "GET", "hello\n\nworld", "<html> </html> x"])
def test_a_file_that_holds_no_request_is_refused(
    host: Host, tmp_path: Path, text: str
) -> None:
    path = tmp_path / "request.txt"
    path.write_text(text)

    result = host.run("check", f"@{path}", code=Exit.USAGE)
    assert "is no line such as GET /login" in result.stderr


def test_a_file_that_is_not_there_is_refused(host: Host) -> None:
    result = host.run("check", "@missing.txt", code=Exit.USAGE)
    assert "missing.txt: No such file" in result.stderr
