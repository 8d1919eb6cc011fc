"""Where the models of a catalogue end: each in exactly one place, so that the figures add up.

Owns the stages of the funnel, the rules that nobody survives, and the obligations that come due.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from msm_rules.decide.decision import Verdict
from msm_rules.frozen import record
from msm_rules.graph.nodes import Graph, Obligation, Rule
from msm_rules.screening.row import Row


@record
class Stage:
    """How many models fell first at a critical rule, and how many were left after it."""

    rule: Rule
    fell: int
    left: int


@record
class Funnel:
    """All models; those that fell at each critical rule, in order; those below every threshold;
    and the three groups that are left. `models` is the sum of all others."""

    models: int
    stages: tuple[Stage, ...]
    below: int
    accepted: int
    wants_person: int
    too_little_known: int

    @property
    def survived(self) -> int:
        """How many no critical rule rejects."""
        return self.models - sum(stage.fell for stage in self.stages)


@record
class Blocking:
    """A critical rule that stops models: how many fail it, and how many fail it alone."""

    rule: Rule
    fails: int
    alone: int


@record
class Due:
    """An obligation: of how many accepted models it is due, and of how many that is open."""

    obligation: Obligation
    due: int
    open: int


def fell_at(row: Row, graph: Graph) -> str | None:
    """The first critical rule that rejects a model; None where none does."""
    if row.verdict is not Verdict.REJECT:
        return None
    return next((name for name in row.failed if name not in row.escalated), None)


def funnel(rows: Sequence[Row], graph: Graph) -> Funnel:
    """The funnel of a screening. Rules that send to a person reject nobody and are no stages."""
    fallen = Counter(fell_at(row, graph) for row in rows if row.verdict is Verdict.REJECT)
    left, stages = len(rows), []
    for rule in rejecting(graph):
        left -= fallen[rule.name]
        stages.append(Stage(rule, fallen[rule.name], left))
    groups = Counter((row.verdict, row.determined) for row in rows)
    return Funnel(
        len(rows),
        tuple(stages),
        fallen[None],
        groups[Verdict.ACCEPT, True],
        groups[Verdict.REVIEW, True],
        groups[Verdict.REVIEW, False],
    )


def rejecting(graph: Graph) -> tuple[Rule, ...]:
    """The critical rules that can reject a model, in order."""
    return tuple(r for r in graph.rules if r.tier == "critical" and r.otherwise is None)


def blocking(rows: Sequence[Row], graph: Graph) -> tuple[Blocking, ...]:
    """The rules responsible where no model survives the critical tier, the most telling first.

    Those that stop most models by themselves come first; empty where a model survives.
    """
    if not rows or any(fell_at(row, graph) is None for row in rows):
        return ()
    hard = [[name for name in row.failed if name not in row.escalated] for row in rows]
    fails = Counter(name for failed in hard for name in failed)
    alone = Counter(failed[0] for failed in hard if len(failed) == 1)
    found = [Blocking(r, fails[r.name], alone[r.name]) for r in rejecting(graph)]
    return tuple(
        sorted((b for b in found if b.fails), key=lambda b: (b.alone, b.fails), reverse=True)
    )


def dues(accepted: Iterable[Row], graph: Graph) -> tuple[Due, ...]:
    """The obligations that are due, or may be, for accepted models; in the order of the policy."""
    columns = tuple(zip(*(row.obligations for row in accepted), strict=True))
    found = (
        Due(obligation, column.count(True), column.count(None))
        for obligation, column in zip(graph.obligations, columns, strict=False)
    )
    return tuple(due for due in found if due.due or due.open)
