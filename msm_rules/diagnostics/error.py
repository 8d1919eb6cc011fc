"""The error that carries diagnostics: what `load_policy`, `parse_policy` and `decide` raise."""

from __future__ import annotations

from msm_rules.diagnostics.diagnostic import Diagnostic


class PolicyError(Exception):
    """A policy that cannot be used as it is; `diagnostics` says where and why, in source order."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...]) -> None:
        self.diagnostics = diagnostics
        super().__init__("; ".join(_line(d) for d in diagnostics if d.severity == "error"))


def _line(d: Diagnostic) -> str:
    return f"{d.span.file}:{d.span.line}:{d.span.column}: {d.name}: {d.message}"
