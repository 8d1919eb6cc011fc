"""A stated total that is not the sum of the counts per dtype.

A safetensors header has both; where the repository was repacked, or buffers of positions are
counted, they differ, and the facts go by the counts per dtype.
"""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.diagnostics.cells import visible
from msm_rules.facts import Evidence
from msm_rules.sources.lints import sizes
from msm_rules.sources.lints.subject import Found, Subject, ends

_BUFFERS = 0.01
"""Positions and masks are stored beside weights; they make less of a difference than this."""


def size_and_counts(subject: Subject) -> Iterator[Found]:
    """A total that another number beside it contradicts: the one that the facts go by, or one of
    the two that they keep."""
    bounds = ends(subject.facts, "parameters")
    if bounds is None:
        return
    for row in subject.facts.evidence.get("parameters", ()):
        kept = sizes.both_kept(row)
        if not sizes.is_count(row.raw) or not (kept or _by_counts(row, bounds)):
            continue
        other = bounds[1] if bounds[0] == row.raw else bounds[0]
        counted = int(min(other, sizes.MOST))
        if abs(row.raw - counted) > _BUFFERS * max(row.raw, counted):
            yield _found(row, row.raw, counted)


def _by_counts(row: Evidence, bounds: tuple[float, float]) -> bool:
    """Whether the facts have one number, which was measured beside the total."""
    return row.method == "measured" and bounds[0] == bounds[1]


def _found(row: Evidence, total: int, counted: int) -> Found:
    message = (
        f"{visible(row.source or 'a source')} states the total {total:,}, its counts per dtype "
        f"give {counted:,}: {abs(counted - total):,} {'more' if counted > total else 'fewer'}"
    )
    return Found("parameters", message, {"total": total, "counted": counted})
