"""Lines that start with a minus and so go on with the line above."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msm_rules.check.lints.linted import Linted
from msm_rules.diagnostics import Diagnostic
from msm_rules.source import Span
from msm_rules.syntax import tree as t

_CANDIDATE = re.compile(r"^[ \t]*-", re.MULTILINE)


def lint(linted: Linted) -> Iterator[Diagnostic]:
    """`line-starts-with-minus` in the policy's own file."""
    if not _CANDIDATE.search(linted.main.source.text):
        return
    for node in linted.written():
        if isinstance(node, t.Binary) and node.op == "-" and _starts_its_line(node.op_span):
            yield Diagnostic(
                "line-starts-with-minus",
                "this is subtracted from the line above",
                node.op_span,
                hint="if that is meant, write the minus at the end of the line above",
            )


def _starts_its_line(span: Span) -> bool:
    start = span.source.line_starts()[span.line - 1]
    return not span.source.text[start : span.start].strip()
