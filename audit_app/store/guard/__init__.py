"""What stands beside the database so that nothing is lost in silence.

kept_log    what was kept, noted a second time outside the database
losses      the database held against those notes
shape       its tables and triggers held against what this version makes
branches    a device's log that went on in two ways
arrival     the last step of a restore on the device itself
"""
