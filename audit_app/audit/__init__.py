"""What was seen at a unit: an audit is its checklist and the entries made against it, and the rest is worked out.

log/        entries, what they are about, their chain and clock        findings/   findings, actions, what falls due
signing/    obstacles, permission, handover, revisions                 survey/     the fringe field and its lines
verdicts/   judging an answer, ages, doubt                               trial       an audit from elsewhere, tried out
audit, line, things, places, figures   the audit as it stands: lines, what repeats, the way round, its numbers
pen, undo, challenge, register         writing entries, taking back, asking back, what is known beyond one audit
history/    entries in words, who did what and why               comparison     this audit beside the last
signatures, editions, sheets, pictures, instruments     who signed, copies it was made with, paper, photos, meters
"""
