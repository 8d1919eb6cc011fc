"""A stated total that is not the sum of the counts per dtype.

A safetensors header has both; where the repository was repacked, or buffers of positions are
counted, they differ, and the facts go by the counts per dtype.
"""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.sources.lints import sizes
from msm_rules.sources.lints.subject import Found, Subject

_BUFFERS = 0.01
"""Positions and masks are stored beside weights; they make less of a difference than this."""


def size_and_counts(subject: Subject) -> Iterator[Found]:
    """A total beside an exact number of parameters that the same source counted by dtype."""
    facts = subject.facts
    counted = sizes.exact_parameters(facts)
    if counted is None:
        return
    for row in facts.evidence.get("parameters", ()):
        if row.method != "measured" or type(row.raw) is not int:
            continue
        if abs(row.raw - counted) <= _BUFFERS * max(row.raw, counted):
            continue
        message = (
            f"{row.source} states the total {row.raw:,}, its counts per dtype give {counted:,}: "
            f"{abs(counted - row.raw):,} {'more' if counted > row.raw else 'fewer'}"
        )
        yield Found("parameters", message, {"total": row.raw, "counted": counted})
