"""The order of a manifest's rows: places, shortlist and what cannot be separated, derived again.

Written from language.md (Verdict, Ranking), and of no code with what ranks (`screening.rank`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from math import inf, isinf
from typing import Any

from msm_rules.proof.checker.claims import Row


def ways_of(manifest: Mapping[str, Any]) -> list[bool]:
    """Of each key of `rank`, whether more is better."""
    return [way for _, way in manifest["policy"]["rank"]]


def standings(
    rows: list[Row], ways: list[bool], top: int | None
) -> Iterator[tuple[Row, dict[str, Any]]]:
    """Every row with where it stands: candidates in their order, then those that are rejected."""
    standing = sorted(
        (row for row in rows if row["verdict"] != "reject"),
        key=lambda row: (_behind(row), _by_keys(row, ways), row["id"].casefold(), row["id"]),
    )
    last = standing[top - 1] if top is not None and top <= len(standing) else None
    for n, row in enumerate(standing):
        among = last is None or n < (top or 0) or not surely_before(last, row, ways)
        after = standing[n + 1] if n + 1 < len(standing) else None
        apart = after is None or surely_before(row, after, ways)
        yield row, {"place": n + 1, "shortlisted": among, "separable": apart}
    for row in rows:
        if row["verdict"] == "reject":
            yield row, {"place": None, "shortlisted": False, "separable": None}


def surely_before(one: Mapping[str, Any], other: Mapping[str, Any], ways: list[bool]) -> bool:
    """Whether a row stands before another whatever the unknown facts are."""
    if _behind(one) != _behind(other):
        return _behind(one) < _behind(other)
    for mine, theirs, descending in zip(one["keys"], other["keys"], ways, strict=True):
        at_worst, at_best = _loss(mine, descending)[0], _loss(theirs, descending)[1]
        if at_worst != at_best:
            return at_worst < at_best
    return False


def decided_by(one: Mapping[str, Any], other: Mapping[str, Any], ways: list[bool]) -> int | None:
    """The number of the first key that two rows of one verdict differ in; None where it is ids."""
    pairs = zip(_by_keys(one, ways), _by_keys(other, ways), strict=True)
    return next((n for n, (mine, theirs) in enumerate(pairs) if mine != theirs), None)


def _behind(row: Mapping[str, Any]) -> bool:
    return bool(row["verdict"] != "accept")


def _by_keys(row: Mapping[str, Any], ways: list[bool]) -> list[tuple[float, float]]:
    """What is sorted by: of each key the worse end, then the better; an infinite one is worst."""
    pairs = (_loss(key, way) for key, way in zip(row["keys"], ways, strict=True))
    return [(inf if isinf(worst) else worst, inf if isinf(best) else best) for worst, best in pairs]


def _loss(key: Any, descending: bool) -> tuple[float, float]:
    """A key at its worst and at its best, less being better; exact infinity is worst of all."""
    low, high = (_number(end) for end in _ends(key))
    if low == high and isinf(low):
        return inf, inf
    return (-low, -high) if descending else (high, low)


def _ends(key: Any) -> tuple[Any, Any]:
    if isinstance(key, dict):
        low, high = key["between"]
        return low, high
    return key, key


def _number(end: Any) -> float:
    if end in ("inf", "-inf"):
        return float(end)
    return float(date.fromisoformat(end).toordinal()) if isinstance(end, str) else float(end)
