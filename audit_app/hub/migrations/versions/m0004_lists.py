"""What lists show, parted so that the database itself filters, sorts and counts; all of it is worked out anew."""

from alembic import op

from audit_app.hub.migrations.walls import make

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

BEFORE = ("shown_audits", "shown_findings", "shown_actions", "shown_lines", "shown_things")
TABLES = """
shown_audits: tenant! id! unit unit_name site title purpose simulated:int state standing held_on held_day:int? recency
  auditor scanner result lines:int left:int deficient:int entries:int due_on due_day:int? fault
shown_findings: tenant! audit! id! unit unit_name site held_on short title level score:int danger:int standing place
  raised_on raised_day:int? owner
shown_actions: tenant! audit! id! unit unit_name site held_on finding finding_title level what owner email due
  due_day:int? state
shown_followed: tenant! audit! finding! unit unit_name site held_on
shown_readings: tenant! audit! line! unit unit_name site held_on item thing section words value unit_of verdict
shown_shortcomings: tenant! audit! line! unit unit_name site held_on item thing section verdict
shown_things: tenant! audit! id! unit unit_name site held_on kind name maker model serial calibrated_on calibration_due
  due_day:int? certificate told
shown_checklists: tenant! audit! digest! unit unit_name site held_on title version
shown_register: tenant! audit! n:int! unit unit_name site held_on kind name told stated_by stated_on state
shown_same: tenant! audit! n:int! unit unit_name site held_on kind one other same:int
"""
INDEXES = {
    "shown_audits": ("recency",),
    "shown_followed": ("finding",),
    "shown_readings": ("thing",),
    "shown_things": ("kind", "id"),
    "shown_actions": ("email",),
}


def upgrade() -> None:
    """Makes them, and marks every audit as not worked out yet."""
    for name in BEFORE:
        op.drop_table(name)
    make(TABLES)
    for name, parts in INDEXES.items():
        op.create_index(f"{name}_by_{'_'.join(parts)}", name, ["tenant", *parts])
    op.create_index("audits_behind", "audits", ["tenant", "changed_n", "shown_n"])
    if op.get_bind().dialect.name != "postgresql":
        op.execute("update audits set shown_n = -1")
        return
    op.execute("alter table audits no force row level security")  # this step is every tenant's
    op.execute("update audits set shown_n = -1")
    op.execute("alter table audits force row level security")
