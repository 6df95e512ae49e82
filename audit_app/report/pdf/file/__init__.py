"""The PDF file itself: objects, the tree of tags, pictures, and what an archive and a screen reader ask of it."""
