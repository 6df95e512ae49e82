"""One item: its question and help, answers and verdicts, note, dispute, doubt, and what was there last time."""
