"""What a lint looks at, and what it says: one model's facts with their evidence, and a finding.

Owns the two shapes. A finding is a warning for people: real data get these things wrong, and
sometimes the data are right. It changes no fact.
"""

from __future__ import annotations

from collections.abc import Mapping

from msm_rules.facts import ModelFacts
from msm_rules.frozen import field, record


@record
class Earlier:
    """A record that came before: its name in messages, and the id as it spells it."""

    record: str
    id: str


@record
class Subject:
    """The facts of one model on the day `as_of` (an ordinal); `earlier` is the record of the same
    catalogue, or of one read before it, that has the same id, ignoring case."""

    facts: ModelFacts
    as_of: float
    earlier: Earlier | None = None


def ends(facts: ModelFacts, key: str) -> tuple[float, float] | None:
    """Both ends of an ordered fact; None where nothing is known of it."""
    match facts.values.get(key):
        case (float() as lo, float() as hi):
            return lo, hi
    return None


@record
class Found:
    """One finding: the fact it is about, the arithmetic in words, and its figures for machines."""

    key: str
    message: str
    figures: Mapping[str, object] = field(default_factory=dict)
