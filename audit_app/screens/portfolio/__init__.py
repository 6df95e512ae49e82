"""The portfolio: its items, the applicant, the bundle, and the checklists that are developed here."""
