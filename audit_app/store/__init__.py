"""What is kept on this device, and nothing that decides: durable before it is shown.

store, schema, database, stored_entries, device_tables     one SQLite file: audits, their entries, the register
shelf/                                                     photographs under their digests
folder, durable, disk_space, disk_errors                   the data folder and its disk
backup, log_json, integrity                                one file and back, one log and back, is it whole
lineage, summary                                           the audits of a unit, and a line on each
"""
