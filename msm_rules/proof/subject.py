"""What a proof is about: one decision with everything it was made from and all it found.

Owns the shape that the engine fills. Nothing is computed here.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

from msm_rules.facts.model_facts import ModelFacts
from msm_rules.frozen import record
from msm_rules.graph.nodes import Graph, Index
from msm_rules.values.possible import Bool, Score, Value


@record
class Purpose:
    """For what a decision was taken: the system, and the ticket or the like that asked for it."""

    system: str | None = None
    reference: str | None = None


@record
class Origin:
    """Where a policy came from, where that is known: an address and a git commit."""

    address: str | None = None
    commit: str | None = None


NO_PURPOSE, NO_ORIGIN = Purpose(), Origin()


@record
class Subject:
    """One decision. Facts are named by their keys (`memory.int4`), open facts as people see them.

    `members` holds, for each node that is a quantifier, what it found of each member. `waived` maps
    rules to waivers, `today` is a day ordinal. Where facts are `withheld`, the `concealed` nodes
    rest on them; of those that are `hidden` no value is shown, and any may be the one.
    """

    graph: Graph
    values: Mapping[Index, Value]
    members: Mapping[Index, Mapping[str, Bool]]
    facts: ModelFacts
    params: Mapping[str, Value]
    today: int
    stale: frozenset[str]
    pending: frozenset[str]
    verdict: str
    determined: bool
    possible: tuple[str, ...]
    failed: tuple[str, ...]
    escalated: tuple[str, ...]
    waived: Mapping[str, str]
    open_facts: tuple[str, ...]
    obligations: Mapping[str, bool | None]
    scores: Mapping[str, Score]  # of `score` and the scored tiers that the policy has
    valid_until: date | None
    purpose: Purpose = NO_PURPOSE
    origin: Origin = NO_ORIGIN
    withheld: frozenset[str] = frozenset()
    concealed: frozenset[Index] = frozenset()
    hidden: frozenset[Index] = frozenset()
