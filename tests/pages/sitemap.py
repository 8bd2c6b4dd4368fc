"""What is reached by following links."""

from collections import Counter
from dataclasses import dataclass, field
from urllib.parse import urldefrag, urljoin, urlsplit

from pages.client import Client
from pages.markup import Markup
from pages.routes import PAGES

ENOUGH_OF_A_KIND = 16
"""Every activity is looked at, but not each of a thousand forms."""


@dataclass
class Sitemap:
    """What a crawl found.

    Attributes:
        pages: The pages by their paths; nothing for what did not answer 200.
        links: Page and address of each link within the site.
        kinds: How many pages of each kind were looked at.
    """

    client: Client
    pages: dict[str, Markup | None] = field(default_factory=dict)
    links: list[tuple[str, str]] = field(default_factory=list)
    kinds: Counter[str] = field(default_factory=Counter)

    @property
    def endpoints(self) -> set[str]:
        return {kind.rstrip("?") for kind in self.kinds if kind}

    @property
    def assets(self) -> set[str]:
        """The files that pages load."""
        return {path for page in self.pages.values() if page for path in page.assets}

    @property
    def broken(self) -> list[tuple[str, str]]:
        """The links that lead nowhere, each with the page where it stands."""
        return [link for link in self.links if self._is_broken(*link)]

    def follow(self, here: str, link: str) -> None:
        """Go where a link leads, unless enough of that kind was seen."""
        path = urldefrag(urljoin(here, link)).url
        kind = kind_of(path)
        if path in self.pages or self.kinds[kind] == ENOUGH_OF_A_KIND:
            return
        self.kinds[kind] += 1
        answer = self.client.get(path)
        page = self.pages[path] = Markup(answer.text) if answer.status == 200 else None
        if page:
            self.links += [(path, link) for link in page.ways if is_internal(link)]

    def _is_broken(self, here: str, link: str) -> bool:
        path, place = urldefrag(urljoin(here, link))
        if path not in self.pages:
            return False
        page = self.pages[path]
        return page is None or bool(place and place not in page.ids)


def crawled(client: Client, start: str) -> Sitemap:
    """Follow links from page to page, within the language of the first one."""
    found = Sitemap(client)
    found.follow(start, start)
    for here, link in found.links:  # grows meanwhile
        found.follow(here, link)
    return found


def is_internal(link: str) -> bool:
    parts = urlsplit(link)
    return not parts.scheme and not parts.netloc


def kind_of(path: str) -> str:
    """Name what a path leads to; months of an activity are a kind of their own."""
    parts = urlsplit(path)
    endpoint = next((r.endpoint for r in PAGES if r.fits(parts.path)), "")
    return f"{endpoint}?" if parts.query else endpoint
