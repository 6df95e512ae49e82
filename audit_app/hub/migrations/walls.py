"""The second wall on PostgreSQL: policies that hold a transaction to the rows of its tenant."""

from alembic import op

from audit_app.hub.shape import columns, described

MINE = "tenant = current_setting('mr_audit.tenant', true)"


def make(text: str) -> None:
    """Makes the tables of a text, each behind its wall."""
    for name, words in described(text).items():
        op.create_table(name, *columns(words))
        wall(name)


def wall(name: str) -> None:
    """Puts a table behind its wall; SQLite has none."""
    if op.get_bind().dialect.name == "postgresql":
        op.execute(f"alter table {name} enable row level security")
        op.execute(f"alter table {name} force row level security")
        op.execute(f"create policy {name}_own on {name} using ({MINE}) with check ({MINE})")
