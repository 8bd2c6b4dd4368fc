"""The same programs with a session of the staff: what lies behind the sign-in."""

from collections.abc import Iterator
from pathlib import Path

from soak.attack_endpoint import endpoint
from soak.attack_tools import SQLMAP_SECONDS, reported, run, walk
from soak.attacked_office import Insider, insider
from soak.attacked_site import Attacked


def sqlmap_inside(site: Attacked, folder: Path, *options: str) -> list[str]:
    """Let sqlmap attack pages of the staff, with a session; see `sqlmap`."""
    who = insider(site)
    found: list[str] = []
    for number, target in enumerate(staff_targets(who)):
        output = folder / f"sqlmap-{number}"
        command = ["sqlmap", *target, *options, "--output-dir", str(output)]
        command += ["--user-agent", who.headers["User-Agent"]]
        command += ["--cookie", who.headers["Cookie"]]
        command += ["--headers", f"Origin: {site.site.origin}", "--flush-session"]
        command += ["--batch", "--level", "2", "--risk", "1", "--threads", "1"]
        command += ["--time-sec", "2", "--ignore-code", "403,422,429"]
        run(command, output.with_suffix(".txt"), SQLMAP_SECONDS)
        found += [log.read_text() for log in output.rglob("log")]
    return [*(text for text in found if text.strip()), *signed_out(who)]


def staff_targets(who: Insider) -> Iterator[list[str]]:
    """Yield sqlmap's options for searches and forms behind the sign-in."""
    found = "q=school&state=&from=&until=&activity=1&venue=1&type=school&sort=visit"
    yield ["-u", who.url(f"/bookings/?{found}"), "-p", "q,state,activity,type,sort"]
    times = "activity=1&from=2026-12-01&until=2027-02-01&state=&room=&sort=at"
    yield ["-u", who.url(f"/slots/?{times}"), "-p", "activity,from,state,room,sort"]
    yield ["-u", who.url("/activities/?q=a&state=&venue=1"), "-p", "q,state,venue"]
    yield ["-u", who.url("/outbox/?q=a&state=sent&sort=due"), "-p", "q,state,sort"]
    period = "/statistics/?from=2026-01-01&until=2027-02-01"
    yield ["-u", who.url(period), "-p", "from,until"]
    price = who.url("/prices/1/new")
    typed = "basis=person&category=child&group_type=&amount_cents=7&min_persons=1"
    data = f"csrf_token=x&{typed}&tax_code=low&try=1"
    form = ["--csrf-token", "csrf_token", "--csrf-url", price]
    yield ["-u", price, "--data", data, "-p", "category,amount_cents,tax_code", *form]


def signed_out(who: Insider) -> Iterator[str]:
    """Say so where the tool was not inside, or not until the end."""
    if not who.is_signed_in():
        yield "the session had ended before the tool did"
    if not who.pages_read():
        yield "no page behind the sign-in was read"


def wapiti_inside(site: Attacked, folder: Path, *options: str) -> list[str]:
    """Let Wapiti walk and attack pages of the staff, with a session; see `wapiti`."""
    who = insider(site)
    with endpoint() as (url, asked):
        command = ["wapiti", "-u", who.url("/"), "--scope", "folder", "-d", "2"]
        for page in ("/slots/", "/activities/", "/prices/", "/outbox/", "/statistics/"):
            command += ["-s", who.url(page)]
        command += ["-H", f"Cookie: {who.headers['Cookie']}"]
        command += ["-A", who.headers["User-Agent"]]
        walk(command, site, folder, "--endpoint", url, *options)
    found = [f"the site asked for {path}" for path in asked]
    return [*reported(folder), *found, *signed_out(who)]
