"""What an installation has at hand while it runs."""

from dataclasses import dataclass, field

from audit_app.errors import UsageError
from audit_app.hub.database import Database, now
from audit_app.hub.identity.links import Link
from audit_app.hub.identity.tokens import digest_of, new_token
from audit_app.hub.keeping.picture_store import PictureStore
from audit_app.hub.migrations import upgrade
from audit_app.hub.settings import Settings
from audit_app.hub.tables import table
from audit_app.hub.web.turns import Turns

NOBODYS = "first"  # the tenant of the link that makes the first one
FIRST = "first"


@dataclass(frozen=True)
class Hub:
    """Settings, database, pictures, and whose turn it is to write."""

    settings: Settings
    database: Database
    pictures: PictureStore
    turns: Turns = field(default_factory=Turns)

    @classmethod
    def at(cls, settings: Settings) -> "Hub":
        """An installation with its tables at the newest shape; UsageError when its database cannot be reached."""
        settings.folder.mkdir(parents=True, exist_ok=True)
        settings.folder.chmod(0o700)
        database = Database(settings.database_url)
        with database.outside(write=True) as connection:
            upgrade(connection)
        return cls(settings, database, PictureStore(settings.pictures_url))

    def close(self) -> None:
        """Gives everything back."""
        self.database.close()

    def first_link(self) -> str:
        """The address that makes the first administrator, made anew; empty when there is one."""
        if self.database.tenants():
            return ""
        token = new_token(NOBODYS)
        with self.database.within(NOBODYS, write=True) as within:
            within.remove("links")
            row = {"kind": FIRST, "subject": "", "created_at": now(), "ends_at": "9999"}
            within.add("links", hash=digest_of(token), **row)
        return f"{self.settings.address}/begin/{token}"

    def use_first_link(self, link: Link) -> None:
        """Uses up the link of the first administrator; UsageError when somebody else just did."""
        own = table("links")
        with self.database.within(NOBODYS, write=True) as within:
            if not within.remove("links", own.c.hash == link.hash):
                raise UsageError("This link", "was used", "Sign in")
