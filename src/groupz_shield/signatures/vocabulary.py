"""The words of the inspection: places, families, values, findings."""

from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple


class Place(StrEnum):
    """Where in a request a value stands."""

    PATH = "path"
    QUERY = "query"
    FORM = "form"
    JSON = "json"
    MULTIPART = "multipart"
    FILE_NAME = "file_name"
    XML = "xml"
    TEXT = "text"
    COOKIE = "cookie"
    REFERER = "referer"
    USER_AGENT = "user_agent"
    HEADER = "header"
    HEADER_NAME = "header_name"
    NAME = "name"

    __hash__ = str.__hash__  # looked up for every value: an enumeration's takes longer


class Family(StrEnum):
    """What an attack is after."""

    SQL_INJECTION = "sqli"
    CROSS_SITE_SCRIPTING = "xss"
    COMMAND_EXECUTION = "rce"
    PATH_TRAVERSAL = "path"
    REMOTE_FILE_INCLUSION = "rfi"
    TEMPLATE_INJECTION = "ssti"
    REQUEST_FORGERY = "ssrf"
    NOSQL_INJECTION = "nosqli"
    LDAP_INJECTION = "ldap"
    XML_ENTITIES = "xxe"
    LOOKUP_INJECTION = "jndi"
    PHP_INJECTION = "php"
    JAVA_INJECTION = "java"
    SCRIPT_INJECTION = "nodejs"
    HEADER_INJECTION = "header"
    SESSION_FIXATION = "session"
    SCANNER = "scanner"


class Value(NamedTuple):
    """One value of a request.

    Attributes:
        place: Where it stands.
        name: The name of its field, cookie or header; of a name, the name itself.
        text: The value, decoded once as the application will see it.
    """

    place: Place
    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that matched.

    Attributes:
        rule: Its id.
        family: What the attack is after.
        score: How much it weighs, from 1 to 5; 5 refuses alone.
        value: The value that it matched.
        piece: What it matched in it, decoded; at most 80 characters.
    """

    rule: str
    family: Family
    score: int
    value: Value
    piece: str
