"""What each chapter of a report says, worked out from the audit: pure functions that give chapters of blocks."""
