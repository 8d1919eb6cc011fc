"""How deep a tree may be, so that whoever walks one by recursion never runs out of stack.

Owns the limit for what grows to the left (`a + b + c`, `a.b.c`) and is read without nesting; what
brackets nest is refused while it is read, in `lexer`.
"""

from __future__ import annotations

from typing import Any

from msm_rules.diagnostics import Diagnostic
from msm_rules.frozen import changed
from msm_rules.source import Span
from msm_rules.syntax import tree
from msm_rules.syntax.walk import parts

MAX_DEPTH = 200
"""How many nodes may stand one inside the other in a rule or an item."""


def too_deep(items: tuple[tree.Item, ...]) -> tuple[tuple[tree.Item, ...], list[Diagnostic]]:
    """The items, the too deep ones replaced by broken ones, and what is to be said of these."""
    found: list[Diagnostic] = []
    if all(_surely_shallow(item) for item in items):
        return items, found
    return tuple(_checked(item, found) for item in items), found


def _surely_shallow(node: tree.Item | tree.Rule) -> bool:
    """Each level costs a character at least; most parts of a policy are shorter than that."""
    return node.span.end - node.span.start <= MAX_DEPTH


def _checked(item: tree.Item, found: list[Diagnostic]) -> tree.Item:
    if isinstance(item, tree.Tier):
        before = len(found)
        rules = tuple(_checked_rule(rule, found) for rule in item.rules)
        return item if len(found) == before else changed(item, rules=rules)
    place = _place_too_deep(item)
    if place is None:
        return item
    found.append(_diagnostic(place))
    names = (item.name.name,) if isinstance(item, tree.Let | tree.Param | tree.Define) else ()
    return tree.Broken(type(item).__name__.lower(), names, item.span)


def _checked_rule(rule: tree.Rule, found: list[Diagnostic]) -> tree.Rule:
    place = _place_too_deep(rule)
    if place is None:
        return rule
    found.append(_diagnostic(place))
    return changed(rule, weight=None, clauses=(), broken=True)


def _diagnostic(place: Span) -> Diagnostic:
    return Diagnostic(
        "syntax",
        "too long a chain",
        place,
        hint=f"at most {MAX_DEPTH} operations may depend on one another; name a part with `let`",
    )


def _place_too_deep(node: tree.Item | tree.Rule) -> Span | None:
    """Where a tree is deeper than allowed; level by level, without recursion."""
    if _surely_shallow(node):
        return None
    level: list[Any] = [node]
    for _ in range(MAX_DEPTH):
        level = [part for parent in level for part in parts(parent)]
        if not level:
            return None
    span: Span = level[0].span
    return span
