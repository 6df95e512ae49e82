"""How two partners bring each other up to date: one set of rules for a file in between, for a hub and for tests.

`messages` is what is said, `kept` what a partner must be able to keep, `push`, `pull` and `pictures` the rules over it,
`receipt` what a partner signs, `keys` the signatures. Nothing here locks, merges or lets a clock decide: what has the
same digest is known, what has another one under the same number is a fork, and both are kept and told.
"""
