"""What a lint may look at."""

from __future__ import annotations

from dataclasses import dataclass

from msm_rules.check.context import Context
from msm_rules.check.scope import Module
from msm_rules.check.tiers import Layered
from msm_rules.graph.nodes import Graph, Rule, Waiver


@dataclass(frozen=True, slots=True)
class Linted:
    """A checked policy: its files, what layering made of them, and the graph if there is no error."""

    ctx: Context
    main: Module
    modules: list[Module]
    layered: Layered
    rules: tuple[Rule, ...]
    waivers: tuple[Waiver, ...]
    graph: Graph | None
    today: int | None
