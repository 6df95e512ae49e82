"""What the columns and samples of a file of readings mean.

names       what a column's name says: a place, a field or one part of it, something else
places      which columns are places, and what keeps them from counting from the isocentre
symbols     units as files write them, and lengths that are never converted
titles      what words beside a table say of its units
agreement   whether a table says a unit twice and not the same
rows        lines that are no readings, and separators that may part thousands
components  which columns make up the field, and what to ask where that is not plain
marks       samples that stand out from both neighbours, or above the magnet's own field
"""
