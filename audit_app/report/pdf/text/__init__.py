"""Words on paper: fonts, letters in the order they are read and the form they take, paragraphs broken into lines."""
