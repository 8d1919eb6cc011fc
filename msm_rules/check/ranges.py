"""Comparisons of a fact with what it can never be, and those that its natural range settles."""

from __future__ import annotations

from typing import cast

from msm_rules.check.context import Context, Typed
from msm_rules.diagnostics import Label
from msm_rules.source import Span
from msm_rules.values.operators import OPERATORS
from msm_rules.values.possible import FALSE, TRUE, Interval


def in_range(ctx: Context, op: str, left: Typed, right: Typed, span: Span) -> bool:
    """Report a constant outside a fact's natural range; warn where the range settles it."""
    for fact, other, swapped in ((left, right, False), (right, left, True)):
        spec = ctx.fact_of(fact)
        if spec is None or spec.natural is None or not ctx.is_constant(other):
            continue
        value = cast(Interval, ctx.value_of(other))
        if not spec.natural[0] <= value[0] <= spec.natural[1]:
            out_of_range(ctx, spec.path, spec.natural, value[0], other.span, fact.span)
            return False
        args = (value, spec.natural) if swapped else (spec.natural, value)
        result = OPERATORS[op].meaning(*args)
        if result in (TRUE, FALSE):
            always(ctx, result == TRUE, span)
    return True


def out_of_range(
    ctx: Context, path: str, natural: Interval, value: float, span: Span, fact: Span
) -> None:
    """The diagnostic of a constant that a fact can never be."""
    share = natural == (0.0, 1.0)
    bounds = "between 0 and 1 (0% and 100%)" if share else "never below 0"
    hint = f"write {value:g}% for {value:g} per cent" if share and 1 < value <= 100 else None
    ctx.state.report(
        "out-of-range",
        f"`model.{path}` is {bounds}, so this comparison says nothing",
        span,
        "the fact can never be this",
        (Label(fact, bounds),),
        hint,
    )


def always(ctx: Context, holds: bool, span: Span) -> None:
    """Warn of a condition that does not depend on the model."""
    which = "every model" if holds else "no model"
    ctx.state.report(
        "always-true" if holds else "always-false",
        f"this holds for {which}, whatever its facts",
        span,
        hint="is the number right, and the comparison the right way round?",
    )
