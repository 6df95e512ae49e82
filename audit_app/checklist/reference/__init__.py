"""The reference library: what the checklists cite and what verdicts rest on.

`sources` documents and clauses, `guideline` and `headings` a reader's own copy of one, `confirmations` the numbers
accepted from it; `risk`, `zones`, `settings` and `scheme` the tables of the app, read by `tables`.
"""
