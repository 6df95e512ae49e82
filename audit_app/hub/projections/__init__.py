"""What is worked out from the entries and can be thrown away: rows for lists, made again by one command.

shown         an audit's rows, made from its entries
rows          what a caller may see of them: due, findings, actions, audits, readings, things
lists         the lists there are, with their columns; sorted and filtered
"""
