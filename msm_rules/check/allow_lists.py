"""Allow lists: `x in A or x in B` tests x in their union, so that one list may be two.

A chain of `and` of `not in` is joined the same way (language.md, `x in S`).
"""

from __future__ import annotations

from typing import cast

from msm_rules.check.comparisons import membership
from msm_rules.check.context import Context, Typed, unwrap
from msm_rules.check.demands import condition
from msm_rules.syntax import tree as t
from msm_rules.values.types import BOOL, SetOf, is_word


def join_lists(ctx: Context, expr: t.Logical, path: str) -> list[Typed] | None:
    """The operands of `and`/`or`; tests of one value in several constant lists become one test.

    `x in A or x in B` tests x in A + B; so does a chain of `and` of `not in`.
    """
    operands = _flat(expr)
    op = "in" if expr.op == "or" else "not in"
    groups: dict[t.Expr, list[int]] = {}
    for n, operand in enumerate(operands):
        bare = unwrap(operand)
        if isinstance(bare, t.Binary) and bare.op == op:
            groups.setdefault(unwrap(bare.left), []).append(n)
    joined = {g[0]: g for g in groups.values() if len(g) > 1}
    skipped: set[int] = set()
    found: list[Typed | None] = []
    for n, operand in enumerate(operands):
        if n in skipped:
            continue
        if n in joined:
            tests = [cast(t.Binary, unwrap(operands[i])) for i in joined[n]]
            whole = len(tests) == len(operands)
            merged = _joined(ctx, expr.op, tests, path if whole else f"{path}.{n + 1}")
            if merged is not None:
                skipped |= set(joined[n])
                found.append(merged)
                continue
        found.append(condition(ctx, operand, f"{path}.{n + 1}", f"`{expr.op}`"))
    return None if None in found else cast(list[Typed], found)


def _flat(expr: t.Logical) -> list[t.Expr]:
    operands: list[t.Expr] = []
    for operand in expr.operands:
        inner = unwrap(operand)
        same = isinstance(inner, t.Logical) and inner.op == expr.op
        operands += _flat(cast(t.Logical, inner)) if same else [operand]
    return operands


def _joined(ctx: Context, op: str, tests: list[t.Binary], path: str) -> Typed | None:
    """One test in the union of the lists, or None where they are not all constant and sound."""
    before = len(ctx.state.diagnostics)
    left = ctx.read(tests[0].left, f"{path}.left")
    if left is None or not is_word(left.type):
        del ctx.state.diagnostics[before:]
        return None
    wanted = SetOf(left.type)  # type: ignore[arg-type]
    lists = [ctx.read(b.right, f"{path}.list{n}", wanted) for n, b in enumerate(tests, 1)]
    if any(x is None or x.type != wanted or not ctx.is_static(x) for x in lists):
        del ctx.state.diagnostics[before:]
        return None
    whole = cast(Typed, lists[0])
    for n, part in enumerate(lists[1:], 2):
        one = cast(Typed, part)
        whole = ctx.add(f"{path}.lists{n}", "union", [whole, one], wanted, one.span)
    span = tests[0].span._replace(end=tests[-1].span.end)
    inner = membership(ctx, left, whole, f"{path}.not" if op == "and" else path, span)
    if inner is None or op == "or":
        return inner
    return ctx.add(path, "not", [inner], BOOL, span)
