"""The survey as the report tells it: its words, and its figure drawn to scale."""
