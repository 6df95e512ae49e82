"""An outline or an audit in the formats besides PDF: `html` with `svg`, `docx`, `csv_tables`; `report_file` chooses by
a file's ending, `pdf_signature` puts a personal certificate on a finished PDF.
"""
