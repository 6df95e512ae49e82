"""Every route that the hub's OpenAPI describes, asked with what it describes and with what it does not.

`python -m bench.hub.schema --examples 200`. Schemathesis makes the requests from `/v1/openapi.json`, half of them as
described and half of them not, and holds each answer against it: no answer of 500, each in a shape that is described,
nothing that is wrong taken in, nothing open without the token. The hub has one of everything, on SQLite.
"""

import argparse
import sys
import tempfile
import warnings
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
)
from starlette.testclient import TestClient

from audit_app.hub.identity import passwords
from audit_app.hub.settings import Settings
from audit_app.hub.web.hub import Hub
from bench.machine import busy, machine
from tests.hub.browser import Browser
from tests.hub.full import Full, filled
from tests.hub.tablet import Tablet

CHECKS = [not_a_server_error, status_code_conformance, content_type_conformance, response_schema_conformance,
          negative_data_rejection]  # fmt: skip
LEFT_OUT = ("/v1/leave",)  # ends the token that everything else is asked with


def full_hub(folder: Path) -> Full:
    """A hub of its own with one of everything."""
    lead = Browser(Hub.at(Settings(folder)))
    lead.begin()
    return filled(lead, Tablet(lead))


def operations(full: Full) -> Iterator[Any]:
    """What is described, apart from what ends the sign-in."""
    schema = schemathesis.openapi.from_dict(full.lead.http.get("/v1/openapi.json").json())
    for found in schema.get_all_operations():
        if found.ok().path not in LEFT_OUT:
            yield found.ok()


def asked(full: Full, operation: Any, examples: int, number: int) -> tuple[Counter[str], list[str]]:
    """How many answers of each kind, and what was wrong with any."""
    told: Counter[str] = Counter()
    faults: list[str] = []
    strategy = operation.as_strategy(GenerationMode.POSITIVE) | operation.as_strategy(GenerationMode.NEGATIVE)

    @seed(number)
    @settings(
        max_examples=examples,
        deadline=None,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(strategy)
    def ask(case: Any) -> None:
        answer = sent(full, case)
        told[f"{answer.status_code // 100}xx"] += 1
        try:
            case.validate_response(answer, checks=CHECKS)
        except FailureGroup as group:
            faults.extend(f"{operation.label}: {each}" for each in group.exceptions)

    ask()
    return told, faults


def sent(full: Full, case: Any) -> Any:
    """The answer to a request that was made up, asked with a device's token."""
    said = case.as_transport_kwargs(base_url=full.lead.hub.settings.address)
    body = said.get("data")
    headers = {str(name): str(value) for name, value in (said.get("headers") or {}).items()}
    shown = [name for name in headers if name.lower() == "authorization"]  # none where leaving it out is what is tried
    headers = {
        name: full.tablet.http.headers["authorization"] if name in shown else told for name, told in headers.items()
    }
    more = {"json": said["json"]} if "json" in said else {"content": body} if isinstance(body, str | bytes) else {}
    http = TestClient(full.tablet.http.app, base_url=full.lead.hub.settings.address)
    return http.request(said["method"], said["url"], params=said.get("params"), headers=headers, **more)


def main() -> int:
    """The command; exit code 1 when any answer was wrong."""
    asks = argparse.ArgumentParser(description=__doc__)
    asks.add_argument("--examples", type=int, default=200)
    asks.add_argument("--seed", type=int, default=1)
    said = asks.parse_args()
    passwords.COST.update(time_cost=1, memory_cost=8, parallelism=1)
    told: Counter[str] = Counter()
    faults: list[str] = []
    routes = 0
    with warnings.catch_warnings(), tempfile.TemporaryDirectory(prefix="hub-schema-") as name:
        warnings.simplefilter("ignore")
        full = full_hub(Path(name))
        with closing(full.lead.hub):
            for operation in operations(full):
                routes += 1
                some, wrong = asked(full, operation, said.examples, said.seed)
                told, faults = told + some, faults + wrong
                print(operation.label, dict(some), len(wrong), file=sys.stderr, flush=True)
    for each in dict.fromkeys(faults):
        print(each[:600], file=sys.stderr)
    print(f"{machine()}, {busy()}\n\n| requests made up from the hub's OpenAPI | |\n|---|---:|")
    print(f"| routes | {routes} |\n| requests | {told.total():,} |")
    for kind in ("2xx", "4xx", "5xx"):
        print(f"| answered {kind} | {told[kind]:,} |")
    print(f"| 500, in no shape that is described, or wrong and taken in | {len(faults)} |")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
