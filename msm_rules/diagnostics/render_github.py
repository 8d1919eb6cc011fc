"""Diagnostics as workflow commands of GitHub Actions, which shows them beside the lines.

Escaping follows GitHub's own toolkit (`actions/toolkit`, `core/src/command.ts`).
"""

from __future__ import annotations

from collections.abc import Iterable

from msm_rules.diagnostics.cells import visible
from msm_rules.diagnostics.diagnostic import Diagnostic

_MESSAGE = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A"})
_PROPERTY = str.maketrans({"%": "%25", "\r": "%0D", "\n": "%0A", ":": "%3A", ",": "%2C"})


def render_github(diagnostics: Iterable[Diagnostic]) -> str:
    """One line a diagnostic, in the order given; no final line end."""
    return "\n".join(_command(d) for d in diagnostics)


def _command(diagnostic: Diagnostic) -> str:
    properties = {
        "file": visible(diagnostic.span.file),
        **_region(diagnostic),
        "title": diagnostic.name,
    }
    listed = ",".join(f"{key}={value.translate(_PROPERTY)}" for key, value in properties.items())
    return f"::{diagnostic.severity} {listed}::{_message(diagnostic).translate(_MESSAGE)}"


def _region(diagnostic: Diagnostic) -> dict[str, str]:
    """GitHub takes columns only where the place is on one line."""
    span = diagnostic.span
    first, end = span.first, span.last
    last_line = span.source.position(max(span.start, span.end - 1)).line
    if first.line != last_line:
        return {"line": str(first.line), "endLine": str(last_line)}
    if first.line != end.line:  # it takes in the line end
        return {"line": str(first.line), "col": str(first.column)}
    return {"line": str(first.line), "col": str(first.column), "endColumn": str(end.column)}


def _message(diagnostic: Diagnostic) -> str:
    hint = f"hint: {diagnostic.hint}" if diagnostic.hint else ""
    parts = (diagnostic.message, diagnostic.label, hint)
    return "\n".join(visible(part) for part in parts if part)
