"""How long things are kept, holds, and what two people disposed of; the database itself asks for the second one."""

from alembic import op
from sqlalchemy import CheckConstraint, Column, Text

from audit_app.hub.migrations.walls import wall
from audit_app.hub.shape import columns, described

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLES = """
holds: tenant! id! scope_kind scope reason set_by set_at lifted_by? lifted_at?
retention_rules: tenant! class! years:int basis set_by set_at
scanner_ends: tenant! unit! ended_on! said_by said_at
disposals: tenant! id! audit class unit_name held_on kept_until basis entries:int pictures:int digest proposed_by
  proposed_at confirmed_by? confirmed_at? withdrawn_by? withdrawn_at?
"""
TWO = "confirmed_by is null or confirmed_by <> proposed_by"
SAME = (
    "tenant",
    "n",
    "kind",
    "audit",
    "digest",
    "device",
    "seq",
    "prev",
    "stamp",
    "received_at",
    "by_device",
    "ahead_s",
)
CONFIRMED = """exists (select 1 from disposals d where d.tenant = old.tenant and d.audit = old.audit
    and d.class = 'audit' and d.confirmed_by is not null)"""


def upgrade() -> None:
    """Makes them, and lets the text of an entry be emptied where a disposal was confirmed, and nothing else."""
    op.add_column("audits", Column("disposed_at", Text, nullable=True))
    for name, words in described(TABLES).items():
        more = [CheckConstraint(TWO, name="two_people")] if name == "disposals" else []
        op.create_table(name, *columns(words), *more)
        wall(name)
    if op.get_bind().dialect.name == "postgresql":
        _on_postgres()
    else:
        _on_sqlite()


def _on_postgres() -> None:
    op.execute(
        f"""create function mr_audit_kept() returns trigger language plpgsql as $$
        begin
            if tg_op = 'UPDATE' then
                if new.body = '' and to_jsonb(new) - 'body' = to_jsonb(old) - 'body' and {CONFIRMED} then
                    return new;
                end if;
            end if;
            raise exception 'kept rows are never changed';
        end $$"""
    )
    op.execute("drop trigger kept_never on kept")
    op.execute(
        "create trigger kept_never before update or delete on kept for each row execute function mr_audit_kept()"
    )
    op.execute(
        "create trigger disposals_never before update on disposals for each row "
        "when (old.confirmed_by is not null) execute function mr_audit_never()"
    )
    op.execute(
        "create trigger disposals_no_delete before delete on disposals for each row execute function mr_audit_never()"
    )


def _on_sqlite() -> None:
    same = " and ".join(f"new.{each} is old.{each}" for each in SAME)
    never = "begin select raise(abort, '{} rows are never changed'); end"
    op.execute("drop trigger kept_no_update")
    op.execute(
        f"create trigger kept_no_update before update on kept when not (new.body = '' and {same} and {CONFIRMED}) "
        + never.format("kept")
    )
    op.execute(
        "create trigger disposals_no_update before update on disposals when old.confirmed_by is not null "
        + never.format("disposals")
    )
    op.execute("create trigger disposals_no_delete before delete on disposals " + never.format("disposals"))
