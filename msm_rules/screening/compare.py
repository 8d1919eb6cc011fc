"""Two models under one policy: which ranks above the other, by what, and what each rule adds.

Owns the comparison. The order is the one of `rank`; the words are for reports.
"""

from __future__ import annotations

from typing import cast

from msm_rules.decide.decision import Bounds, Decision, RuleResult, Verdict
from msm_rules.frozen import record
from msm_rules.graph.nodes import Index, RankKey, Rule
from msm_rules.screening.rank import ranking, separated
from msm_rules.screening.row import row_of
from msm_rules.values.possible import TRUE, Interval


@record
class Key:
    """What one key of `rank` is for both models."""

    key: RankKey
    above: Interval
    below: Interval

    @property
    def decides(self) -> bool:
        """Whether the two differ in it."""
        return self.above != self.below


@record
class RuleDifference:
    """What one rule comes to for both models.

    `gain` is what the rule adds to the score of the one above, less what it adds to that of the
    other, in points of the score from -1 to 1, with its bounds; None of a critical rule.
    """

    rule: Rule
    above: RuleResult
    below: RuleResult
    gain: Bounds | None

    @property
    def differs(self) -> bool:
        """Whether the rule says different things of the two."""
        return self.above != self.below


@record
class Comparison:
    """Two decisions of one policy on one day, the better one above.

    `by` is the first thing that tells them apart: `verdict`, the position of a key of `rank`, or
    `id` where only the names do, `nothing` where neither is ranked. `separable` says whether the
    order stays whatever the unknown facts turn out to be.
    """

    above: Decision
    below: Decision
    by: str | int
    separable: bool
    keys: tuple[Key, ...]
    rules: tuple[RuleDifference, ...]


def compare(first: Decision, second: Decision) -> Comparison:
    """Compare two decisions of one session; which is named first makes no difference."""
    graph = first.session.graph
    rows = row_of(first, 0), row_of(second, 1)
    ranked = [placed.row for placed in ranking(rows, graph.rank, graph.top)]
    rejected = sorted((r for r in rows if r not in ranked), key=lambda r: (r.id.casefold(), r.id))
    ordered = [*ranked, *rejected]
    above, below = ((first, second)[row.position] for row in ordered)
    keys = tuple(
        Key(key, a, b)
        for key, a, b in zip(graph.rank, ordered[0].keys, ordered[1].keys, strict=True)
    )
    return Comparison(
        above,
        below,
        _by(above, below, keys),
        separated(ordered[0], ordered[1], graph.rank) or len(ranked) == 1,
        keys,
        tuple(_difference(rule, above, below) for rule in graph.rules),
    )


def _by(above: Decision, below: Decision, keys: tuple[Key, ...]) -> str | int:
    if above.verdict is Verdict.REJECT:
        return "nothing"
    if above.verdict is not below.verdict:
        return "verdict"
    return next((n for n, key in enumerate(keys) if key.decides), "id")


def _difference(rule: Rule, above: Decision, below: Decision) -> RuleDifference:
    one, other = above.result(rule), below.result(rule)
    gain = None
    if isinstance(one, Bounds) and isinstance(other, Bounds):
        share = _share(above, rule)
        gain = Bounds(share * (one.lo - other.hi), share * (one.hi - other.lo))
    return RuleDifference(rule, one, other, gain)


def _share(decision: Decision, rule: Rule) -> float:
    """How much of the score a rule makes; the same for every model, since which rules take part
    hangs on params and the day alone."""
    graph = decision.session.graph
    tiers = [t for t in graph.tiers if decision.values[t.applies] == TRUE]
    tier = next((t for t in tiers if t.name == rule.tier), None)
    if tier is None or graph.score is None:
        return 0.0
    among = [r for r in graph.rules if r.tier == rule.tier and decision.takes_part(r)]
    return (
        _number(decision, tier.weight)
        / sum(_number(decision, t.weight) for t in tiers)
        * _number(decision, rule.weight)
        / sum(_number(decision, r.weight) for r in among)
    )


def _number(decision: Decision, index: Index | None) -> float:
    return 1.0 if index is None else cast(Interval, decision.values[index])[0]
