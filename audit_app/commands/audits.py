"""`mr-audit list`: the audits of a data folder."""

import json
from dataclasses import asdict
from pathlib import Path

import click

from audit_app.commands.target import in_folder
from audit_app.counting import counted
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
