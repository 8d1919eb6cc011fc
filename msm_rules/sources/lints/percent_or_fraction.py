"""A fraction that was read as percent, or percent beside fractions.

Two signs are sure enough to speak of: a figure up to 1 that was read as percent and lies far below
what guessing gives, and two figures of one benchmark that differ by a factor of 100.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import combinations

from msm_rules.sources.lints.printed import Printed, figures_of, percent, scored
from msm_rules.sources.lints.subject import Found, Subject

CHANCE = {
    "arc-challenge": 0.25,
    "arc-easy": 0.25,
    "boolq": 0.5,
    "gpqa": 0.25,
    "gpqa-diamond": 0.25,
    "hellaswag": 0.25,
    "medmcqa": 0.25,
    "medqa": 0.25,
    "mmlu": 0.25,
    "mmlu-anatomy": 0.25,
    "mmlu-clinical-knowledge": 0.25,
    "mmlu-college-biology": 0.25,
    "mmlu-college-medicine": 0.25,
    "mmlu-medical-genetics": 0.25,
    "mmlu-pro": 0.1,
    "mmlu-professional-medicine": 0.25,
    "openbookqa": 0.25,
    "piqa": 0.5,
    "pubmedqa": 1 / 3,
    "sciq": 0.25,
    "winogrande": 0.5,
}
"""What guessing gives: one over the number of choices of each question."""

_FAR_BELOW = 5
"""A score this many times below guessing is hardly one of a language model."""
_HUNDRED = (80.0, 125.0)
"""Within these factors one figure is taken for the hundredfold of another."""


def percent_or_fraction(subject: Subject) -> Iterator[Found]:
    """Scores that are far below chance as they were read, and pairs a factor of 100 apart."""
    for key in scored(subject.facts):
        rows = [each for each in figures_of(subject.facts, key) if each.fraction > 0]
        for each in rows:
            chance = CHANCE.get(each.name)
            if chance and "/normalised" not in key and each.fraction < chance / _FAR_BELOW:
                yield _below(each, chance)
        for a, b in combinations(rows, 2):
            low, high = sorted((a, b), key=lambda p: p.fraction)
            if _HUNDRED[0] <= high.fraction / low.fraction <= _HUNDRED[1]:
                yield _apart(low, high)


def _below(each: Printed, chance: float) -> Found:
    message = (
        f"{each.said_by} prints {each.figure:.10g}, read as {percent(each.fraction)}, "
        f"where guessing gives {percent(chance)}"
    )
    if each.scale == 100 and each.figure <= 1:
        message += f"; perhaps it is a fraction, that is {percent(each.figure)}"
    figures = {"printed": each.figure, "read_as": each.fraction, "chance": chance}
    return Found(each.key, message, figures)


def _apart(low: Printed, high: Printed) -> Found:
    message = (
        f"{low.said_by} prints {low.figure:.10g} and {high.said_by} {high.figure:.10g}, read as "
        f"{percent(low.fraction)} and {percent(high.fraction)}: "
        f"{high.fraction / low.fraction:.0f} times as much; perhaps one is percent and the other "
        "a fraction"
    )
    figures = {"printed": [low.figure, high.figure], "read_as": [low.fraction, high.fraction]}
    return Found(low.key, message, figures)
