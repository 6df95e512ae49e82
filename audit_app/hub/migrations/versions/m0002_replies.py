"""What owners reply to their actions, and mail that waits to be sent."""

from audit_app.hub.migrations.walls import make

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

TABLES = """
replies: tenant! id! audit action email text at answered_by? answered_at? answer
outbox: tenant! id! address subject body created_at sent_at? tries:int next_at fault?
"""


def upgrade() -> None:
    """Makes both."""
    make(TABLES)
