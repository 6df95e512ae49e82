"""Lists as Parquet for Power BI and the like: typed columns that keep their names; pyarrow is an extra of its own."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from audit_app.dates import day
from audit_app.hub.database import Row, Within
from audit_app.hub.identity.caller import Caller
from audit_app.hub.out.tables import TABLES

AT_ONCE = 10_000  # rows of one group: what is in memory at a time
KINDS: dict[str, tuple[Any, Callable[[Any], Any]]] = {
    "text": (pa.string(), lambda value: None if value in (None, "") else str(value)),
    "date": (pa.date32(), lambda value: day(str(value or ""))),
    "whole": (pa.int64(), lambda value: None if value in (None, "") else int(value)),
    "number": (pa.float64(), lambda value: None if value in (None, "") else float(value)),
    "yes": (pa.bool_(), lambda value: value in (1, "Yes", "Overdue")),
}


def write(within: Within, name: str, caller: Caller, today: date, path: Path) -> int:
    """Writes what a caller may see of one of TABLES; gives how many rows. What is not known is null."""
    columns = TABLES[name].columns
    schema = pa.schema([pa.field(column, KINDS[kind][0]) for column, kind in columns.items()])
    schema = schema.with_metadata({"made_by": "mr-audit hub", "day": today.isoformat()})
    count = 0
    with pq.ParquetWriter(path, schema, compression="zstd") as writer:
        for rows in _groups(TABLES[name].rows(within, caller, today)):
            count += len(rows)
            writer.write_table(pa.table(_arrays(rows, columns), schema=schema))
    return count


def _groups(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while group := list(islice(left, AT_ONCE)):
        yield group


def _arrays(rows: list[Row], columns: Mapping[str, str]) -> list[Any]:
    kinds = {name: KINDS[kind] for name, kind in columns.items()}
    return [pa.array([read(row.get(name)) for row in rows], kind) for name, (kind, read) in kinds.items()]
