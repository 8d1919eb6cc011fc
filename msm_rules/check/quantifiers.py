"""Nodes of quantifiers: those an author writes, and those that sets of licences stand for."""

from __future__ import annotations

from msm_rules.check.builder import Builder
from msm_rules.check.context import Context, Typed
from msm_rules.graph.nodes import Body
from msm_rules.source import Span
from msm_rules.values.types import BOOL, LICENCE, NUMBER, SetOf


def quantify(
    ctx: Context, kind: str, path: str, domain: Typed, body: Builder, result: Typed, span: Span
) -> Typed:
    """The node of a quantifier whose body has been built."""
    counts_licences = kind == "count" and domain.type == SetOf(LICENCE)
    index = ctx.builder.add(
        path,
        "licence_count" if counts_licences else kind,
        (domain.node, *body.captures),
        NUMBER if kind == "count" else BOOL,
        span=span,
        body=Body(tuple(body.nodes), result.node),
    )
    return Typed(index, NUMBER if kind == "count" else BOOL, span)


def over_licences(
    ctx: Context, kind: str, path: str, domain: Typed, op: str, other: Typed, span: Span
) -> Typed:
    """`all`/`any` member of a set of licences: `member op other`, with no variable written."""
    body = Builder(outer=ctx.builder)
    member = body.add("member", "member", (), LICENCE)
    inside = ctx.at(builder=body)
    captured = inside.bring(ctx.builder, other.node)
    index = body.add("body", op, (member, captured), BOOL, span=span)
    return quantify(ctx, kind, path, domain, body, Typed(index, BOOL, span), span)
