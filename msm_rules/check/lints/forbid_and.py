"""`forbid A and B`, which many take to forbid both."""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.check.context import unwrap
from msm_rules.check.lints.linted import Linted
from msm_rules.diagnostics import Diagnostic
from msm_rules.syntax import tree as t


def lint(linted: Linted) -> Iterator[Diagnostic]:
    """`forbid-and` in the policy's own file."""
    for placed in linted.own_rules():
        for clause in placed.rule.clauses:
            if not isinstance(clause, t.Condition) or clause.kind != "forbid":
                continue
            inner = unwrap(clause.expr)
            if isinstance(inner, t.Logical) and inner.op == "and":
                yield Diagnostic(
                    "forbid-and",
                    "this forbids only the combination; each alone is allowed",
                    inner.op_span,
                    hint="to forbid each, write a `forbid` for each; "
                    "if the combination is meant, write `require not (… and …)`",
                )
