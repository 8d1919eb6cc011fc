"""Diagnostics as a SARIF 2.1.0 log, for tools that collect findings of many checkers.

Owns the mapping only: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html.
"""

from __future__ import annotations

from collections.abc import Iterable

from msm_rules.diagnostics.cells import visible
from msm_rules.diagnostics.diagnostic import Diagnostic
from msm_rules.diagnostics.explanations import explain
from msm_rules.diagnostics.sarif import location, sarif_log
from msm_rules.diagnostics.table import DIAGNOSTICS

_RULE_INDEX = {name: i for i, name in enumerate(DIAGNOSTICS)}


def render_sarif(
    diagnostics: Iterable[Diagnostic], *, version: str | None = None
) -> dict[str, object]:
    """A log with one run: every row of the table as a rule, every diagnostic as a result.

    `version` is the checker's, left out if not given.
    """
    return sarif_log(map(_rule, DIAGNOSTICS), map(_result, diagnostics), version=version)


def _rule(name: str) -> dict[str, object]:
    entry = DIAGNOSTICS[name]
    text = explain(name) or entry.summary
    return {
        "id": name,
        "shortDescription": {"text": entry.summary},
        "help": {"text": text, "markdown": text},
        "defaultConfiguration": {"level": entry.severity},
    }


def _result(diagnostic: Diagnostic) -> dict[str, object]:
    hint = f"hint: {diagnostic.hint}" if diagnostic.hint else ""
    parts = (diagnostic.message, diagnostic.label, hint)
    related = [
        {"id": i, "message": {"text": visible(other.text)}, **location(other.span)}
        for i, other in enumerate(diagnostic.others)
    ]
    return {
        "ruleId": diagnostic.name,
        "ruleIndex": _RULE_INDEX[diagnostic.name],
        "level": diagnostic.severity,
        "message": {"text": "\n".join(visible(part) for part in parts if part)},
        "locations": [location(diagnostic.span)],
        **({"relatedLocations": related} if related else {}),
    }
