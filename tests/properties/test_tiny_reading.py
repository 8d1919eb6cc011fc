"""Two readings of the language agree: the engine, and a small one written from its reference."""

from __future__ import annotations

from datetime import date
from typing import Any

from hypothesis import given

import msm_rules as msm
from msm_rules.source import Source
from msm_rules.syntax import parse
from msm_rules.syntax import tree as t
from msm_rules.values.possible import FALSE, TRUE, UNKNOWN
from tests.campaign import examples
from tests.properties.tiny_reading import Reading
from tests.strategies import Draft, policies
from tests.strategies_facts import models
from tests.strategies_vocabulary import SETTINGS

DAY = date(2026, 11, 22)


def critical(reading: Reading, rule: t.Rule) -> bool | None:
    must, may = reading.requirement(rule)
    return True if must else None if may else False


def scored(reading: Reading, rule: t.Rule) -> msm.Bounds | None:
    points = reading.points(rule)
    return None if points is None else msm.Bounds(points[0] / 1e6, points[1] / 1e6)


def before_waivers(decision: msm.Decision, name: str) -> bool | None:
    """What the engine says of a requirement by itself; that a waiver lifts it is told elsewhere."""
    rule = next(r for r in decision.session.graph.rules if r.name == name)
    return {TRUE: True, FALSE: False, UNKNOWN: None}[decision.values[decision.unwaived(rule)]]  # type: ignore[index]


@examples(80)
@given(policies(choices=False, plain=True), models())
def test_a_second_reading_of_the_language_finds_the_same(
    draft: Draft, model: dict[str, Any]
) -> None:
    params = {name: SETTINGS[name][0] for name in draft.unset}
    decision = draft.policy().decide(model, as_of=DAY, params=params)
    file, _ = parse(Source("main.msm", draft.text))
    reading = Reading(file, model, params, DAY)
    for tier in (item for item in file.items if isinstance(item, t.Tier)):
        for rule in tier.rules:
            name = rule.name.name
            if tier.kind == "critical":
                assert before_waivers(decision, name) == critical(reading, rule), name
            else:
                assert decision.rules[name] == scored(reading, rule), name
