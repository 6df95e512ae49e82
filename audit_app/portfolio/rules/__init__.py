"""The rules of the scheme: `rule` what one is, `item_rules` and `whole_rules` each, `scheme_rules` all together.

`state` and `overview` are the portfolio as they see it, `similarity` how alike two texts are.
"""
