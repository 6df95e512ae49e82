"""An outline on paper: fonts, styles, tables, pictures and pages, and the archive form of the PDF file."""
