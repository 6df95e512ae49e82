"""What is known beyond one audit, as logs: units with their scanners, cards and items; instruments; people.

Each unit, instrument and person has a log of its own, whose id follows from what it is about. The entries have the
envelope, the chain, the undo and the disputes of an audit's; what screens read is their replay. Nothing here reads or
writes a file.
"""
