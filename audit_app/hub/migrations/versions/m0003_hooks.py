"""Webhooks with the messages that wait for them, and photographs in owners' replies."""

from alembic import op

from audit_app.hub.shape import columns, described

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
    for name, words in described(TABLES).items():
        op.create_table(name, *columns(words))
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"alter table {name} enable row level security")
            op.execute(f"alter table {name} force row level security")
            mine = "tenant = current_setting('mr_audit.tenant', true)"
            op.execute(f"create policy {name}_own on {name} using ({mine}) with check ({mine})")
    op.create_index("hook_messages_by_next_at", "hook_messages", ["tenant", "next_at"])
