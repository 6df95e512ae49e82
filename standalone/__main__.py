"""`python -m standalone build`: the app alone on the tablet, as a folder of static files and a zip of it."""

import sys
from importlib import import_module
from pathlib import Path

import click

from standalone.travels import ROOT, BuildRefused

FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)


@click.group(context_settings={"help_option_names": ["-h", "--help"]})
def commands() -> None:
    """Make the app that runs wholly in a tablet's browser."""


@commands.command()
@click.option("--out", type=FOLDER, default=ROOT / "build" / "site", help="Folder the site is built into; replaced.")
@click.option("--zip", "archive", type=FILE, help="Also one zip of it [default: beside the folder].")
@click.option("--wheels", type=FOLDER, default=ROOT / "build" / "wheels", help="Folder of WebAssembly wheels.")
@click.option("--docs", is_flag=True, help="Also write the weights into docs/standalone.md.")
def build(out: Path, archive: Path | None, wheels: Path, docs: bool) -> None:
    """Build the site from this checkout, and print what each part weighs."""
    made = import_module("standalone.build")
    site = made.build(out, wheels, archive=archive or out.with_suffix(".zip"))
    click.echo(made.told(site))
    if docs:
        import_module("standalone.weight").written(ROOT / "docs" / "standalone.md", made.weights(site))


@commands.command()
@click.argument("folder", type=FOLDER, default=ROOT / "build" / "site")
@click.option("--port", default=8560, show_default=True, type=click.IntRange(0, 65535))
def serve(folder: Path, port: int) -> None:
    """Serve a built site on this device, to try it."""
    import_module("standalone.serve").serve(folder, port)


@commands.command()
@click.option("--site", type=FOLDER, default=ROOT / "build" / "site", help="A built site.")
@click.option("--out", type=FILE, default=ROOT / "build" / "mr-audit.apk", help="The package.")
@click.option("--key", type=FILE, help="Keystore to sign with; its passphrase in MR_AUDIT_KEY_PASSPHRASE.")
def android(site: Path, out: Path, key: Path | None) -> None:
    """Pack a built site as an Android app, signed."""
    click.echo(import_module("standalone.android.package").package(site, out, key))


def main() -> int:
    """Runs a command; what is missing or wrong is one line and exit code 2."""
    try:
        commands(standalone_mode=False, prog_name="python -m standalone")
    except click.UsageError as error:
        click.echo(error.format_message(), err=True)
        return 2
    except BuildRefused as error:
        click.echo(str(error), err=True)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
