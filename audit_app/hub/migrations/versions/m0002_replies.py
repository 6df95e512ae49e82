"""What owners reply to their actions, and mail that waits to be sent."""

from alembic import op

from audit_app.hub.shape import columns, described

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
    for name, words in described(TABLES).items():
        op.create_table(name, *columns(words))
        if op.get_bind().dialect.name == "postgresql":
            op.execute(f"alter table {name} enable row level security")
            op.execute(f"alter table {name} force row level security")
            mine = "tenant = current_setting('mr_audit.tenant', true)"
            op.execute(f"create policy {name}_own on {name} using ({mine}) with check ({mine})")
