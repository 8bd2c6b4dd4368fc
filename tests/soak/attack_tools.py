"""Programs that look for weaknesses: how they are asked, and what they say they found.

Wapiti also has modules for what is no injection, such as missing headers, flags of
cookies and forms without a token of its liking; these stay off, for other tests hold
what the site promises there.
"""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from soak.attack_endpoint import endpoint
from soak.attacked_site import Attacked

INSTALL = "apt-get install -y --no-install-recommends sqlmap wapiti"
BROWSER = "Mozilla/5.0 (X11; Linux x86_64; rv:128.0) Gecko/20100101 Firefox/128.0"
NOWHERE = "http://127.0.0.1:9"
OFFLINE = {"http_proxy": NOWHERE, "https_proxy": NOWHERE, "no_proxy": "127.0.0.1"}
"""Keeps what Wapiti would fetch for itself from leaving this machine."""
SQLMAP_SECONDS = 150
WAPITI_SECONDS = 360
DONE = "all tested parameters do not appear to be injectable"
WAPITI_MODULES = "sql,xss,exec,file,ssrf,xxe,redirect,crlf,permanentxss"
SEARCH = "from=2026-12-01&until=2027-02-01&child=24&adult=&type=school&kind=visit"
GROUP = "child=24&adult=2&supervisor=3&type=school&website="


def sqlmap(site: Attacked, folder: Path, *options: str) -> list[str]:
    """Let sqlmap attack each form; return the injections that it reports."""
    found: list[str] = []
    for number, target in enumerate(targets(site.url, site.slot)):
        output = folder / f"sqlmap-{number}"
        command = ["sqlmap", *target, *options, "--output-dir", str(output)]
        command += ["--headers", f"Origin: {site.site.origin}", "--flush-session"]
        command += ["--batch", "--level", "2", "--risk", "1", "--threads", "1"]
        command += ["--time-sec", "2", "--ignore-code", "403,422,429"]
        run(command, output.with_suffix(".txt"), SQLMAP_SECONDS)
        found += [log.read_text() for log in output.rglob("log")]
    return [text for text in found if text.strip()]


def targets(url: str, slot: str) -> Iterator[list[str]]:
    """Yield sqlmap's options for search, booking, finding, language and headers."""
    book, find = f"{url}/nl/boeken/{slot}", f"{url}/nl/vinden"
    yield ["-u", f"{url}/nl/zoeken?{SEARCH}", "-p", "from,child,type,kind"]
    yield ["-u", book, "--data", f"token=x&{GROUP}", "-p", "child,type", *token(book)]
    letter = "token=x&reference=ABCD-EFGH&email=sam@school.example&website="
    yield ["-u", find, "--data", letter, "-p", "reference,email", *token(find)]
    chosen = ["--data", "next=/en/", "--cookie", "language=nl"]
    yield ["-u", f"{url}/language", *chosen, "-p", "next,language"]
    yield ["-u", f"{url}/nl/", "-p", "user-agent,referer"]


def unfinished(folder: Path) -> list[str]:
    """Return the ends of what sqlmap wrote where it did not try everything."""
    written = [file.read_text() for file in folder.glob("sqlmap-*.txt")]
    return [f"sqlmap gave up: {text[-500:]}" for text in written if DONE not in text]


def token(page: str) -> list[str]:
    """Let sqlmap read the token of a form anew before each request."""
    return ["--csrf-token", "token", "--csrf-url", page]


def wapiti(site: Attacked, folder: Path, *options: str) -> list[str]:
    """Let Wapiti walk and attack the site; return the weaknesses that it reports."""
    with endpoint() as (url, asked):
        find, book = f"{site.url}/nl/vinden", f"{site.url}/nl/boeken/{site.slot}"
        command = ["wapiti", "-u", f"{site.url}/nl/", "--scope", "domain", "-d", "2"]
        command += ["-s", find, "-s", book]
        walk(command, site, folder, "--endpoint", url, *options)
    return reported(folder) + [f"the site asked for {path}" for path in asked]


def walk(command: list[str], site: Attacked, folder: Path, *options: str) -> None:
    """Run Wapiti, which goes no deeper and takes no longer than it is told."""
    report = folder / "wapiti.json"
    command += ["-H", f"Origin: {site.site.origin}", "-m", WAPITI_MODULES, "-t", "10"]
    command += ["--max-links-per-page", "12", "--max-scan-time", "40"]
    command += ["--max-attack-time", "25", "--max-parameters", "12"]
    command += ["--store-session", str(folder / "wapiti"), "--flush-session"]
    command += ["--no-bugreport", "-f", "json", "-o", str(report)]
    run([*command, *options], folder / "wapiti.txt", WAPITI_SECONDS, **OFFLINE)


def reported(folder: Path) -> list[str]:
    """Read Wapiti's report: weaknesses, and answers that no page should give."""
    report = folder / "wapiti.json"
    if not report.exists():
        return [f"no report: {(folder / 'wapiti.txt').read_text()[-2000:]}"]
    told = json.loads(report.read_text())
    groups = {**told["vulnerabilities"], **told["anomalies"]}
    return [f"{kind}: {one}" for kind, every in groups.items() for one in every]


def run(command: list[str], output: Path, seconds: int, **environment: str) -> None:
    """Run a tool for so long at most; what it found by then counts."""
    with output.open("wb") as told, suppress(subprocess.TimeoutExpired):
        subprocess.run(
            command,
            env=os.environ | environment,
            stdin=subprocess.DEVNULL,
            stdout=told,
            stderr=subprocess.STDOUT,
            timeout=seconds,
            check=False,
        )
