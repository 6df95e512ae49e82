"""A portfolio as one file: `bundle` makes it (`front_matter`, `cross_reference`, `index`, `bag`); `verification`.

`cross_checks` is what its files say about each other, `foreign_zip` a bundle that another program packed again.
"""
