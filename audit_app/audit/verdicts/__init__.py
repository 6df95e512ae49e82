"""What is known about an item: the verdicts, how old a record may be, and how sure a reading is."""
