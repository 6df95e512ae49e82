"""Indexes for lists over a large register: their first order, and the values of each column that can be filtered by."""

from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LONGEST = 500  # letters of what is in an index whole; since this step rows are made with no more
VALUES = {
    "shown_readings": ("unit_name", "site", "unit_of", "verdict"),  # and `thing`, which has one already
    "shown_shortcomings": ("section", "unit_name", "site", "verdict"),
}
# the order that `projections.view` asks for: whether it is empty, its first letters or its size, the row's key
BLANK, LETTERS = "(case when {0} is null or {0} = '' then 1 else 0 end)", "(substr(lower({0}), 1, 200))"
ORDERS = {
    "shown_findings": ("(case when score is null then 1 else 0 end)", "score desc", "(audit || ' ' || id)"),
    "shown_actions": (BLANK.format("due"), LETTERS.format("due"), "(audit || ' ' || id)"),
    "shown_audits": (BLANK.format("held_on"), LETTERS.format("held_on") + " desc", "id"),
    "shown_readings": (BLANK.format("item"), LETTERS.format("item"), "(audit || ' ' || line)"),
    "shown_shortcomings": (BLANK.format("held_on"), LETTERS.format("held_on") + " desc", "(audit || ' ' || line)"),
    "shown_register": (BLANK.format("name"), LETTERS.format("name"), "(audit || ' ' || n)"),
}

NEWEST_FIRST = "tenant, kind, id, held_on desc, audit desc"  # each thing as the newest audit has it is the first of its


def upgrade() -> None:
    """Makes them; rows with longer names are thrown away, and their audits marked as not worked out yet."""
    postgres = op.get_bind().dialect.name == "postgresql"
    for name in (*VALUES, "audits") if postgres else ():
        op.execute(f"alter table {name} no force row level security")  # this step is every tenant's
    for name, columns in VALUES.items():
        long = " or ".join(f"length({column}) > {LONGEST}" for column in columns)
        same = f"select 1 from {name} s where s.tenant = audits.tenant and s.audit = audits.id"
        op.execute(f"update audits set shown_n = -1 where exists ({same} and ({long}))")
        op.execute(f"delete from {name} where {long}")
        for column in columns:
            op.create_index(f"{name}_by_{column}", name, ["tenant", column])
    op.drop_index("shown_things_by_kind_id", "shown_things")
    op.execute(f"create index shown_things_newest_first on shown_things ({NEWEST_FIRST})")
    if not postgres:
        return  # its `lower` is the hub's own, and what a file is ordered by must be there for every program
    for name in (*VALUES, "audits"):
        op.execute(f"alter table {name} force row level security")
    for name, parts in ORDERS.items():
        op.execute(f"create index {name}_in_order on {name} (tenant, {', '.join(parts)})")
