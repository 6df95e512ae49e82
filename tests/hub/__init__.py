"""The hub: the same facts on SQLite and on PostgreSQL."""
