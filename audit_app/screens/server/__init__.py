"""Serving the screens to a browser: the server, its door, and who may ask."""
