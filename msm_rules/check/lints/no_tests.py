"""A policy without tests."""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.check.lints.linted import Linted
from msm_rules.diagnostics import Diagnostic
from msm_rules.syntax import tree as t


def lint(linted: Linted) -> Iterator[Diagnostic]:
    """`no-tests`; a test that cannot be read is one all the same."""
    items = linted.main.file.items
    policy = linted.main.policy
    tested = any(isinstance(i, t.Test | t.Broken) for i in items)
    if policy is not None and not tested:
        yield Diagnostic(
            "no-tests",
            f"the policy `{policy.name.name}` has no tests",
            policy.name.span,
            hint='begin with `test "…" { given { … } expect accept }`',
        )
