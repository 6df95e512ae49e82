"""Documents of one audit, made as on a tablet from a folder that holds only that audit and is gone afterwards."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from audit_app.audit.pictures import refuse_unreviewed
from audit_app.errors import UsageError
from audit_app.hub.database import Within
from audit_app.hub.keeping.audits import loaded
from audit_app.hub.keeping.kept import STORED, place_of
from audit_app.hub.keeping.picture_store import PictureStore
from audit_app.hub.tables import table
from audit_app.report import Options, csv_table, outline, pdf, web, whole_json
from audit_app.store.shelf.shelf import Shelf

SHARED = "audit.mraudit"
KINDS = {
    "report.pdf": "application/pdf",
    "record.pdf": "application/pdf",
    "report.html": "text/html; charset=utf-8",
    "answers.csv": "text/csv; charset=utf-8",
    "audit.json": "application/json",
    SHARED: "application/zip",  # which `out.shared` makes
}
REVIEWED = ("report.pdf", "record.pdf", "report.html")


def report_of(within: Within, pictures: PictureStore, audit: str, name: str) -> tuple[bytes, str]:
    """The bytes of a document and its media type; UsageError for a name that is none."""
    if name not in KINDS or name == SHARED:
        raise UsageError(name[:60], "is no document of an audit", f"There are {', '.join(KINDS)}")
    told = loaded(within, audit)
    if name in REVIEWED:
        refuse_unreviewed(told)
    if name in ("answers.csv", "audit.json"):
        return (csv_table(told) if name == "answers.csv" else whole_json(told)), KINDS[name]
    with unpacked(within, pictures, audit) as shelf:
        options = Options("record" if name.startswith("record") else "report")
        made = outline(told, shelf, options)
        return (web(made) if name.endswith(".html") else pdf(made, options)), KINDS[name]


@contextmanager
def unpacked(within: Within, pictures: PictureStore, audit: str) -> Iterator[Shelf]:
    """A shelf with those pictures of an audit that are here."""
    with TemporaryDirectory(prefix="mr-audit-hub-", ignore_cleanup_errors=True) as folder:
        shelf = Shelf(Path(folder))
        about = within.one("audits", id=audit) or {"unit": ""}
        own = table("pictures")
        names = {row["digest"] for row in within.find("picture_names", table("picture_names").c.audit == audit)}
        for row in within.find("pictures", own.c.unit == about["unit"], own.c.state == STORED):
            if row["digest"] in names:
                shelf.keep(b"".join(pictures.whole(place_of(within.tenant, row["unit"], row["digest"]))))
        yield shelf
