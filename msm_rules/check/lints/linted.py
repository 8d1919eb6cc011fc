"""What a lint may look at, and the questions that several of them ask."""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.check.context import Context
from msm_rules.check.scope import Module
from msm_rules.check.tiers import Layered, Placed
from msm_rules.frozen import record
from msm_rules.graph.nodes import Graph, Rule, Waiver
from msm_rules.syntax.walk import parts

SOON = 30
"""For how many days ahead an end is announced."""


@record
class Linted:
    """A checked policy: its files, what layering made of them, the graph if nothing is in error."""

    ctx: Context
    main: Module
    modules: list[Module]
    layered: Layered
    rules: tuple[Rule, ...]
    waivers: tuple[Waiver, ...]
    graph: Graph | None
    today: int | None

    def is_used(self, name: str) -> bool:
        """Whether something uses a let or param of the policy's own file, or is not meant to."""
        used = (self.main.source.name, name) in self.ctx.state.used
        return used or name.startswith("_")

    def written(self) -> Iterator[object]:
        """Every node of the tree of the policy's own file, in no order."""
        todo: list[object] = list(self.main.file.items)
        while todo:
            node = todo.pop()
            yield node
            todo.extend(parts(node))

    def has_expired(self, waiver: Waiver) -> bool:
        """Whether the last day of a waiver is known to have passed."""
        return self.today is not None and waiver.until < self.today

    def own_rules(self) -> list[Placed]:
        """The rules that stand in the policy's own file."""
        return [p for p in self.layered.rules if p.module is self.main]


def days_left(days: int) -> str:
    """How far off an end is: `in 12 days`, `tomorrow`, `today`."""
    return {0: "today", 1: "tomorrow"}.get(days, f"in {days} days")
