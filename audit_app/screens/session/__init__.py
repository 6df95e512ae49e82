"""What a session holds: the desk and its verbs, what sessions share, preferences, language, size of type."""
