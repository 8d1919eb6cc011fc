"""The order of the candidates, as `rank` has it (language.md, Verdict).

Accepted models stand before those for review; rejected ones have no place. `descending` compares
lower ends, then upper ones, `ascending` upper ends, then lower ones; an infinite end is worst;
what the keys leave equal stands by id, ignoring case.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import inf, isinf

from msm_rules.decide.decision import Verdict
from msm_rules.frozen import record
from msm_rules.graph.nodes import RankKey
from msm_rules.screening.row import Row
from msm_rules.values.possible import Interval


@record
class Placed:
    """A candidate with its place, from 1.

    `separable` says whether the keys separate it from the next one whatever the unknown facts are
    (true of the last); `top`, whether it is among the first N, or not separable from the Nth.
    """

    rank: int
    row: Row
    separable: bool
    top: bool


def ranking(rows: Sequence[Row], keys: Sequence[RankKey], top: int | None) -> tuple[Placed, ...]:
    """All candidates in order. Without keys nothing is ranked: they stand by verdict and id."""
    candidates = sorted(
        (row for row in rows if row.verdict is not Verdict.REJECT),
        key=lambda row: (_group(row), _order(row, keys), row.id.casefold(), row.id),
    )
    last = candidates[top - 1] if top is not None and top <= len(candidates) else None
    return tuple(
        Placed(
            n + 1,
            row,
            n + 1 == len(candidates) or separated(row, candidates[n + 1], keys),
            last is None or top is None or n < top or not separated(last, row, keys),
        )
        for n, row in enumerate(candidates)
    )


def separated(first: Row, second: Row, keys: Sequence[RankKey]) -> bool:
    """Whether the first surely stands before the second: by verdict, or by the keys.

    A later key counts only where every earlier one has the first surely not behind the second.
    """
    if _group(first) != _group(second):
        return _group(first) < _group(second)
    for key, one, other in zip(keys, first.keys, second.keys, strict=True):
        worst, best = _badness(one, key)[1], _badness(other, key)[0]
        if worst < best:
            return True
        if worst > best:
            return False
    return False


def _group(row: Row) -> bool:
    return row.verdict is not Verdict.ACCEPT


def _order(row: Row, keys: Sequence[RankKey]) -> tuple[tuple[float, float], ...]:
    """What is sorted by: for each key its worse end, then its better one, infinite ones last."""
    bad = (_badness(value, key) for value, key in zip(row.keys, keys, strict=True))
    return tuple((_last(worst), _last(best)) for best, worst in bad)


def _last(end: float) -> float:
    return inf if isinf(end) else end


def _badness(value: Interval, key: RankKey) -> Interval:
    """A key's bounds turned so that less is better; an exact infinite value is worst."""
    lo, hi = value
    if lo == hi and isinf(lo):
        return inf, inf
    return (-hi, -lo) if key.descending else (lo, hi)
