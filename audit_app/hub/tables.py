"""The hub's tables as they are now; how they came to be stands in `migrations/`.

Every table but `tenants` and `tries` has a tenant, and on PostgreSQL a policy that shows a transaction only the rows
of the tenant it named. `kept` is the feed: every entry, paper and record as it was written, numbered without a gap.
`kept`, `papers` and `access_log` are appended to; the database itself refuses to change them, but for the text of what
two people disposed of.
"""

from sqlalchemy import MetaData, Table

from audit_app.hub.shape import described, tables

metadata = MetaData()

# What is kept, in three parts: who, what was seen, and what is worked out from it. A `…_day` is a date as a number of
# days, so that it can be reckoned with alike in every database; it is empty where the text beside it is no date.
WHO = """
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
"""
SEEN = """
kept: tenant! n:int! kind audit digest device? seq:int? prev? stamp? body received_at by_device? ahead_s:int?
papers: tenant! digest! body
audits: tenant! id! kind unit unit_name site begun changed_n:int shown_n:int disposed_at?
pictures: tenant! unit! digest! state here:int size:int sealed_at?
picture_names: tenant! digest! audit!
pieces: tenant! unit! digest! start:int! body:bytes
"""
SHOWN = """
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
REPLIES = """
replies: tenant! id! audit action email text at answered_by? answered_at? answer
outbox: tenant! id! address subject body created_at sent_at? tries:int next_at fault?
reply_photos: tenant! reply! n:int! digest shown name size:int
"""
HOOKS = """
hooks: tenant! id! address secret made_by made_at told_n:int answered_at? fault? ended_at?
hook_messages: tenant! id! hook kind body made_at sent_at? tries:int next_at fault?
"""
RETENTION = """
holds: tenant! id! scope_kind scope reason set_by set_at lifted_by? lifted_at?
retention_rules: tenant! class! years:int basis set_by set_at
scanner_ends: tenant! unit! ended_on! said_by said_at
disposals: tenant! id! audit class unit_name held_on kept_until basis entries:int pictures:int digest proposed_by
  proposed_at confirmed_by? confirmed_at? withdrawn_by? withdrawn_at?
"""
SHOWN_TABLES = tuple(described(SHOWN))
made = tables(metadata, WHO) | tables(metadata, SEEN) | tables(metadata, SHOWN) | tables(metadata, REPLIES)
made |= tables(metadata, HOOKS + RETENTION)


def table(name: str) -> Table:
    """One table by its name."""
    return made[name]
