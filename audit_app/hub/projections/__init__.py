"""What is worked out from the entries and can be thrown away: rows for lists, made again by one command.

shown                 a log's rows, made from its entries and kept until there are newer ones
audit_rows, register  an audit, and a log of the register, as rows
rows, due             what a caller may see of them, as queries
lists                 the lists there are, with their columns
choices               how many rows a list has, and what can be chosen in each column, asked at once
view                  a list as somebody asked for it: filtered, sorted, counted and paged by the database
"""
