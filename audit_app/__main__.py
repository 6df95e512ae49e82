"""The command line: the app itself when no command is given, and the same work without a tablet."""

import logging
import os
import sys
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

import click

from audit_app import __version__
from audit_app.errors import AuditError, one_line
from audit_app.store.folder import data_folder

# What a remedy says to do, and how that is done on the command line; a tablet is told the words only.
BY_COMMAND = {
    "recover the data folder": "mr-audit recover",
    "Check the stored data": "mr-audit verify",
    "list of audits": "mr-audit list",
    "another folder for the data": "--data or MR_AUDIT_HOME",
    "ask for them a second time": "--yes-with-originals",
    "Share the audit with its pictures": "mr-audit share",
    "a file made by Share": "mr-audit share",
    "a backup file": "mr-audit backup",
    "an exported audit": "mr-audit export",
    "Compare the two files": "mr-audit diff",
}

# A command -> the module that holds it and its name there; imported only when the command is called.
COMMANDS = {
    "demo": ("audit_app.commands.demo", "demo"),
    "list": ("audit_app.commands.audits", "list_"),
    "report": ("audit_app.commands.report", "report"),
    "sheets": ("audit_app.commands.report", "sheets"),
    "export": ("audit_app.commands.export", "export"),
    "import": ("audit_app.commands.export", "import_"),
    "verify": ("audit_app.commands.verify", "verify"),
    "check": ("audit_app.commands.check", "check"),
    "reference": ("audit_app.commands.reference", "reference"),
    "field": ("audit_app.commands.field", "field"),
    "photos": ("audit_app.commands.photos", "photos"),
    "purge": ("audit_app.commands.photos", "purge"),
    "bundle": ("audit_app.commands.bundle", "bundle"),
    "share": ("audit_app.commands.bundle", "share"),
    "diff": ("audit_app.commands.bundle", "diff"),
    "revise": ("audit_app.commands.bundle", "revise"),
    "backup": ("audit_app.commands.backup", "backup"),
    "restore": ("audit_app.commands.backup", "restore"),
    "recover": ("audit_app.commands.backup", "recover"),
    "hub": ("audit_app.hub.command", "hub"),
}

LOG = "trouble.log"


class Commands(click.Group):
    """The commands of the table, each imported when it is called."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """The names of the commands, in the order of the table."""
        return [name for name, (module, _) in COMMANDS.items() if find_spec(module)]

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command with this name, or None."""
        if cmd_name not in self.list_commands(ctx):
            return None
        module, name = COMMANDS[cmd_name]
        command: click.Command = getattr(import_module(module), name)
        return command


@click.group(cls=Commands, invoke_without_command=True, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="mr-audit")
@click.option("--data", type=click.Path(path_type=Path), metavar="DIR", help="Folder the audits are kept in.")
@click.option(
    "--host", default="127.0.0.1", show_default=True, help="Address to listen on; another needs a passphrase."
)
@click.option("--port", default=8550, show_default=True, type=click.IntRange(0, 65535), help="0 takes any free one.")
@click.option(
    "--proxy",
    default="",
    metavar="ADDRESS",
    envvar="MR_AUDIT_PROXY",
    help="A reverse proxy with TLS in front of it: its X-Forwarded-For and -Proto are believed.",
)
@click.option(
    "--meter",
    default="",
    metavar="ADDRESS",
    envvar="MR_AUDIT_METER",
    help="A gaussmeter for the field survey: HOST, HOST:PORT or a serial port; it speaks SCPI.",
)
@click.option("--desktop", is_flag=True, help="Open a window instead of the browser.")
@click.option("--no-browser", is_flag=True, help="Do not open the browser.")
@click.pass_context
def app(
    ctx: click.Context, data: Path | None, host: str, port: int, proxy: str, meter: str, desktop: bool, no_browser: bool
) -> None:
    """Audit an MR unit for safety, and report what was found.

    Without a command the app starts and is shown in the browser. The address it prints opens it for whoever started
    it, and for no other user of the computer.

    AUDIT in a command is an audit's id as shown by `mr-audit list`, the beginning of one, or the word `latest`.

    Audits are kept in the folder named by --data, else by MR_AUDIT_HOME, else in the user's own data folder.
    To listen on another address than 127.0.0.1, set MR_AUDIT_PASSPHRASE: whoever connects is asked for it.
    """
    folder = ctx.ensure_object(dict)["folder"] = data_folder(data)
    if ctx.invoked_subcommand is None:
        serving = import_module("audit_app.screens.server.server")
        shown = {"open_browser": not no_browser, "desktop": desktop}
        serving.serve(host=host, port=port, data=folder, proxy=proxy, meter=meter, **shown)


def with_commands(words: str) -> str:
    """What went wrong as it is told to somebody at a terminal: with the commands that do what its remedy says."""
    found = [command for remedy, command in BY_COMMAND.items() if remedy in words]
    return f"{words.rstrip('.')} ({', '.join(found)})" if found else words


def main() -> None:
    """Runs a command: foreseen trouble is one line and exit code 2, unforeseen trouble is logged and exit code 1."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
    settled: dict[str, Path] = {}  # the data folder, once the options have said it
    try:
        sys.exit(app(prog_name="mr-audit", standalone_mode=False, obj=settled))
    except click.exceptions.NoArgsIsHelpError as asked:
        asked.show()
        sys.exit(2)
    except click.UsageError as error:
        _say(f"{error.format_message().rstrip('.')}. See {error.ctx.command_path if error.ctx else 'mr-audit'} --help")
        sys.exit(2)
    except AuditError as error:
        _say(with_commands(str(error)))
        sys.exit(2)
    except click.Abort:
        _say("stopped; nothing more was done")
        sys.exit(1)
    except BrokenPipeError:  # whoever reads the words has read enough
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except Exception as error:  # noqa: BLE001 (the one gate for what nobody foresaw)
        kept = _logged(error, settled.get("folder") or data_folder())
        _say(f"unforeseen trouble ({type(error).__name__}: {error}). {kept}")
        sys.exit(1)


def _say(message: str) -> None:
    """One line on stderr, whatever names and typed words the message repeats."""
    click.echo(f"mr-audit: {one_line(message)}", err=True)


def _logged(error: Exception, folder: Path) -> str:
    """Keeps the details of unforeseen trouble in the data folder, and says where."""
    path = folder / LOG
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.FileHandler(path, encoding="utf-8", delay=False)
    except OSError:
        logging.getLogger("mr_audit").error("Unforeseen", exc_info=error)
        return "The details are above."
    handler.setFormatter(logging.Formatter("%(asctime)s %(message)s"))
    logger = logging.Logger("mr_audit.command")
    logger.addHandler(handler)
    logger.error("mr-audit %s", __version__, exc_info=error)
    handler.close()
    return f"The details are in {path}."


if __name__ == "__main__":
    main()
