"""What is kept on this device, and nothing that decides: durable before it is shown.

store, schema, database, stored_entries, device_tables     one SQLite file: audits, their entries, the register
shelf/                                                     photographs under their digests
folder, durable, disk_space, disk_errors                   the data folder and its disk
backup, log_json, integrity                                one file and back, one log and back, is it whole
lineage, summary                                           the audits of a unit, and a line on each
"""

import sys

# sqlite-utils asks for these two when it is imported, only to learn their types. The store writes none of them, and
# numpy alone is a tenth of what a start loads: it is told that they are not here, unless somebody has loaded them.
_UNASKED = [name for name in ("numpy", "pandas") if name not in sys.modules]
sys.modules.update(dict.fromkeys(_UNASKED))  # type: ignore[arg-type] # None: an import of it says so at once
try:
    import sqlite_utils as sqlite_utils
finally:
    for _name in _UNASKED:
        del sys.modules[_name]
