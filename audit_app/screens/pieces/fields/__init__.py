"""Fields: what is typed or chosen, kept as a draft from the first key on, and what is asked where texts clash."""
