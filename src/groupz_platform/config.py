"""Settings: read from `GROUPZ_*` variables, checked once at start, frozen."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from email.utils import parseaddr
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any, Self
from zoneinfo import available_timezones

from pydantic import (
    Field,
    SecretStr,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_settings import BaseSettings, NoDecode, SettingsConfigDict

from groupz_platform.roles import Role
from groupz_platform.secret_files import is_open_to_others, kept_secret
from groupz_platform.setting_errors import PREFIX, SettingsError, explained
from groupz_shield import FeedSource, PolicyError, ShieldPolicy, Signatures

SHORTEST_SECRET = 32
LOOPBACK = frozenset({"127.0.0.1", "::1", "localhost"})
SENDER = re.compile(r"(?P<name>[^<>@\x00-\x1f]+ <)?[^@\s<>]+@[A-Za-z0-9.-]+(?(name)>)")


class Surface(StrEnum):
    """Which of the two applications a process serves."""

    PUBLIC = "public"
    BACKOFFICE = "backoffice"
    BOTH = "both"


class LogFormat(StrEnum):
    """How the log is written: for people, or for programs."""

    CONSOLE = "console"
    JSON = "json"


class SmtpSecurity(StrEnum):
    """How the way to the mail relay is encrypted."""

    TLS = "tls"
    STARTTLS = "starttls"
    NONE = "none"


class Settings(BaseSettings):
    """Every operator's decision, in one place.

    The lines under the fields stand in `docs/reference/settings.md` too.
    """

    model_config = SettingsConfigDict(
        env_prefix=PREFIX, env_ignore_empty=True, frozen=True, extra="forbid"
    )

    instance: Path = Field(
        Path("instance"),
        description="Folder of the local database, secrets, outbox and uploads.",
    )
    cache: Path | None = Field(
        None,
        description=(
            "Folder of what can be made again, nobody else's to write; empty means "
            "`cache` in the instance folder."
        ),
    )
    surface: Surface = Field(
        Surface.BOTH,
        description="What this process serves: `public`, `backoffice` or `both`.",
    )
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=1, le=65535, description="Port to listen on.")
    unix_socket: Path | None = Field(
        None, description="Unix socket to listen on, in place of host and port."
    )
    threads: int = Field(
        16, ge=1, le=256, description="Requests that are worked on at once."
    )
    connections: int = Field(
        2000,
        ge=10,
        le=100_000,
        description="Connections that may be open at once, idle ones included.",
    )
    public_url: str = Field(
        "",
        description=(
            "Address by which visitors reach the site, such as "
            "`https://bookings.example`; empty means the address it listens on, which "
            "then has to be this machine's own."
        ),
    )
    trusted_proxies: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description=(
            "Peers that may say who the client is: addresses, networks, or `unix`, "
            "separated by commas."
        ),
    )
    allowlist: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description=(
            "Addresses and networks that are never blocked, such as the office's, "
            "separated by commas."
        ),
    )
    shield_enforce: bool = Field(
        True,
        description="Whether requests are refused; `false` only writes down which.",
    )
    shield_store: str = Field(
        "",
        description=(
            "Where blocks are kept: `sqlite:///…`, `valkey://…` or `memory`; empty "
            "means `shield.sqlite3` in the instance folder."
        ),
    )
    shield_counters: str = Field(
        "memory",
        description="Where requests are counted: `memory`, or `valkey://…`.",
    )
    shield_feeds: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description=(
            "Blocklists that others keep, fetched every day: `NAME=SOURCE`, separated "
            "by commas; a source is a file or an https address."
        ),
    )
    shield_off: Annotated[tuple[str, ...], NoDecode] = Field(
        (),
        description=(
            "Attack signatures that are off, as `groupz-shield explain` names them, "
            "such as `xss@organisation`, separated by commas."
        ),
    )
    flood_limit: int = Field(
        600,
        ge=10,
        le=1_000_000,
        description="How many pages one network may ask for in a minute.",
    )
    not_found_limit: int = Field(
        20,
        ge=2,
        le=64,
        description=(
            "How many different pages that are not there block a network, within a "
            "minute."
        ),
    )
    database_url: str = Field(
        "",
        description=(
            "Database of the owner, such as `postgresql+psycopg://…`; empty means "
            "SQLite in the instance folder."
        ),
    )
    database_url_visitor: str = Field("", description="Login of the role `visitor`.")
    database_url_guest: str = Field("", description="Login of the role `guest`.")
    database_url_booker: str = Field("", description="Login of the role `booker`.")
    database_url_sign_in: str = Field("", description="Login of the role `sign_in`.")
    database_url_backoffice: str = Field(
        "", description="Login of the role `backoffice`."
    )
    database_url_worker: str = Field("", description="Login of the role `worker`.")
    secret_key: SecretStr = Field(
        SecretStr(""),
        description=(
            "Signs forms and links, at least 32 characters; empty means the one that "
            "the first start makes in the instance folder."
        ),
    )
    smtp_host: str = Field(
        "",
        description="Mail relay; empty means `.eml` files in the folder `outbox`.",
    )
    smtp_port: int = Field(587, ge=1, le=65535, description="Port of the mail relay.")
    smtp_security: SmtpSecurity = Field(
        SmtpSecurity.STARTTLS,
        description="Encryption to the relay: `tls`, `starttls` or `none`.",
    )
    smtp_user: str = Field("", description="Login at the relay, where it asks for one.")
    smtp_password: SecretStr = Field(
        SecretStr(""), description="Password at the relay."
    )
    mail_from: str = Field(
        "bookings@localhost", description="Sender of every mail that goes out."
    )
    timezone: str = Field(
        "Europe/Amsterdam",
        description="Where the staff's clocks hang: the time zone of the backoffice.",
    )
    audit_days: int = Field(
        730,
        ge=1,
        le=36_500,
        description="How many days it is remembered who of the staff changed what.",
    )
    operator_name: str = Field(
        "groupz", description="Who runs this site: named on pages and in mails."
    )
    operator_email: str = Field("", description="Where the operator is reached.")
    operator_telephone: str = Field("", description="Where the operator is called.")
    operator_address: str = Field("", description="Where the operator has its seat.")
    holds_per_network: int = Field(
        2,
        ge=1,
        le=1_000_000,
        description="How many times one network may hold at once without booking.",
    )
    hold_slot_percent: int = Field(
        25,
        ge=0,
        le=100,
        description="How much of a time one network's holds may take together, in"
        " per cent of its places; the first one is not counted.",
    )
    holds_per_hour: int = Field(
        60,
        ge=1,
        le=1_000_000,
        description="How often one network may take places within an hour.",
    )
    letters_per_hour: int = Field(
        30,
        ge=1,
        le=1_000_000,
        description="How often one network may cause a mail within an hour.",
    )
    sign_ins_per_hour: int = Field(
        240,
        ge=10,
        le=1_000_000,
        description="How often one network may try to sign in within an hour.",
    )
    sign_in_days: int = Field(
        365,
        ge=31,
        le=36_500,
        description="How many days it is remembered who signed in, or tried to.",
    )
    log_format: LogFormat = Field(
        LogFormat.CONSOLE, description="`console` for people, `json` for programs."
    )

    @field_validator(
        "trusted_proxies", "allowlist", "shield_feeds", "shield_off", mode="before"
    )
    @classmethod
    def _split(cls, value: object) -> object:
        if not isinstance(value, str):
            return value
        return tuple(part.strip() for part in value.split(",") if part.strip())

    @field_validator("trusted_proxies", "allowlist", "shield_store", "shield_counters")
    @classmethod
    def _suits_the_shield(cls, value: Any, info: ValidationInfo) -> Any:
        field = str(info.field_name).removeprefix("shield_")
        if value:
            with in_our_words():
                ShieldPolicy(**{field: value})
        return value

    @field_validator("shield_feeds")
    @classmethod
    def _are_feeds(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        with in_our_words():
            ShieldPolicy(feeds=tuple(map(feed_of, value)))
        return value

    @field_validator("shield_off")
    @classmethod
    def _are_exclusions(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        with in_our_words():
            Signatures(off=value)
        return value

    @field_validator("public_url")
    @classmethod
    def _is_origin(cls, value: str) -> str:
        origin = value.rstrip("/")
        if origin:
            with in_our_words(
                ": give scheme and host, such as https://bookings.example"
            ):
                ShieldPolicy(public_origins=[origin])
        return origin

    @field_validator("mail_from")
    @classmethod
    def _is_sender(cls, value: str) -> str:
        if not SENDER.fullmatch(value):
            raise ValueError(
                "give an address, or a name with one: Museum <groups@museum.example>"
            )
        return value

    @field_validator("timezone")
    @classmethod
    def _is_timezone(cls, value: str) -> str:
        if value not in available_timezones():
            raise ValueError("give a name such as Europe/Amsterdam")
        return value

    @model_validator(mode="after")
    def _is_reachable(self) -> Self:
        if self.public_url or (self.host in LOOPBACK and self.unix_socket is None):
            return self
        raise ValueError(
            f"{PREFIX}PUBLIC_URL: say by which address visitors reach the site; forms"
            " are taken from there alone"
        )

    @field_validator("secret_key")
    @classmethod
    def _is_long(cls, value: SecretStr) -> SecretStr:
        if value and len(value.get_secret_value()) < SHORTEST_SECRET:
            raise ValueError(f"give at least {SHORTEST_SECRET} random characters")
        return value

    @classmethod
    def from_environ(cls) -> Self:
        """Read the settings, from the environment and the instance's files.

        A variable of the environment wins over `groupz.env` in the instance folder,
        and that over `database.env`, which `groupz db grant` writes.

        Raises:
            SettingsError: Some are wrong; the message names all of them.
        """
        instance = Path(os.environ.get(f"{PREFIX}INSTANCE", "instance"))
        files = (instance / "database.env", instance / "groupz.env")
        wrong = [
            f"{file}: others may read it, and it holds secrets: chmod 600 {file}"
            for file in files
            if is_open_to_others(file)
        ]
        wrong += [
            f"{name}: no setting has this name"
            for name in sorted(os.environ)
            if name.startswith(PREFIX)
            and name.removeprefix(PREFIX).lower() not in cls.model_fields
        ]
        try:
            settings = cls(_env_file=files)
        except ValidationError as error:
            wrong += explained(error)
        else:
            if not wrong:
                return settings
        raise SettingsError("\n".join(["These settings are wrong:", *wrong]))

    @property
    def base_url(self) -> str:
        """Scheme, host and port by which visitors reach the site, with no slash."""
        return self.public_url or f"http://{in_brackets(self.host)}:{self.port}"

    @property
    def sender_address(self) -> str:
        """The address that mail comes from, without a name."""
        return parseaddr(self.mail_from)[1]

    @property
    def origins(self) -> tuple[str, ...]:
        """The origins from which forms may be sent."""
        if self.public_url or self.host == "localhost":
            return (self.base_url,)
        return (self.base_url, f"http://localhost:{self.port}")

    @property
    def decisions_store(self) -> str:
        """Where the shield keeps its decisions."""
        path = self.instance.resolve() / "shield.sqlite3"
        return self.shield_store or f"sqlite:///{path}"

    @property
    def feeds(self) -> tuple[FeedSource, ...]:
        """The blocklists that others keep."""
        return tuple(map(feed_of, self.shield_feeds))

    @property
    def signatures_folder(self) -> Path:
        """Where what finds attacks is kept ready between starts."""
        return (self.cache or self.instance.resolve() / "cache") / "signatures"

    @property
    def is_https(self) -> bool:
        """Whether visitors come by TLS."""
        return self.base_url.startswith("https://")

    @property
    def owner_url(self) -> str:
        """The database as its owner reaches it."""
        database = self.instance.resolve() / "groupz.sqlite3"
        return self.database_url or f"sqlite:///{database}"

    @property
    def overrides(self) -> dict[Role, str]:
        """The logins that were given for single roles."""
        urls = {role: getattr(self, f"database_url_{role}", "") for role in Role}
        return {role: url for role, url in urls.items() if url}

    @property
    def roles(self) -> frozenset[Role]:
        """The database roles of this surface, and no others."""
        public = {Role.VISITOR, Role.GUEST, Role.BOOKER, Role.WORKER}
        backoffice = {Role.SIGN_IN, Role.BACKOFFICE, Role.WORKER}
        match self.surface:
            case Surface.PUBLIC:
                return frozenset(public)
            case Surface.BACKOFFICE:
                return frozenset(backoffice)
            case Surface.BOTH:
                return frozenset(public | backoffice)

    @property
    def secret(self) -> bytes:
        """What signs forms and links: given, or kept in the instance folder."""
        if self.secret_key:
            return self.secret_key.get_secret_value().encode()
        return kept_secret(self.instance / "secret.key")


@contextmanager
def in_our_words(advice: str = "") -> Iterator[None]:
    """Let the settings say what the shield says of a value."""
    try:
        yield
    except PolicyError as error:
        raise ValueError(f"{error.value!r} {error.why}{advice}") from error


def feed_of(text: str) -> FeedSource:
    """Read a feed that is written as `NAME=SOURCE`."""
    name, _, source = text.partition("=")
    return FeedSource(name.strip(), source.strip())


def in_brackets(host: str) -> str:
    """Write an IPv6 address as it stands in front of a port.

    >>> in_brackets("::1"), in_brackets("127.0.0.1")
    ('[::1]', '127.0.0.1')
    """
    return f"[{host}]" if ":" in host else host
