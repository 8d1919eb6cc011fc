"""Rules as nodes: the clauses of a rule become its raw result and its result.

critical: all of its conditions; outside `applies if` it holds; then `when unknown`, then waivers.
scored: 1 or 0, or the first step that holds; then `when unknown`, then `when uncertain`.
"""

from __future__ import annotations

from typing import cast

from msm_rules.check.clauses import Clauses, sort_clauses
from msm_rules.check.context import Context, Typed
from msm_rules.check.demands import condition, ordered
from msm_rules.check.params import default_value, not_constant, rests_on
from msm_rules.check.tiers import Placed
from msm_rules.graph.nodes import Clause, Index, Rule, TierName
from msm_rules.syntax import tree as t
from msm_rules.values.possible import Interval
from msm_rules.values.scores import thousandths
from msm_rules.values.types import BOOL, NUMBER, SCORE


def rule_nodes(ctx: Context, placed: Placed) -> Rule | None:
    """The rule with its nodes; None if something in it is in error."""
    rule, critical = placed.rule, placed.tier == "critical"
    path = f"{placed.tier}.{rule.name.name}"
    clauses = sort_clauses(ctx.state, rule, critical)
    weight = weight_node(ctx, rule.weight, f"{path}.weight")
    build = _critical if critical else _scored
    built = build(ctx, clauses, path)
    if built is None or weight is None or rule.broken or not clauses.complete:
        return None
    raw, result, applies, conditions = built
    return Rule(
        rule.name.name,
        cast(TierName, placed.tier),
        rule.title.value if rule.title else "",
        raw,
        result,
        tuple(conditions),
        rule.span,
        applies,
        weight,
        rule.weight.span if rule.weight else None,
        _chosen(clauses),
        clauses.otherwise.by.value if clauses.otherwise else None,
        clauses.waivable is not None,
        (),
        clauses.because,
        clauses.cites,
    )


def _chosen(clauses: Clauses) -> str:
    words = [clauses.unknown.choice] if clauses.unknown else []
    return " ".join(words + ([clauses.uncertain.take] if clauses.uncertain else []))


def weight_node(ctx: Context, weight: t.Expr | None, path: str) -> Index | None:
    """The node of a weight, 1 where none is written; None after a diagnostic."""
    root = ctx.state.root
    if weight is None:
        return root.leaf("one", "constant", NUMBER, (1.0, 1.0))
    found = ordered(ctx, weight, path, "a weight", NUMBER)
    if found is None:
        return None
    if not ctx.is_static(found) or rests_on(root, found.node, "today"):
        not_constant(ctx, found.span)
        return None
    try:
        value = cast(Interval, default_value(ctx, found.node))[0]
    except KeyError:
        return found.node
    if thousandths(value) is None:
        ctx.state.report(
            "bad-weight",
            f"a weight is a positive multiple of 0.001, up to 1,000,000, and this is {value:g}",
            found.span,
        )
        return None
    return found.node


_Built = tuple[Index, Index, Index | None, list[Clause]]


def _critical(ctx: Context, clauses: Clauses, path: str) -> _Built | None:
    builder, parts, kept = ctx.builder, [], []
    sound = True
    for clause in clauses.conditions:
        found = condition(ctx, clause.expr, f"{path}.{clause.kind}", f"`{clause.kind}`")
        if found is None:
            sound = False
            continue
        kept.append(Clause(clause.kind, found.node, clause.span))
        if clause.kind == "forbid":
            found = ctx.add(f"{path}.not", "not", [found], BOOL, clause.span)
        parts.append(found.node)
    outside = None
    if clauses.applies is not None:
        where = condition(ctx, clauses.applies.expr, f"{path}.applies", "`applies if`")
        if where is None:
            return None
        kept.append(Clause("applies", where.node, clauses.applies.span))
        outside = ctx.add(f"{path}.outside", "not", [where], BOOL, clauses.applies.span)
    if not sound or not parts:
        return None
    when = {"reject": "unknown_rejects", "pass": "unknown_passes"}
    op = when.get(clauses.unknown.choice) if clauses.unknown else None
    raw_id = f"{path}.raw" if op or clauses.waivable else path
    if outside is None:
        raw = builder.add(raw_id, "and", parts, BOOL)
    else:
        inside = builder.add(f"{path}.inside", "and", parts, BOOL)
        raw = builder.add(raw_id, "or", (outside.node, inside), BOOL)
    result = raw
    if op is not None:
        result = builder.add(f"{path}.when" if clauses.waivable else path, op, (raw,), BOOL)
    return raw, result, None, kept


def _scored(ctx: Context, clauses: Clauses, path: str) -> _Built | None:
    kept: list[Clause] = []
    changed = clauses.unknown is not None or clauses.uncertain is not None
    raw_id = f"{path}.raw" if changed else path
    applies = _applies(ctx, clauses, path, kept)
    raw = _prefer(ctx, clauses, path, raw_id, kept)
    raw = raw if raw is not None or not clauses.scores else _steps(ctx, clauses, path, raw_id, kept)
    stand_in = _stand_in(ctx, clauses, path)
    if raw is None or applies is False or stand_in is False:
        return None
    builder, result = ctx.builder, raw
    if isinstance(stand_in, int) and clauses.unknown:
        blank = builder.add(f"{path}.blank", "blank", (), SCORE, const=builder.nodes[raw].id)
        id = f"{path}.when" if clauses.uncertain else path
        result = builder.add(id, "unknown_scores", (raw, blank, stand_in), SCORE)
    if clauses.uncertain is not None:
        result = builder.add(path, f"take_{clauses.uncertain.take}", (result,), SCORE)
    return raw, result, applies if isinstance(applies, int) else None, kept


def _applies(ctx: Context, clauses: Clauses, path: str, kept: list[Clause]) -> Index | bool | None:
    """The node of `applies if`; None where there is none, False after a diagnostic."""
    if clauses.applies is None:
        return None
    found = condition(ctx, clauses.applies.expr, f"{path}.applies", "`applies if`")
    if found is None:
        return False
    if not ctx.is_static(found):
        ctx.state.report(
            "not-constant",
            "in a scored tier `applies if` uses params and `today` only",
            found.span,
            "this comes from the model",
            hint="a score that depends on the model is written `score … if …`",
        )
        return False
    kept.append(Clause("applies", found.node, clauses.applies.span))
    return found.node


def _prefer(
    ctx: Context, clauses: Clauses, path: str, raw_id: str, kept: list[Clause]
) -> Index | None:
    result = None
    for clause in clauses.conditions:
        found = condition(ctx, clause.expr, f"{path}.prefer", "`prefer`")
        if found is not None and result is None:
            kept.append(Clause("prefer", found.node, clause.span))
            result = ctx.builder.add(raw_id, "prefer", (found.node,), SCORE, span=clause.span)
    return result


def _steps(
    ctx: Context, clauses: Clauses, path: str, raw_id: str, kept: list[Clause]
) -> Index | None:
    """The steps of a score: nested `if`s over the numbers, the last one innermost."""
    steps: list[tuple[Typed | None, Typed]] = []
    sound = True
    for n, clause in enumerate(clauses.scores, 1):
        value = _score_value(ctx, clause.value, f"{path}.score{n}")
        holds = None
        if clause.condition is not None:
            holds = condition(ctx, clause.condition, f"{path}.if{n}", "`if`")
        if value is None or (clause.condition is not None and holds is None):
            sound = False
            continue
        steps.append((holds, value))
        kept.append(Clause("score", holds.node if holds else None, clause.span, value.node))
    if not sound:
        return None
    builder = ctx.builder
    rest = builder.leaf("zero", "constant", NUMBER, (0.0, 0.0))
    for n, (holds, value) in reversed(list(enumerate(steps, 1))):
        if holds is None:
            rest = value.node
        else:
            args = (holds.node, value.node, rest)
            rest = builder.add(f"{path}.from{n}", "if", args, NUMBER)
    return builder.add(raw_id, "score_of", (rest,), SCORE)


def _score_value(ctx: Context, expr: t.Expr, path: str) -> Typed | None:
    found = ordered(ctx, expr, path, "a score", NUMBER)
    if found is not None and ctx.is_constant(found):
        value = cast(Interval, ctx.value_of(found))[0]
        if not 0 <= value <= 1:
            ctx.state.report(
                "bad-range",
                f"a score lies between 0 and 1, and this is {value:g}",
                found.span,
                hint=f"write {value:g}%" if 1 < value <= 100 else None,
            )
            return None
    return found


def _stand_in(ctx: Context, clauses: Clauses, path: str) -> Index | bool | None:
    """The node of N in `when unknown score N`; None if there is none, False if in error."""
    if clauses.unknown is None or clauses.unknown.score is None:
        return None
    found = _score_value(ctx, clauses.unknown.score, f"{path}.unknown")
    if found is None:
        return False
    if not ctx.is_static(found):
        not_constant(ctx, found.span)
        return False
    return ctx.builder.add(f"{path}.unknown.score", "score_of", (found.node,), SCORE)
