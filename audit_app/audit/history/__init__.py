"""Who did what, when and why: `history` the log of a thing or of the whole audit, `sentences` an entry in words."""
