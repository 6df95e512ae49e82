"""`mr-audit list`: the audits of a data folder."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from audit_app.commands.target import AUDIT, audit_id, in_folder, to_change
from audit_app.counting import counted
from audit_app.errors import UsageError
from audit_app.store.store import Store
from audit_app.store.summary import Summary


@click.command("list")
@click.option("--json", "as_json", is_flag=True, help="As JSON, for other programs.")
@in_folder
def list_(folder: Path, as_json: bool) -> None:
    """List the audits kept here, the one worked on last first."""
    with Store.to_read(folder) as store:
        summaries = store.audits()
    if as_json:
        click.echo(json.dumps([asdict(summary) for summary in summaries], indent=2, ensure_ascii=False))
    elif not summaries:
        click.echo(f"No audits in {folder} yet. Start one with mr-audit, or make a sample with mr-audit demo.")
    else:
        for summary in summaries:
            click.echo(_line(summary))


def _line(summary: Summary) -> str:
    about = summary.about
    done = about["lines"] - about["left"]
    state = f"{summary.state}, {done} of {about['lines']} done, {counted(about['deficient'], 'shortcoming')}"
    simulated = "  SIMULATED" if about["simulated"] else ""
    return f"{summary.id}  {summary.title}  ({state}){simulated}"


@click.command()
@AUDIT
@click.argument("device")
@click.argument("number", type=click.IntRange(0))
@in_folder
def branch(audit: str, device: str, number: int, folder: Path) -> None:
    """Let branch NUMBER of DEVICE's log hold in an audit, where that log went on in two ways.

    `mr-audit verify` shows what is set apart, with the device and the number; 0 is what came here first. Nothing is
    deleted. The app must not be running.
    """
    with to_change(folder) as store:
        chosen = audit_id(store, audit)
        if number and (device, number) not in {(each.device, each.number) for each in store.branches(chosen)}:
            raise UsageError(f"Branch {number} of {device[:60]}", "is not in this audit", "See mr-audit verify")
        store.choose_branch(chosen, device, number)
        left = store.branches(chosen)
    click.echo(f"Branch {number} of device {device} holds now; {counted(len(left), 'branch', 'branches')} set apart")
