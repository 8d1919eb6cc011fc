"""Nodes of quantifiers: those an author writes, and those that sets of licences stand for."""

from __future__ import annotations

from msm_rules.check.builder import Builder
from msm_rules.check.context import Context, Typed
from msm_rules.frozen import changed
from msm_rules.graph.nodes import Body, Index, Node
from msm_rules.source import Span
from msm_rules.values.types import BOOL, LICENCE, NUMBER, SetOf


def quantify(
    ctx: Context, kind: str, path: str, domain: Typed, body: Builder, result: Typed, span: Span
) -> Typed:
    """The node of a quantifier whose body has been built."""
    asked, captures = _needed(body, result.node)
    counts_licences = kind == "count" and domain.type == SetOf(LICENCE)
    index = ctx.builder.add(
        path,
        "licence_count" if counts_licences else kind,
        (domain.node, *captures),
        NUMBER if kind == "count" else BOOL,
        span=span,
        body=asked,
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


def _needed(body: Builder, result: Index) -> tuple[Body, list[Index]]:
    """The body with only the nodes that its result rests on, and what these capture.

    What an expression looks at while it is checked is not always what it means in the end:
    `model.likes is measured` reads the fact first, and then asks for its evidence alone.
    """
    needed, todo = {result}, [result]
    while todo:
        new = set(body.nodes[todo.pop()].args) - needed
        needed |= new
        todo += new
    kept = sorted(needed)
    at = {old: new for new, old in enumerate(kept)}
    captured = [n for n in kept if body.nodes[n].op == "captured"]
    position = {n: str(p) for p, n in enumerate(captured, 1)}
    nodes = [_moved(body.nodes[n], at, position.get(n)) for n in kept]
    captures = [body.captures[int(str(body.nodes[n].const)) - 1] for n in captured]
    return Body(tuple(nodes), at[result]), captures


def _moved(node: Node, at: dict[Index, Index], position: str | None) -> Node:
    if position is not None:
        return changed(node, id=f"captured.{position}", const=position)
    return changed(node, args=tuple(at[a] for a in node.args))
