"""A popular model that nobody maintains.

What many depend on and nobody looks after gets no corrections. What counts as popular and as
looked after are figures of this table, not of the world.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from math import inf

from msm_rules.sources.lints.subject import Found, Subject, ends

POPULAR = 100_000
"""Downloads in 30 days."""
LONG_AGO = 2 * 365
"""Days since the last change."""


def unmaintained(subject: Subject) -> Iterator[Found]:
    """A model with surely so many downloads that surely nobody has changed for so long."""
    downloads, modified = (ends(subject.facts, key) for key in ("downloads", "modified"))
    if downloads is None or modified is None or modified[1] == inf:
        return
    least, days = downloads[0], int(subject.as_of - modified[1])
    if least < POPULAR or days < LONG_AGO:
        return
    last = date.fromordinal(int(modified[1])).isoformat()
    message = f"{least:,.0f} downloads in 30 days, and last changed on {last}, {days:,} days ago"
    yield Found("modified", message, {"downloads": least, "modified": last, "days": days})
