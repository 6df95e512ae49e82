"""What a start waits for: the first screen, over a folder with an audit, loads nothing that only later work needs."""

import subprocess
import sys
from pathlib import Path

from audit_app.screens.session.preferences import Preferences, prefer
from audit_app.store.database import FILE
from audit_app.store.store import Store
from tests.screens.conftest import ADA
from tests.store.conftest import worked

ROOT = Path(__file__).resolve().parents[2]
LATER = ("numpy", "PIL", "pint", "reportlab", "pypdf", "docx", "icalendar", "audit_app.report", "audit_app.field.model")
DRAWN = """
import asyncio, sys
from pathlib import Path
from audit_app.screens.app import starter
from audit_app.screens.session.cabinet import Cabinet
from audit_app.store.store import Store
from tests.screen import screen

async def drawn(folder):
    with Store.at(folder) as store:
        async with screen(starter(Cabinet(store, folder))) as first:
            assert first.says("All audits")

asyncio.run(drawn(Path(sys.argv[1])))
print(*(name for name in sys.argv[2:] if name in sys.modules))
"""


def test_the_first_screen_loads_nothing_that_only_later_work_needs(tmp_path: Path) -> None:
    with Store.in_memory() as store:
        worked(store)
        prefer(store, Preferences(person=ADA, welcomed=True))
        store.copy_to(tmp_path / FILE)
    command = [sys.executable, "-c", DRAWN, str(tmp_path), *LATER]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == []


def test_numpy_is_there_for_whoever_needs_it_after_the_store_was_opened() -> None:
    asked = "import audit_app.store.store, sys; assert 'numpy' not in sys.modules; import numpy; print(numpy.int8(3))"
    done = subprocess.run([sys.executable, "-c", asked], cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "3\n"), done.stderr
