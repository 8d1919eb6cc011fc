"""A snapshot of the Hub in Parquet: its table of models, one row a model, as facts documents.

Owns that table from bytes to documents.  It may have millions of rows: columns are read in spans,
and no row is held but, as short texts, those that others descend from.  What a row says is read by
`normalise`, as an answer of the Hub and a card are.  This package loads polars.
"""

from __future__ import annotations

from msm_rules.sources.snapshot.columns import is_snapshot
from msm_rules.sources.snapshot.convert import Written, snapshot_lines
from msm_rules.sources.snapshot.reading import (
    Snapshot,
    open_snapshot,
    snapshot_entries,
    snapshot_records,
)

__all__ = [
    "Snapshot",
    "Written",
    "is_snapshot",
    "open_snapshot",
    "snapshot_entries",
    "snapshot_lines",
    "snapshot_records",
]
