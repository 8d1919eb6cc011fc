"""Conditions that rest on constants alone, and so come out the same for every model.

A fact compared with what it can never be, or always is, has been found by `comparisons` already.
"""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.check.context import unwrap
from msm_rules.check.lints.linted import Linted
from msm_rules.diagnostics import Diagnostic
from msm_rules.graph.nodes import Index
from msm_rules.source import Span
from msm_rules.syntax import tree as t
from msm_rules.values.possible import FALSE, TRUE

_FOUND = {
    TRUE: ("always-true", "this holds for every model: it rests on constants alone"),
    FALSE: ("always-false", "this holds for no model: it rests on constants alone"),
}


def lint(linted: Linted) -> Iterator[Diagnostic]:
    """`always-true` and `always-false` in rules and in `decide` of the policy's own file."""
    constants = linted.ctx.state.root.constants
    for node, span in (*_in_rules(linted), *_in_decide(linted)):
        value = constants.get(node)
        if value in _FOUND:
            name, message = _FOUND[value]
            yield Diagnostic(name, message, span, hint="is a fact of the model meant?")


def _in_rules(linted: Linted) -> Iterator[tuple[Index, Span]]:
    for rule in linted.rules:
        for clause in rule.clauses:
            if clause.node is not None and clause.span.source is linted.main.source:
                yield clause.node, clause.span


def _in_decide(linted: Linted) -> Iterator[tuple[Index, Span]]:
    """`accept if true` and `review if false` say what is meant, and are left alone."""
    graph, block = linted.graph, linted.layered.decide
    if graph is None or block is None or block.module is not linted.main:
        return
    nodes = {"accept": graph.accept, "review": graph.review}
    for clause in block.item.clauses:
        if isinstance(clause, t.DecideIf) and not isinstance(unwrap(clause.expr), t.Bool):
            yield nodes[clause.kind], clause.span
