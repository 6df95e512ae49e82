"""Every screen as a picture, in every look: `python -m tests.walks.gallery DATA FOLDER [LOOK …]`.

DATA is a folder that `mr-audit demo --data DATA -o X.pdf` filled, or an empty one. It is copied, and an audit of each
state that a screen shows differently is begun in the copy. FOLDER gets one PNG a screen and look, and one sheet a look
with all of them small.
"""

import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw
from playwright.sync_api import Browser

from audit_app.audit.findings.actions import actions
from audit_app.audit.findings.finding import findings, without_finding
from audit_app.audit.pictures import pictures
from audit_app.portfolio.evidence.evidence import evidence, keep
from audit_app.portfolio.evidence.proposal import proposed
from audit_app.screens.home.new_audit_form import fresh, start
from audit_app.screens.routes import TOP, UNDER_AUDIT
from audit_app.screens.session.cabinet import Cabinet
from audit_app.screens.session.preferences import Preferences, prefer
from audit_app.store.store import Store
from tests.walks.browser import Tablet, browser
from tests.walks.seed import ADA
from tests.walks.server import Server

LANDSCAPE, PORTRAIT, PHONE = (1180, 820), (820, 1180), (390, 844)
GO = "to => { history.pushState(null, '', to); dispatchEvent(new PopStateEvent('popstate', {state: null})) }"
AT_MOST = 40  # looks at a screen until it stands still
ACROSS, SMALL = 6, 300  # pictures in a row of a sheet, and how wide each is, in pixels


@dataclass(frozen=True)
class Look:
    """One way a screen may look: the size of the window, light or dark, and what the device is set to."""

    size: tuple[int, int] = LANDSCAPE
    dark: bool = False
    chosen: tuple[tuple[str, Any], ...] = ()


LOOKS = {
    "landscape": Look(),
    "landscape-dark": Look(dark=True),
    "portrait": Look(PORTRAIT),
    "portrait-dark": Look(PORTRAIT, dark=True),
    "phone": Look(PHONE),
    "phone-dark": Look(PHONE, dark=True),
    "high-contrast": Look(chosen=(("high_contrast", True),)),
    "high-contrast-dark": Look(dark=True, chosen=(("high_contrast", True),)),
    "large-type": Look(chosen=(("large_type", True),)),
    "large-type-phone": Look(PHONE, chosen=(("large_type", True),)),
    "one-hand": Look(PORTRAIT, chosen=(("one_hand", True),)),
    "one-hand-phone": Look(PHONE, chosen=(("one_hand", True),)),
    "left-hand": Look(PHONE, chosen=(("one_hand", True), ("left_hand", True))),
    "welsh": Look(chosen=(("language", "cy"),)),
}
LONG = "Outpatient imaging centre, MRI 3 (3 T wide bore, paediatrics and interventional)"
# name of a screen -> the unit's name, empty for the one that is registered, and the place the visit stands at
VISITS = {"visit": ("", ""), "visit-zone-iv": ("", "magnet-room"), "visit-things": (LONG, "doors")}


def addresses(data: Path) -> dict[str, str]:
    """Name of a screen -> its address, for every route that the data can fill."""
    with Store.at(data) as store:
        cabinet = Cabinet(store, data)
        known = prefer(store, Preferences(person=ADA, welcomed=True, guided=True))
        kept = next((each.id for each in store.audits() if each.about["simulated"]), "")
        begun = {name: standing(cabinet, known, *visit) for name, visit in VISITS.items()}
        audit = kept or begun["visit"]
        if kept and not evidence(store):
            keep(store, proposed(store, cabinet.audit(audit), cabinet.clock.new_id(), "report"))
        ids = parameters(cabinet, audit)
    top = {path: path for path, _ in TOP}
    under = {path: f"audit/{audit}/{path}" for path, _ in UNDER_AUDIT}
    visits = {name: f"audit/{id_}" for name, id_ in begun.items()}
    sign = {"sign-open": f"audit/{begun['visit']}/sign", "summary-open": f"audit/{begun['visit']}/summary"}
    every = {"home": "", "nowhere": "nowhere", "visit-signed": f"audit/{audit}", **top, **visits, **sign, **under}
    filled = {name: put_in(address, ids) for name, address in every.items()}
    return {name: address for name, address in filled.items() if ":" not in address}


def standing(cabinet: Cabinet, known: Preferences, unit: str, place: str) -> str:
    """A new audit of a unit that stands at a place."""
    form = fresh(cabinet, known).having(checklist="periodic")
    named = form.having(unit_id="", scanner_id="", previous="", unit=unit or "MRI 1", field_strength="3")
    audit_id = start(cabinet, named if unit or not form.unit else form)
    cabinet.store.drawers.prefer(f"at/{audit_id}", place)
    return audit_id


def parameters(cabinet: Cabinet, audit_id: str) -> dict[str, str]:
    """What stands in an address: an id of each kind of thing that the audit has."""
    audit = cabinet.audit(audit_id)
    some: dict[str, Callable[[], str]] = {
        "photo": lambda: pictures(audit)[0].id,
        "finding": lambda: findings(audit)[0].id,
        "action": lambda: actions(audit)[0].id,
        "item": lambda: evidence(cabinet.store)[0].id,
        "log": lambda: cabinet.store.register.ids()[0],
        "line": lambda: next(iter([*(each.key for each in without_finding(audit)), *audit.lines])),
    }
    found = {"page?": "visit", "item?": "", "thing?": "", "checklist": "periodic"}
    for name, first in some.items():
        try:
            found[name] = first()
        except IndexError:  # an empty folder has none: its screens are left out
            continue
    return found


def put_in(address: str, ids: dict[str, str]) -> str:
    """An address with its parts put in; what is not known stays as it is."""
    parts = [ids.get(part[1:], part) if part.startswith(":") else part for part in address.split("/")]
    return "/".join(part for part in parts if part)


def taken(started: Browser, data: Path, folder: Path, name: str, look: Look, where: dict[str, str]) -> Iterator[Path]:
    """One look's pictures, one after the other."""
    with Store.at(data) as store:
        chosen = Preferences(person=ADA, welcomed=True, guided=True)
        prefer(store, replace(chosen, **dict(look.chosen)))
    server = Server(data).start()
    try:
        tablet = Tablet.new(started, *look.size, color_scheme="dark" if look.dark else "light").open(server.to())
        tablet.at("settings").or_(tablet.at("more")).first.wait_for(state="attached")
        last = b""
        for screen, address in where.items():
            tablet.page.evaluate(GO, "/" + address)
            last = settled(tablet, last)
            path = folder / f"{screen.replace('/', '-').replace(':', '').replace('?', '')}.{name}.png"
            path.write_bytes(last)
            yield path
        tablet.page.context.close()
    finally:
        server.stop()


def settled(tablet: Tablet, before: bytes) -> bytes:
    """Waits until the screen is another than before and no longer moves: three looks at it are the same."""
    seen: list[bytes] = []
    for _ in range(AT_MOST):
        tablet.page.wait_for_timeout(250)
        seen = [*seen[-2:], tablet.page.screenshot()]
        if len(seen) == 3 and len(set(seen)) == 1 and seen[-1] != before:
            break
    return seen[-1]


def sheet(pictures_of: list[Path], path: Path) -> None:
    """All pictures of a look small, side by side, each under its name."""
    opened = [Image.open(each).convert("RGB") for each in pictures_of]
    high = max(round(one.height * SMALL / one.width) for one in opened)
    rows = -(-len(opened) // ACROSS)
    whole = Image.new("RGB", (ACROSS * (SMALL + 12), rows * (high + 28)), "white")
    pen = ImageDraw.Draw(whole)
    for number, (one, name) in enumerate(zip(opened, pictures_of, strict=True)):
        x, y = number % ACROSS * (SMALL + 12), number // ACROSS * (high + 28)
        pen.text((x + 4, y + 4), name.name.split(".")[0], fill="black")
        whole.paste(one.resize((SMALL, round(one.height * SMALL / one.width))), (x, y + 20))
    whole.save(path)


def main(given: Path, folder: Path, names: list[str]) -> None:
    """Takes every picture of the looks that are named, or of all, over a copy of the data."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as copy, browser() as started:
        data = Path(shutil.copytree(given, Path(copy) / "data"))
        where = addresses(data)
        for name in names or LOOKS:
            paths = list(taken(started, data, folder, name, LOOKS[name], where))
            sheet(paths, folder / f"sheet.{name}.png")
            print(f"{name}: {len(paths)} pictures", flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]), sys.argv[3:])
