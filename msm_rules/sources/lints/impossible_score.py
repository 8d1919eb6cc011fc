"""A score that so many items cannot give.

The GRIM test: a share of n items is a whole number divided by n, so that few figures are possible
(Brown and Heathers 2017, doi 10.1177/1948550616673876). Figures may be rounded or cut off.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import ceil, floor

from msm_rules.sources.lints.printed import Printed, printed
from msm_rules.sources.lints.subject import Found, Subject

_NOISE = 1e-9
"""What a fraction may lose as a 64-bit float, with room to spare."""


def impossible_score(subject: Subject) -> Iterator[Found]:
    """Every share of right answers that no whole number of them gives."""
    for each in printed(subject.facts):
        if each.n is not None and each.is_share and not possible(each, each.n):
            yield _found(each, each.n)


def possible(each: Printed, n: int) -> bool:
    """Whether some whole number of n is the figure, rounded or cut off at its last digit."""
    slack = each.scale * _NOISE
    lo, hi = each.figure - each.step / 2 - slack, each.figure + each.step + slack
    return ceil(lo / each.scale * n) <= floor(hi / each.scale * n)


def _found(each: Printed, n: int) -> Found:
    below = floor(each.fraction * n)
    least, most = (k / n * each.scale for k in (below, below + 1))
    unit = " %" if each.scale == 100 else ""
    message = (
        f"{each.said_by} prints {each.shown}, which {n:,} items cannot give: "
        f"{below:,} right are {least:.6g}{unit}, {below + 1:,} right are {most:.6g}{unit}; "
        "perhaps it counts other items, or several runs"
    )
    return Found(each.key, message, {"printed": each.figure, "n": n, "possible": [least, most]})
