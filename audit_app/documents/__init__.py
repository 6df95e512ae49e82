"""Documents that came from elsewhere, each format read once, with care: whatever is in one may be hostile.

`mail` an e-mail, `html_text` the words of one in HTML, `word` a Word document,
`charset` the encoding of their text, `csv_cells` a spreadsheet's CSV (encoding, separator, formulas, dates),
`pdf_text` the text of a guideline's PDF, `pdf_pages` the pages of any other PDF; both read behind `pdf_guard`.
`pdf_tags` folds the trees of tags of the app's own PDF files into one.
`file_kind` tells which of these a file is.
"""
