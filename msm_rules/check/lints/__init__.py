"""Warnings: one lint a file, each a function from what was checked to diagnostics.

Lints about how something is written look at the policy's own file; those about what a policy does
look at what it extends as well.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msm_rules.check.lints import (
    always,
    expired_waiver,
    expiring_policy,
    expiring_waiver,
    forbid_and,
    line_starts_with_minus,
    no_tests,
    passes_unknown,
    shadowed_score,
    unknown_benchmark,
    unused_let,
    unused_param,
    unused_waiver,
)
from msm_rules.check.lints.linted import Linted
from msm_rules.diagnostics import Diagnostic

Lint = Callable[[Linted], Iterable[Diagnostic]]

LINTS: tuple[Lint, ...] = (
    unused_let.lint,
    unused_param.lint,
    expired_waiver.lint,
    expiring_waiver.lint,
    expiring_policy.lint,
    unused_waiver.lint,
    forbid_and.lint,
    passes_unknown.lint,
    unknown_benchmark.lint,
    always.lint,
    shadowed_score.lint,
    line_starts_with_minus.lint,
    no_tests.lint,
)

__all__ = ["LINTS", "Lint", "Linted"]
