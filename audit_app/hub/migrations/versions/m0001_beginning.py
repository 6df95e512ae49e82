"""Tenants, who works in them, what they keep; on PostgreSQL the policies that hold a transaction to its tenant."""

from alembic import op

from audit_app.hub.migrations.walls import wall
from audit_app.hub.shape import columns, described

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

TABLES = """
tenants: id! name epoch:int feed:int created_at
tries: key! left_ms:int at_ms:int
people: tenant! id! name email? issuer? subject? registration? confirmed_by? password? totp? totp_used:int created_at
  ended_at?
grants: tenant! id! person role scope_kind scope until? given_by given_at ended_at?
sessions: tenant! hash! person csrf created_at seen_at ends_at
links: tenant! hash! kind subject created_at ends_at used_at?
devices: tenant! id! person name token public_key? enrolled_at seen_at? behind_s:int ended_at?
access_log: tenant! n:int! at person? device? what subject detail
keys: tenant! id! private created_at
kept: tenant! n:int! kind audit digest device? seq:int? prev? stamp? body received_at by_device? ahead_s:int?
papers: tenant! digest! body
audits: tenant! id! kind unit unit_name site begun changed_n:int shown_n:int
pictures: tenant! unit! digest! state here:int size:int sealed_at?
picture_names: tenant! digest! audit!
pieces: tenant! unit! digest! start:int! body:bytes
shown_audits: tenant! id! unit unit_name site title purpose simulated:int state held_on auditor scanner result lines:int
  left:int deficient:int entries:int next_due followed fault
shown_findings: tenant! audit! id! number:int title level score:int danger:int standing place raised_on
shown_actions: tenant! audit! id! finding finding_title level what owner email due state
shown_lines: tenant! audit! line! item thing section words value unit_of verdict
shown_things: tenant! audit! id! kind name details
"""
INDEXES = {
    "kept": (("audit", "device", "seq"),),
    "devices": (("token",),),
    "people": (("email",), ("issuer", "subject")),
    "picture_names": (("audit",),),
    "access_log": (("at",),),
}
NEVER_CHANGED = ("kept", "papers", "access_log")
OUTSIDE = ("tenants", "tries")


def upgrade() -> None:
    """Makes everything."""
    for name, words in described(TABLES).items():
        op.create_table(name, *columns(words))
    for name, wanted in INDEXES.items():
        for parts in wanted:
            op.create_index(f"{name}_by_{'_'.join(parts)}", name, ["tenant", *parts])
    op.create_index("kept_once", "kept", ["tenant", "audit", "kind", "digest"], unique=True)
    if op.get_bind().dialect.name == "postgresql":
        _on_postgres()
    else:
        for name in NEVER_CHANGED:
            _never_changed_on_sqlite(name)


def _on_postgres() -> None:
    op.execute(
        """create function mr_audit_never() returns trigger language plpgsql as $$
        begin raise exception '% rows are never changed', tg_table_name; end $$"""
    )
    for name in described(TABLES):
        if name in NEVER_CHANGED:
            op.execute(
                f"create trigger {name}_never before update or delete on {name} "
                "for each row execute function mr_audit_never()"
            )
        if name not in OUTSIDE:
            wall(name)


def _never_changed_on_sqlite(name: str) -> None:
    for deed in ("update", "delete"):
        op.execute(
            f"create trigger {name}_no_{deed} before {deed} on {name} "
            f"begin select raise(abort, '{name} rows are never changed'); end"
        )
