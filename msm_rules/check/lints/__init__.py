"""Warnings: one lint a file, each a function from what was checked to diagnostics."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from msm_rules.check.lints.linted import Linted
from msm_rules.diagnostics import Diagnostic

Lint = Callable[[Linted], Iterable[Diagnostic]]

LINTS: tuple[Lint, ...] = ()

__all__ = ["LINTS", "Lint", "Linted"]
