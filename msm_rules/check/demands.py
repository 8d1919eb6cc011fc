"""What a place demands of an expression: a condition, an ordered value."""

from __future__ import annotations

from msm_rules.check.context import Context, Typed, described
from msm_rules.syntax import tree as t
from msm_rules.values.types import BOOL, Type, is_ordered, spoken


def condition(ctx: Context, expr: t.Expr, path: str, where: str) -> Typed | None:
    """The node of an expression that must be a bool; `where` says who expects it."""
    found = ctx.read(expr, path)
    if found is not None and found.type != BOOL:
        ctx.state.report(
            "type-mismatch",
            f"{where} needs a condition, and this is {described(ctx, found)}",
            found.span,
            "this is neither true nor false",
            hint="compare it with something, for example with `<=` or `==`",
        )
        return None
    return found


def ordered(
    ctx: Context, expr: t.Expr, path: str, where: str, type_: Type | None = None
) -> Typed | None:
    """The node of an expression that must be ordered, or of just this type."""
    found = ctx.read(expr, path)
    if found is None or (found.type == type_ if type_ else is_ordered(found.type)):
        return found
    wanted = spoken(type_) if type_ else "a number, a size, a date or a length of time"
    ctx.state.report(
        "type-mismatch",
        f"{where} needs {wanted}, and this is {described(ctx, found)}",
        found.span,
        f"this is {described(ctx, found)}",
    )
    return None
