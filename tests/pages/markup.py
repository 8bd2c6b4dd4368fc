"""Reading a page's HTML: what it links to, what it loads, and what it may not hold."""

from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple

from typing_extensions import override


class Element(NamedTuple):
    """A start tag."""

    tag: str
    attributes: dict[str, str]


class Markup(HTMLParser):
    """The elements of a page, in order."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[Element] = []
        self.feed(html)
        self.close()

    @override
    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        self.elements.append(Element(tag, given))

    @property
    def language(self) -> str:
        return next(e.attributes["lang"] for e in self.elements if e.tag == "html")

    @property
    def ids(self) -> set[str]:
        return {e.attributes["id"] for e in self.elements if "id" in e.attributes}

    @property
    def links(self) -> set[str]:
        """The addresses that a visitor can go to."""
        return {
            e.attributes["href"]
            for e in self.elements
            if e.tag == "a" and "href" in e.attributes
        }

    @property
    def ways(self) -> set[str]:
        """The links, and where the forms lead to that only ask for a page."""
        return self.links | {
            e.attributes["action"]
            for e in self.elements
            if e.tag == "form" and e.attributes["method"] == "get"
        }

    @property
    def acts(self) -> list[str]:
        """Where the forms that change something lead to."""
        return [
            e.attributes["action"]
            for e in self.elements
            if e.tag == "form"
            and e.attributes["method"] == "post"
            and "action" in e.attributes
        ]

    @property
    def assets(self) -> set[str]:
        """The addresses that the browser loads by itself."""
        loaded = {
            e.attributes[name]
            for e in self.elements
            for name in ("src", "poster")
            if name in e.attributes
        }
        linked = {
            e.attributes["href"]
            for e in self.elements
            if e.tag == "link" and e.attributes["rel"] not in {"alternate", "canonical"}
        }
        return loaded | linked

    @property
    def inputs(self) -> dict[str, str]:
        """What the page's forms would send as they stand, but for choices."""
        return {
            e.attributes["name"]: e.attributes.get("value", "")
            for e in self.elements
            if e.tag in {"input", "button"} and "name" in e.attributes
        }

    @property
    def robots(self) -> str:
        named = (e.attributes for e in self.elements if e.tag == "meta")
        return next((a["content"] for a in named if a.get("name") == "robots"), "")

    @property
    def inline(self) -> list[Element]:
        """What our policy forbids: scripts and styles in the page, in any disguise."""
        return [element for element in self.elements if any(disguises(element))]


def disguises(element: Element) -> Iterator[bool]:
    yield element.tag == "style"
    yield element.tag == "script" and "src" not in element.attributes
    for name, value in element.attributes.items():
        yield name in {"style", "srcdoc"} or name.startswith("on")
        scheme = value.strip().lower().partition(":")[0]
        yield scheme in {"javascript", "data", "vbscript"} and ":" in value
