"""From the summary to the signed report: coverage, what changed, handover, sign-off, files, the log, trends."""
