"""Outcomes of tests and their coverage as plain values for JSON.

Texts are kept as they are: JSON escapes what needs it, and whoever shows them must do the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from msm_rules.policytest.coverage import Coverage
from msm_rules.policytest.outcome import Outcome
from msm_rules.source import Span


def render_json(outcomes: Iterable[Outcome], coverage: Coverage | None = None) -> dict[str, object]:
    """Tests in the order given, then the coverage if there is one; lines and columns from 1."""
    report: dict[str, object] = {"tests": [_outcome(o) for o in outcomes]}
    if coverage is not None:
        report["coverage"] = {
            "seen": coverage.seen,
            "possible": coverage.possible,
            "parts": [
                {
                    "kind": part.kind,
                    "name": part.name,
                    **_place(part.span),
                    "seen": list(part.seen),
                    "never": list(part.never),
                }
                for part in coverage.parts
            ],
        }
    return report


def _outcome(outcome: Outcome) -> dict[str, object]:
    decision = outcome.decision
    return {
        "name": outcome.name,
        **_place(outcome.span),
        "passed": outcome.passed,
        "verdict": decision.verdict.value if decision else None,
        "determined": decision.determined if decision else None,
        "failures": [{"message": f.message, **_place(f.span)} for f in outcome.failures],
    }


def _place(span: Span) -> dict[str, object]:
    return {"file": span.file, "line": span.line, "column": span.column}
