"""Diagnostics as plain values for JSON, in the shape that `schema.json` beside this file states.

Texts are kept as they are: JSON escapes what needs it, and whoever shows them must do the same.
"""

from __future__ import annotations

from collections.abc import Iterable

from msm_rules.diagnostics.diagnostic import Diagnostic
from msm_rules.source import Position, Span

SCHEMA = "msm-diagnostics/1"


def render_json(diagnostics: Iterable[Diagnostic]) -> dict[str, object]:
    """Diagnostics in the order given; fields in a fixed order, all of them always there.

    Lines and columns count from 1, offsets from 0, both in characters; `end` is the position
    after the last character.
    """
    return {"schema": SCHEMA, "diagnostics": list(map(_diagnostic, diagnostics))}


def _diagnostic(d: Diagnostic) -> dict[str, object]:
    return {
        "name": d.name,
        "severity": d.severity,
        "message": d.message,
        **_place(d.span),
        "label": d.label,
        "others": [{**_place(other.span), "label": other.text} for other in d.others],
        "hint": d.hint,
    }


def _place(span: Span) -> dict[str, object]:
    return {
        "file": span.file,
        "start": _position(span.first, span.start),
        "end": _position(span.last, span.end),
    }


def _position(position: Position, offset: int) -> dict[str, int]:
    return {"line": position.line, "column": position.column, "offset": offset}
