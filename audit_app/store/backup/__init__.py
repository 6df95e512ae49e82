"""A data folder as one file, and back; and going on with one whose newest entries are missing.

back_up(folder, file)          everything that is kept, read back at once; older backups are counted up
restore(file, folder)          all that is whole, where nothing is; what is not is marked
switch(staged, folder)         what was restored beside takes its place, with one rename
go_on(folder)                  opens a folder that lacks what was kept, under a new name
"""

from audit_app.store.backup.pack import MANIFEST, back_up
from audit_app.store.backup.recovery import go_on
from audit_app.store.backup.restore import restore, switch

__all__ = ["MANIFEST", "back_up", "go_on", "restore", "switch"]
