"""Findings and what becomes of them: the list, one finding and its risk, actions, replies, follow-up."""
