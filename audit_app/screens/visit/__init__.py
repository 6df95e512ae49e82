"""Walking round: places and what is left in them, finding an item, Zone IV; `item/` is one item and its answers."""
