"""Webhooks with the messages that wait for them, and photographs in owners' replies."""

from alembic import op

from audit_app.hub.migrations.walls import make

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

TABLES = """
hooks: tenant! id! address secret made_by made_at told_n:int answered_at? fault? ended_at?
hook_messages: tenant! id! hook kind body made_at sent_at? tries:int next_at fault?
reply_photos: tenant! reply! n:int! digest shown name size:int
"""


def upgrade() -> None:
    """Makes all three."""
    make(TABLES)
    op.create_index("hook_messages_by_next_at", "hook_messages", ["tenant", "next_at"])
