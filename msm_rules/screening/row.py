"""One line of a screening: what a decision comes to, read from its trace once.

A decision reads its values anew whenever it is asked; a screening asks each decision once, keeps
the answers here, and lets the values go.
"""

from __future__ import annotations

from datetime import date

from msm_rules.decide.decision import Bounds, Decision, RuleResult, Verdict
from msm_rules.frozen import record
from msm_rules.values.possible import Interval


@record
class Row:
    """A decision in brief. `rules` and `obligations` stand in the order of the policy.

    `position` is the decision's place among `Screening.decisions`, `keys` are the bounds of the
    keys of `rank`; `waived` are pairs of rule and waiver.
    """

    position: int
    id: str
    verdict: Verdict
    determined: bool
    possible: tuple[str, ...]
    score: Bounds | None
    important: Bounds | None
    contextual: Bounds | None
    rules: tuple[RuleResult, ...]
    failed: tuple[str, ...]
    unknown: tuple[str, ...]
    escalated: tuple[str, ...]
    waived: tuple[tuple[str, str], ...]
    open_facts: tuple[str, ...]
    obligations: tuple[bool | None, ...]
    valid_until: date | None
    keys: tuple[Interval, ...]


def row_of(decision: Decision, position: int) -> Row:
    """The row of a decision; only an undetermined one has open facts."""
    graph, values = decision.session.graph, decision.values
    keys: list[Interval] = [values[key.node] for key in graph.rank]  # type: ignore[misc]
    determined = decision.determined
    return Row(
        position,
        decision.facts.id,
        decision.verdict,
        determined,
        decision.possible,
        decision.score,
        decision.important,
        decision.contextual,
        tuple(decision.rules.values()),
        decision.failed,
        decision.unknown,
        decision.escalated,
        tuple(decision.waived.items()),
        () if determined else decision.open_facts,
        tuple(decision.obligations.values()),
        decision.valid_until,
        tuple(keys),
    )
