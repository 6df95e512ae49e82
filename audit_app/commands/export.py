"""`mr-audit export` and `import`: an audit's whole log as one file for other programs and other devices."""

from pathlib import Path

import click

from audit_app.commands.bundle import import_folder, import_shared
from audit_app.commands.target import AUDIT, audit_id, in_folder, written_out
from audit_app.counting import counted
from audit_app.errors import UsageError
from audit_app.portfolio.share.foreign_log import try_whole
from audit_app.portfolio.share.mraudit import ENDING
from audit_app.store.log_json import LARGEST, exported, received
from audit_app.store.shelf.shelf import Shelf
from audit_app.store.store import Store


@click.command()
@AUDIT
@click.option(
    "-o", "--output", type=click.Path(path_type=Path), required=True, metavar="FILE.json", help="File to write."
)
@in_folder
def export(audit: str, output: Path, folder: Path) -> None:
    """Write an audit's whole log as JSON: every entry as it was made, and the checklist and references it copied.

    Photographs are named by their digest; to hand over the photographs as well, make a bundle.
    """
    with Store.to_read(folder) as store:
        text = exported(store, audit_id(store, audit))
    written_out(output, text.encode("utf-8"))
    click.echo(f"Wrote {output}")


@click.command("import")
@click.argument("file", metavar="FILE", type=click.Path(path_type=Path))
@in_folder
def import_(file: Path, folder: Path) -> None:
    """Take in an audit exported or shared elsewhere, joined with what is here of it. Close the app first.

    A .mraudit file made by `mr-audit share` brings its photographs along. A folder that `mr-audit hub export` made is
    taken in whole: its register, then every audit in it.
    """
    if file.is_dir():
        import_folder(file, folder)
        return
    if file.suffix.lower() == ENDING:
        import_shared(file, folder)
        return
    try:
        if file.stat().st_size > LARGEST:
            raise UsageError(str(file), "is larger than an audit can be", "Choose a file made by mr-audit export")
        text = file.read_text(encoding="utf-8")
    except OSError as error:
        raise UsageError(str(file), f"cannot be read ({error.strerror})", "Check the name and the folder") from error
    except UnicodeDecodeError as error:
        raise UsageError(str(file), "is not an exported audit", "Choose a file made by mr-audit export") from error
    with Store.at(folder) as store:
        before = {summary.id: summary.about["entries"] for summary in store.logs()}
        audit = received(store, text, Shelf(folder).has, try_whole)
    new = len(audit.entries) - before.get(audit.id, 0)
    click.echo(f"Took in {counted(new, 'entry', 'entries')} of audit {audit.id}, which now has {len(audit.entries)}")
