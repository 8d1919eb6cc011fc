"""An author's own figure above the one that a third party found.

A difference that the number of items explains is none: with n known, the author's figure must lie
above the third party's 95 % interval (Wilson 1927), else more than two points above it.
"""

from __future__ import annotations

from collections.abc import Iterator
from math import sqrt

from msm_rules.diagnostics.cells import visible
from msm_rules.sources.lints.printed import Printed, figures_of, percent, points, scored
from msm_rules.sources.lints.subject import Found, Subject

_Z = 1.959963984540054  # 97.5 % point of the normal distribution
_POINTS = 0.02
BOARDS = ("open llm leaderboard",)
"""Reporters that are third parties although a card repeats them."""


def own_figure(subject: Subject) -> Iterator[Found]:
    """Every benchmark of which an author says clearly more than a third party."""
    for key in scored(subject.facts):
        rows = tuple(figures_of(subject.facts, key))
        own = max((p for p in rows if _is_own(p)), key=lambda p: p.fraction, default=None)
        if own is None:
            continue
        others = [p for p in rows if p.row.method == "verified" and _comparable(own, p)]
        found = max(others, key=lambda p: p.fraction, default=None)
        if found is not None and own.fraction > (most := _most(found)):
            yield _found(own, found, most)


def _is_own(each: Printed) -> bool:
    reporter = str(each.row.record.get("reporter", "")).lower()
    return each.row.method == "declared" and not any(board in reporter for board in BOARDS)


def _comparable(a: Printed, b: Printed) -> bool:
    """Not where both say under which setting, and it is not the same."""
    fields = ("shots", "metric")
    pairs = ((a.row.record.get(f), b.row.record.get(f)) for f in fields)
    return all(x is None or y is None or x == y for x, y in pairs)


def _most(each: Printed) -> float:
    """How high the score may be that a third party found to be so."""
    p, n = each.fraction, each.n
    if n is None:
        return p + _POINTS
    centre = (p + _Z * _Z / (2 * n)) / (1 + _Z * _Z / n)
    return centre + _Z / (1 + _Z * _Z / n) * sqrt(p * (1 - p) / n + _Z * _Z / (4 * n * n))


def _finder(each: Printed) -> str:
    """Who found a figure: the one who ran it, where a source passes it on."""
    reporter = each.row.record.get("reporter")
    if not isinstance(reporter, str) or not reporter:
        return each.said_by
    return f"{visible(reporter)} ({each.said_by})"


def _found(own: Printed, found: Printed, most: float) -> Found:
    items = f" of {found.n:,} items" if found.n else ""
    message = (
        f"the author says {percent(own.fraction)} ({own.said_by}), {_finder(found)} found "
        f"{percent(found.fraction)}{items}: {points(own.fraction - found.fraction)} more, "
        f"where up to {percent(most)} could be chance"
    )
    figures = {"own": own.fraction, "found": found.fraction, "n": found.n, "most": most}
    return Found(own.key, message, figures)
