"""`mr-audit` without a tablet: one module a family of commands, named like them.

`target` settles what a command works on: the data folder, the store in it, and the audit its words name.
"""
