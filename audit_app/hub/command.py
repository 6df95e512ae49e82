"""`mr-audit hub`: one process that serves the hub, and what keeps it running."""

import os
from importlib import import_module
from pathlib import Path
from typing import Any

import click

from audit_app.errors import UsageError

FOLDER = "hub"


@click.group(invoke_without_command=True)
@click.option(
    "--folder",
    type=click.Path(path_type=Path),
    metavar="DIR",
    envvar="MR_AUDIT_HUB_HOME",
    help="Folder for database and pictures, unless they are named; the data folder's own `hub` when left out.",
)
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", default=8560, show_default=True, type=click.IntRange(1, 65535), help="Port to listen on.")
@click.option("--address", default="", metavar="URL", help="How people reach it, e.g. https://audits.example.org.")
@click.option(
    "--proxy", default="", metavar="IP", help="A reverse proxy with TLS in front of it: its X-Forwarded-… are believed."
)
@click.pass_context
def hub(ctx: click.Context, folder: Path | None, host: str, port: int, address: str, proxy: str) -> None:
    """Serve the hub: one register for a trust, for tablets and for browsers.

    Without anything set it keeps a SQLite database and a folder of pictures. MR_AUDIT_HUB_DATABASE
    (postgresql+psycopg://…) puts it on PostgreSQL 15 or newer, MR_AUDIT_HUB_PICTURES (s3://…, az://…, gs://…,
    file:///…) puts pictures there. The first start prints a link that makes the first administrator.
    """
    where = folder or ctx.ensure_object(dict)["folder"] / FOLDER
    near = f"http://127.0.0.1:{port}" if not address and "MR_AUDIT_HUB_ADDRESS" not in os.environ else address
    settings = _module("settings").from_environment(where, address=near)
    ctx.obj["hub"] = settings
    if ctx.invoked_subcommand is None:
        _module("serving").serve(settings, host, port, proxy)


@hub.command()
@click.argument("name")
@click.pass_context
def tenant(ctx: click.Context, name: str) -> None:
    """Add a further organisation called NAME, and print the link for its first administrator.

    The link is good for three days, once; until it was used the same command makes another. Organisations share
    nothing: no list, no person, no picture and no key of one is seen from another. The hub may be running; where it was
    started with --port or --address, give the same before `tenant`, so that the link leads there.
    """
    settings = ctx.obj["hub"]
    installation = _module("serving").opened(settings)
    try:
        _, secret = _module("identity.tenants").further_tenant(installation.database, name)
    finally:
        installation.close()
    click.echo(f"Open this link once to make the first administrator of {name}:\n  {settings.address}/begin/{secret}")


@hub.command()
@click.pass_context
def rebuild(ctx: click.Context) -> None:
    """Make everything that lists show again from the entries."""
    installation = _module("serving").opened(ctx.obj["hub"])
    try:
        done = _module("projections.shown").rebuild(installation.database)
    finally:
        installation.close()
    click.echo(f"Made the lists again from {done} audits")


@hub.command()
@click.pass_context
def mail(ctx: click.Context) -> None:
    """Write this week's mail to owners of open actions, once, and send what waits in the outbox."""
    from datetime import UTC, datetime

    settings = ctx.obj["hub"]
    installation = _module("serving").opened(settings)
    try:
        made = _module("mail").write_digests(installation.database, settings, datetime.now(UTC).date())
        sent = _module("mail").send_outbox(installation.database, settings)
    finally:
        installation.close()
    click.echo(f"{made} written, {sent} sent")


@hub.command()
@click.pass_context
def drill(ctx: click.Context) -> None:
    """Read everything again and say whether it is whole: for a restored copy, before anybody relies on it.

    Exit code 0 when it is; else every fault is printed, and the code is 1. Nothing is changed.
    """
    installation = _module("serving").opened(ctx.obj["hub"])
    try:
        found = _module("keeping.drill").drilled(installation.database, installation.pictures)
    finally:
        installation.close()
    click.echo(f"Read {found.entries} entries, {found.papers} papers and {found.pictures} pictures")
    for fault in found.faults:
        click.echo(fault)
    ctx.exit(1 if found.faults else 0)


@hub.command()
@click.argument("folder", type=click.Path(path_type=Path))
@click.option("--tenant", default="", metavar="ID", help="Only this organisation, where the hub has several.")
@click.pass_context
def export(ctx: click.Context, folder: Path, tenant: str) -> None:
    """Write everything of an organisation into an empty FOLDER, as files that the app opens without a hub.

    With several organisations each gets a folder of its own in it. The hub may be running: what comes in later is left
    for the next time. Exit code 1 when something could not be written; it is named. Keep the folder where audits may be
    kept: photographs are in it as they were taken.
    """
    installation = _module("serving").opened(ctx.obj["hub"])
    export_tenant = _module("out.tenant").export_tenant
    try:
        known = installation.database.tenants()
        if tenant and tenant not in known:
            fault = "is no organisation of this hub"
            raise UsageError(f"--tenant {tenant[:60]}", fault, f"There are {', '.join(known)}")
        alone = bool(tenant) or len(known) == 1
        written = [
            export_tenant(installation.database, installation.pictures, each, folder if alone else folder / each)
            for each in ([tenant] if tenant else known)
        ]
    finally:
        installation.close()
    for line in (line for each in written for line in each.sentences):
        click.echo(line)
    ctx.exit(1 if any(each.left_out for each in written) else 0)


def _module(name: str) -> Any:
    """A module of the hub; UsageError when what it stands on is not installed."""
    try:
        return import_module(f"audit_app.hub.{name}")
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("audit_app"):
            raise
        remedy = "Install it with pip install 'mr-audit[hub]'"
        raise UsageError("The hub", f"needs {error.name}, which is not installed", remedy) from error
