"""The hub's tables as they are now; how they came to be stands in `migrations/`.

Every table but `tenants` and `tries` has a tenant, and on PostgreSQL a policy that shows a transaction only the rows
of the tenant it named. `kept` is the feed: every entry, paper and record as it was written, numbered without a gap.
`kept`, `papers` and `access_log` are appended to; the database itself refuses to change them.
"""

from sqlalchemy import MetaData, Table

from audit_app.hub.shape import described, tables

metadata = MetaData()

# What is kept, in three parts: who, what was seen, and what is worked out from it.
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
audits: tenant! id! kind unit unit_name site begun changed_n:int shown_n:int
pictures: tenant! unit! digest! state here:int size:int sealed_at?
picture_names: tenant! digest! audit!
pieces: tenant! unit! digest! start:int! body:bytes
"""
SHOWN = """
shown_audits: tenant! id! unit unit_name site title purpose simulated:int state held_on auditor scanner result lines:int
  left:int deficient:int entries:int next_due followed fault
shown_findings: tenant! audit! id! number:int title level score:int danger:int standing place raised_on
shown_actions: tenant! audit! id! finding finding_title level what owner email due state
shown_lines: tenant! audit! line! item thing section words value unit_of verdict
shown_things: tenant! audit! id! kind name details
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
SHOWN_TABLES = tuple(described(SHOWN))
made = tables(metadata, WHO) | tables(metadata, SEEN) | tables(metadata, SHOWN) | tables(metadata, REPLIES)
made |= tables(metadata, HOOKS)


def table(name: str) -> Table:
    """One table by its name."""
    return made[name]
