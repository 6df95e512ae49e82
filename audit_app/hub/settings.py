"""What an installation is told from outside: where things are kept, under which address it is reached, who signs in."""

import ipaddress
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from audit_app.errors import UsageError

PORT = 8560
NAMES = {  # what is set in the environment -> what it is called here
    "MR_AUDIT_HUB_DATABASE": "database",
    "MR_AUDIT_HUB_PICTURES": "pictures",
    "MR_AUDIT_HUB_ADDRESS": "address",
    "MR_AUDIT_HUB_OIDC_ISSUER": "issuer",
    "MR_AUDIT_HUB_OIDC_CLIENT": "client",
    "MR_AUDIT_HUB_OIDC_SECRET": "secret",
    "MR_AUDIT_HUB_SMTP": "smtp",
    "MR_AUDIT_HUB_MAIL_FROM": "mail_from",
    "MR_AUDIT_HUB_METRICS_TOKEN": "metrics_token",
    "MR_AUDIT_HUB_APPS": "apps",
    "MR_AUDIT_HUB_REACHES": "reaches",
}
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
_ORIGIN = re.compile(r"https://[a-z0-9.-]+(:\d{1,5})?|http://(127\.0\.0\.1|localhost)(:\d{1,5})?")
DATABASES = ("sqlite", "postgresql")
PICTURES = ("file", "s3", "az", "gs", "memory")


@dataclass(frozen=True)
class Settings:
    """How one installation is set up; `address` is the one people type, without a slash at its end.

    `metrics_token` opens `/metrics`, which nobody can read while it is empty; `apps` are origins; `reaches` are
    networks that webhooks may lead to though they are not public. Secrets are left out of the repr.
    """

    folder: Path
    database: str = field(default="", repr=False)
    pictures: str = ""
    address: str = f"http://127.0.0.1:{PORT}"
    issuer: str = ""
    client: str = ""
    secret: str = field(default="", repr=False)
    smtp: str = field(default="", repr=False)
    mail_from: str = ""
    metrics_token: str = field(default="", repr=False)
    apps: str = ""
    reaches: str = ""

    @property
    def app_origins(self) -> tuple[str, ...]:
        """Where the app alone in a browser is handed out, so that its page may ask under /v1."""
        return tuple(self.apps.split())

    @property
    def reached(self) -> tuple[Network, ...]:
        """The networks that webhooks may lead to beside public addresses."""
        return networks(self.reaches)

    @property
    def database_url(self) -> str:
        """The database's address: the one that was named, else a SQLite file in the folder."""
        return self.database or f"sqlite:///{(self.folder / 'hub.db').absolute().as_posix()}"

    @property
    def pictures_url(self) -> str:
        """Where pictures are: the place that was named, else a folder beside the database."""
        return self.pictures or (self.folder / "pictures").absolute().as_uri()

    @property
    def secure(self) -> bool:
        """Whether people reach it over TLS."""
        return self.address.startswith("https://")

    @property
    def host(self) -> str:
        """Name and port in its address."""
        return urlsplit(self.address).netloc


def from_environment(folder: Path, said: Mapping[str, str] = os.environ, **more: str) -> Settings:
    """The settings that the environment gives, each `more` before it; UsageError names the first that is wrong."""
    found = {name: said[key].strip() for key, name in NAMES.items() if said.get(key, "").strip()}
    made = Settings(folder, **{**found, **{name: value for name, value in more.items() if value}})
    _kind(made.database_url, DATABASES, "MR_AUDIT_HUB_DATABASE", "postgresql+psycopg://… or sqlite:///…")
    _kind(made.pictures_url, PICTURES, "MR_AUDIT_HUB_PICTURES", "s3://…, az://…, gs://… or file:///…")
    _address(made)
    for each in made.app_origins:
        if not _ORIGIN.fullmatch(each):
            remedy = "Give scheme and host of each, e.g. https://app.example.org"
            raise UsageError("MR_AUDIT_HUB_APPS", f"names “{each[:80]}”, which is no origin", remedy)
    networks(made.reaches)
    if made.issuer and not made.client:
        raise UsageError("MR_AUDIT_HUB_OIDC_CLIENT", "is missing beside the issuer", "Set the client's id")
    if made.smtp and not made.mail_from:
        raise UsageError("MR_AUDIT_HUB_MAIL_FROM", "is missing beside the mail server", "Set who mail comes from")
    return made


def networks(text: str) -> tuple[Network, ...]:
    """Networks with spaces between; UsageError for a word that is none."""
    try:
        return tuple(ipaddress.ip_network(word) for word in text.split())
    except ValueError as error:
        fault, remedy = f"is no list of networks ({error})", "Give e.g. 10.1.0.0/16, with spaces between several"
        raise UsageError("MR_AUDIT_HUB_REACHES", fault, remedy) from error


def _kind(url: str, known: tuple[str, ...], name: str, example: str) -> None:
    if url.partition("://")[0].partition("+")[0] not in known:
        raise UsageError(name, "is no address of a kind this hub knows", f"Give {example}")


def _address(made: Settings) -> None:
    parts = urlsplit(made.address)
    whole = parts.scheme in ("http", "https") and parts.netloc and not (parts.path or parts.query or parts.username)
    if not whole:
        fault = "is no address such as https://audits.example.org"
        raise UsageError("MR_AUDIT_HUB_ADDRESS", fault, "Give scheme and host, nothing after it")
    near = parts.hostname in ("127.0.0.1", "localhost", "::1")
    if parts.scheme == "http" and not near:
        remedy = "Put a proxy with TLS in front of it and give its https address"
        raise UsageError("MR_AUDIT_HUB_ADDRESS", "would send passwords readable over the network", remedy)
