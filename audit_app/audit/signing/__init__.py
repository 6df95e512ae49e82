"""Putting a name to an audit: `obstacles` in its way, `permission` to sign, `handover` of an acceptance audit,
numbered `revisions` afterwards, and `contributions`: who did what.
"""
