"""Paper sheets: printing them, typing them in, and comparing the two."""
