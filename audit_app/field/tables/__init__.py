"""Any delimited or fixed-width text as columns of cells.

read        a table from a file's bytes
decoding    bytes as text, and what is too large to look at
delimiters  what parts a line's cells, and the decimal sign
header      where data begin, and the names and units above them
body        the rows, and what stands among them and is none
remarks     words beside the table that may tell its units
doubts      where it says two things of its units
"""

from audit_app.field.tables.body import WHICH
from audit_app.field.tables.delimiters import split
from audit_app.field.tables.read import Table, read_table
from audit_app.field.tables.remarks import in_words

__all__ = ["WHICH", "Table", "in_words", "read_table", "split"]
