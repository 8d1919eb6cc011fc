"""A screening as a table: which columns there are, and what stands in each line.

Owns columns and the plain values in them, the same for every file format. One line a model, in the
order of the catalogue.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from msm_rules.decide.decision import Bounds, RuleResult
from msm_rules.screening import Placed, Row, Screening

Cell: TypeAlias = "str | bool | int | float | list[str] | None"

RULE = "rule."
"""What stands before the name of a rule in the name of its column."""

COLUMNS: dict[str, type] = {
    "id": str,
    "verdict": str,
    "determined": bool,
    "possible": list,
    "rank": int,
    "separable": bool,
    "top": bool,
    "score_lo": float,
    "score_hi": float,
    "important_lo": float,
    "important_hi": float,
    "contextual_lo": float,
    "contextual_hi": float,
    "failed": list,
    "unknown": list,
    "waived": list,
    "open_facts": list,
    "obligations": list,
    "valid_until": str,
}
"""The columns that every table has, and the kind of their values; one for each rule follows.

`rank`, `separable` (from the next) and `top` are empty for rejected models; `waived` holds
`rule: waiver`; `obligations` those that are due.
"""


def columns(screening: Screening) -> dict[str, type]:
    """All columns with their kinds; those of rules, `rule.NAME`, stand in the policy's order."""
    return COLUMNS | {RULE + rule.name: str for rule in screening.graph.rules}


def lines(screening: Screening) -> Iterator[dict[str, Cell]]:
    """One line a model; every line has every column."""
    placed = {p.row.position: p for p in screening.candidates}
    names = [RULE + rule.name for rule in screening.graph.rules]
    due = [obligation.name for obligation in screening.graph.obligations]
    for row in screening.rows:
        line = _outcome(row, placed.get(row.position))
        line["obligations"] = [n for n, is_due in zip(due, row.obligations, strict=True) if is_due]
        line["valid_until"] = row.valid_until.isoformat() if row.valid_until else None
        yield line | dict(zip(names, map(result_text, row.rules), strict=True))


def _outcome(row: Row, placed: Placed | None) -> dict[str, Cell]:
    line: dict[str, Cell] = {
        "id": row.id,
        "verdict": str(row.verdict),
        "determined": row.determined,
        "possible": list(row.possible),
        "rank": placed.rank if placed else None,
        "separable": placed.separable if placed else None,
        "top": placed.top if placed else None,
    }
    for name, bounds in (
        ("score", row.score),
        ("important", row.important),
        ("contextual", row.contextual),
    ):
        line[f"{name}_lo"], line[f"{name}_hi"] = bounds or (None, None)
    line["failed"], line["unknown"] = list(row.failed), list(row.unknown)
    line["waived"] = [f"{rule}: {waiver}" for rule, waiver in row.waived]
    line["open_facts"] = list(row.open_facts)
    return line


_WORDS = {True: "true", False: "false", None: "unknown"}


def result_text(result: RuleResult) -> str:
    """A rule's result in a word (`true false unknown waived`), or a score's bounds: `0.1..0.4`.

    A scored rule that takes no part is `unknown`, as in `Decision.rules`.
    """
    if isinstance(result, Bounds):
        lo, hi = (f"{end:.6f}".rstrip("0").rstrip(".") for end in result)
        return lo if lo == hi else f"{lo}..{hi}"
    return result if isinstance(result, str) else _WORDS[result]
