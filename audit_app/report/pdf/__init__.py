"""An outline on paper.

document, pages, flow, grid, frames    pages filled one after another     figures, pictures   what is drawn on them
blanks, action_sheet, short_paper      papers that are no report          style, tags         look and reading order
text/   fonts, letters in reading order, paragraphs                       file/               the PDF's own objects
"""
