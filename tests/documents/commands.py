"""The command line as its own help tells it, for the documents."""

from collections.abc import Iterator

import click

from audit_app.__main__ import app

WIDTH = 100  # columns of a help text on a page, whatever terminal it is made in


def every() -> Iterator[tuple[str, click.Command, click.Context]]:
    """The app and each of its commands, inner ones after their group: what is typed, the command and its context."""
    yield from _below("mr-audit", app, None)


def _below(
    name: str, command: click.Command, parent: click.Context | None
) -> Iterator[tuple[str, click.Command, click.Context]]:
    context = click.Context(command, parent, info_name=name, terminal_width=WIDTH, **command.context_settings)
    yield context.command_path, command, context
    if isinstance(command, click.Group):
        for inner in command.list_commands(context):
            found = command.get_command(context, inner)
            if found is not None:
                yield from _below(inner, found, context)


def table() -> str:
    """A Markdown table: what is typed, and what it does in one sentence."""
    rows = [f"| `{typed}` | {_sentence(command)} |" for typed, command, _ in every()]
    return "\n".join(("| command | what it does |", "|---|---|", *rows))


def _sentence(command: click.Command) -> str:
    return " ".join((command.help or "").split("\n\n")[0].split())


def pages() -> str:
    """The whole help of every command, each under its name."""
    return "\n\n".join(f"## {typed}\n\n```\n{command.get_help(context)}\n```" for typed, command, context in every())
