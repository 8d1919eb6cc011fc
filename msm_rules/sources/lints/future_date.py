"""A date that has not come yet: of the model, or of when somebody looked at it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msm_rules.diagnostics.cells import visible
from msm_rules.sources.lints.subject import Found, Subject, ends

PAST = ("created", "modified", "released", "knowledge_cutoff")
"""Dates that have passed once they can be known; `end_of_life` may well be to come."""


def future_date(subject: Subject) -> Iterator[Found]:
    """Dates of the model that surely lie after the day, and days of observation that do."""
    for key in PAST:
        value = ends(subject.facts, key)
        if value is not None and value[0] > subject.as_of:
            yield _found(subject, key, value[0], "it is")
    for key, rows in subject.facts.evidence.items():
        days = [row.observed for row in rows if row.observed and row.observed > subject.as_of]
        if days:
            source = visible(str(next(r.source for r in rows if r.observed == max(days))))
            yield _found(subject, key, max(days), f"{source} was read on")


def _found(subject: Subject, key: str, day: float, what: str) -> Found:
    then, now = (date.fromordinal(int(d)).isoformat() for d in (day, subject.as_of))
    ahead = int(day - subject.as_of)
    message = f"{what} {then}, {ahead:,} {'day' if ahead == 1 else 'days'} after {now}"
    return Found(key, message, {"date": then, "as_of": now, "days": ahead})
