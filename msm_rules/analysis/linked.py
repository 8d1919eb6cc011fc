"""Facts that are one quantity in several units: the memory of weights and the number of parameters.

Owns the formula and which facts of a model follow it today. `memory.int4` is by its definition
parameters × 4 / 8 bytes, so a change of the one is a change of the other, and they are changed
together, where what is known of them agrees. Nothing else is taken to follow: a smaller model's
cache, scores and context are its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from math import isclose
from typing import cast

from msm_rules.analysis.leaves import Leaf
from msm_rules.frozen import record
from msm_rules.values.possible import Interval, Value

BYTES_EACH: Mapping[str, float] = {
    "parameters": 1.0,
    "memory.fp32": 4.0,
    "memory.fp16": 2.0,
    "memory.int8": 1.0,
    "memory.int4": 0.5,
}
"""What one parameter makes of each: itself, or bytes of the weights alone (bits / 8), as the
vocabulary defines these facts (docs/facts.md)."""

COUNT = "parameters"


@record
class Follower:
    """A fact that is `factor` times another one, the lead."""

    leaf: Leaf
    factor: float


@record
class Links:
    """The leaves that lead or stand alone, and what follows each lead."""

    leaves: tuple[Leaf, ...]
    followers: Mapping[str, tuple[Follower, ...]]

    def whole(self, values: Mapping[str, Value]) -> dict[str, Value]:
        """Values with those that follow from them."""
        found = dict(values)
        for lead, followers in self.followers.items():
            if lead in values:
                for follower in followers:
                    found[follower.leaf.key] = times(values[lead], follower.factor)
        return found


def times(value: Value, factor: float) -> Value:
    """Both ends of an interval, so many times as great."""
    lo, hi = cast(Interval, value)
    return lo * factor, hi * factor


def link(leaves: Iterable[Leaf]) -> Links:
    """Which leaves follow which: the first of a quantity leads the others that agree with it."""
    kept: list[Leaf] = []
    followers: dict[str, tuple[Follower, ...]] = {}
    lead: Leaf | None = None
    for leaf in leaves:
        if leaf.key not in BYTES_EACH or leaf.param is not None:
            kept.append(leaf)
        elif lead is None:
            lead = leaf
            kept.append(leaf)
        elif agree(lead.key, lead.now, leaf.key, leaf.now):
            factor = BYTES_EACH[leaf.key] / BYTES_EACH[lead.key]
            followers[lead.key] = (*followers.get(lead.key, ()), Follower(leaf, factor))
        else:
            kept.append(leaf)
    return Links(tuple(kept), followers)


def agree(key: str, value: Value, other: str, other_value: Value) -> bool:
    """Whether two facts say the same of one quantity, to a millionth."""
    mine = times(value, BYTES_EACH[other] / BYTES_EACH[key])
    ends = zip(cast(Interval, mine), cast(Interval, other_value), strict=True)
    return all(a == b or isclose(a, b, rel_tol=1e-6) for a, b in ends)
