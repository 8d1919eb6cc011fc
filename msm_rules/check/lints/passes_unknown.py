"""Requirements that let models pass where nothing is known."""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.check.lints.linted import Linted
from msm_rules.diagnostics import Diagnostic
from msm_rules.syntax import tree as t


def lint(linted: Linted) -> Iterator[Diagnostic]:
    """`passes-unknown`, always listed, inherited rules too: who signs the policy signs these."""
    for placed in linted.layered.rules:
        if placed.tier != "critical":
            continue
        for clause in placed.rule.clauses:
            if isinstance(clause, t.WhenUnknown) and clause.choice == "pass":
                yield Diagnostic(
                    "passes-unknown",
                    f"the rule `{placed.rule.name.name}` lets a model pass of which "
                    "too little is known",
                    clause.span,
                    hint="without this clause a person decides; `when unknown reject` rejects",
                )
