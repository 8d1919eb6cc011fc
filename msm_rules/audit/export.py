"""A log as JSON Lines, for those who keep or check it without SQLite."""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.audit.entry import plain
from msm_rules.audit.log import sound_rows
from msm_rules.graph.canonical import canonical_json


def exported(path: str) -> Iterator[str]:
    """One line a row: canonical JSON with `number`, `previous`, `entry` and `digest`.

    Raises AuditError where there is no log, or at the first row that is not what was logged.
    """
    for row, entry in sound_rows(path):
        line = {
            "number": row.number,
            "previous": row.previous,
            "entry": plain(entry),
            "digest": row.digest,
        }
        yield canonical_json(line).decode()
