"""What is asked, as physicists write it in TOML.

reader, model, shape, rules, fault     a file in, a Checklist or its faults out
conditions, lint, coverage, index      what can never hold, is it fit to walk with, what it covers, its table
reference/                             the guidelines, their clauses and editions, risk matrix, zones, settings
"""
