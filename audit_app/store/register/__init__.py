"""The register's logs, kept beside the audits; and what stood in a table before, moved over once."""
