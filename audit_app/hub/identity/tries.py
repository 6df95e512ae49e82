"""How often a door may be tried: looked at before the secret is, and counted in the database for every worker alike."""

from hashlib import sha256

from sqlalchemy import delete, insert, select, update

from audit_app.hub.database import Database, clock_ms
from audit_app.hub.tables import table

AT_ONCE, EVERY_MS = 8, 15_000  # tries at once of one name or address, and until it gains another
DAY_MS = 86_400_000


def wait(database: Database, *keys: str) -> int:
    """Takes a try from each key; 0, or the seconds to wait when one of them has none left."""
    with database.outside(write=True) as connection:
        tries, moment = table("tries"), clock_ms()
        longest = 0
        for key in (sha256(each.encode("utf-8", "replace")).hexdigest() for each in keys):
            row = connection.execute(select(tries).where(tries.c.key == key).with_for_update()).mappings().first()
            left = AT_ONCE * 1000
            if row is not None:
                gained = max(0, moment - row["at_ms"]) * 1000 // EVERY_MS
                left = min(left, row["left_ms"] + gained)
                if row["at_ms"] > moment:  # the clock was ahead and is put right: they count from now on
                    connection.execute(update(tries).where(tries.c.key == key).values(at_ms=moment))
            if left < 1000:
                longest = max(longest, (1000 - left) * EVERY_MS // 1_000_000 + 1)
                continue
            values = {"left_ms": left - 1000, "at_ms": moment}
            if row is None:
                connection.execute(insert(tries).values(key=key, **values))
            else:
                connection.execute(update(tries).where(tries.c.key == key).values(**values))
        connection.execute(delete(tries).where(tries.c.at_ms < moment - DAY_MS))
        return int(longest)
