"""How the tables came to be: `versions/` holds one step after another, none edited once released."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from sqlalchemy import Connection

HERE = Path(__file__).parent


def upgrade(connection: Connection) -> None:
    """Brings the tables to the newest shape, inside the transaction of the connection."""
    config = Config()
    config.set_main_option("script_location", HERE.as_posix())
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
