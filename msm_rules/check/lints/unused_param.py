"""Params that nothing depends on."""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.check.lints.linted import Linted
from msm_rules.diagnostics import Diagnostic
from msm_rules.syntax import tree as t


def lint(linted: Linted) -> Iterator[Diagnostic]:
    """`unused-param` in the policy's own file; not where an error may hide the use."""
    if linted.graph is None:
        return
    for item in linted.main.file.items:
        if isinstance(item, t.Param) and not linted.is_used(item.name.name):
            yield Diagnostic(
                "unused-param",
                f"nothing depends on `{item.name.name}`",
                item.name.span,
                "setting it makes no difference",
                hint="use it, remove it, or let its name start with `_`",
            )
