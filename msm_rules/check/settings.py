"""The params that a test sets with `with`: checked as `set` is, in their JSON forms."""

from __future__ import annotations

from collections.abc import Iterable
from math import inf
from typing import NamedTuple, cast

from msm_rules.check.constants import constant, is_one
from msm_rules.check.context import Context
from msm_rules.check.header import settable
from msm_rules.check.params import default_value
from msm_rules.check.scope import taken
from msm_rules.diagnostics import Label
from msm_rules.facts import to_json
from msm_rules.graph.nodes import Index, Param
from msm_rules.source import Span
from msm_rules.syntax import tree as t
from msm_rules.values.possible import Interval, Value, is_exact
from msm_rules.values.types import is_ordered, spoken


class Settings(NamedTuple):
    """The params that a test sets: by name as JSON, and by node as values."""

    forms: dict[str, object]
    values: dict[Index, Value]


def settings(ctx: Context, clauses: Iterable[t.With], path: str) -> Settings:
    """The params that a test sets; those in error are left out."""
    found = Settings({}, {})
    first: dict[str, Span] = {}
    for clause in clauses:
        key = settable(ctx.state, ctx.module, clause.target)
        row = ctx.state.param_rows.get(key) if key else None
        if row is None:
            continue
        span = clause.target.span
        if row.name in first:
            ctx.state.diagnostics.append(taken(row.name, span, first[row.name]))
        first.setdefault(row.name, span)
        value = constant(ctx, clause.value, f"{path}.with.{row.name}", row.type, row.name, {})
        if value is not None and _allowed(ctx, row, value, clause.value.span):
            found.values[row.node] = value
            found.forms[row.name] = to_json(row.type, value)
    return found


def _allowed(ctx: Context, row: Param, value: Value, span: Span) -> bool:
    """Whether a decision would take the value: one, and inside the range of the param."""
    ordered = is_ordered(row.type)
    if not is_exact(row.type, value) or (ordered and not is_one(row.type, cast(Interval, value))):
        message = f"`{row.name}` needs {spoken(row.type)} that is one exact value"
        ctx.state.report("type-mismatch", message, span)
        return False
    if not ordered or _end(ctx, row.lo, -inf) <= cast(Interval, value)[0] <= _end(ctx, row.hi, inf):
        return True
    ctx.state.report(
        "bad-range",
        f"this value of `{row.name}` lies outside its range",
        span,
        "this is outside",
        (Label(row.span, "the param is defined here"),),
    )
    return False


def _end(ctx: Context, index: Index | None, otherwise: float) -> float:
    """One end of a param's range; `otherwise` where there is none, or none that is known."""
    try:
        return otherwise if index is None else cast(Interval, default_value(ctx, index))[0]
    except KeyError:
        return otherwise
