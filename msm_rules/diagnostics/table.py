"""The table of all diagnostics: name, severity, one sentence for the list.

The long explanation of each, with an example that a test runs, stands in `explanations/NAME.md`.
"""

from __future__ import annotations

from typing import Literal

from msm_rules.frozen import record

Severity = Literal["error", "warning"]


@record
class Entry:
    """One row: how bad it is, and what it means in a sentence."""

    severity: Severity
    summary: str


def _error(summary: str) -> Entry:
    return Entry("error", summary)


def _warning(summary: str) -> Entry:
    return Entry("warning", summary)


DIAGNOSTICS: dict[str, Entry] = {
    "syntax": _error("the text cannot be read at this place"),
    "unknown-name": _error("a name that nothing defines"),
    "unknown-fact": _error("a fact that no model has"),
    "unknown-value": _error("a value that its list does not have"),
    "type-mismatch": _error("two kinds of value that do not go together"),
    "out-of-range": _error("a comparison with a value that the fact can never have"),
    "mixed-and-or": _error("`and` beside `or` without parentheses"),
    "not-constant": _error("a constant was expected here"),
    "duplicate-name": _error("a name that is taken already"),
    "cycle": _error("things that refer to each other in a circle"),
    "bad-weight": _error("a weight that is not a positive multiple of 0.001 up to 1,000,000"),
    "bad-range": _error("a range or a number that does not fit where it stands"),
    "misplaced-clause": _error("a clause in the wrong place, there twice, or missing"),
    "closed-rule": _error("something that may not be changed or lifted"),
    "missing-file": _error("a file that cannot be found or read"),
    "missing-param": _error("a parameter without a value"),
    "not-in-effect": _error("the policy is not in effect on the day of the decision"),
    "incomplete-waiver": _error("a waiver that lacks something required"),
    "unsupported-recursion": _error("a function that calls itself"),
    "unused-let": _warning("a named value that nothing uses"),
    "unused-param": _warning("a parameter that nothing uses"),
    "expired-waiver": _warning("a waiver whose last day has passed"),
    "expiring-waiver": _warning("a waiver that ends within 30 days"),
    "expiring-policy": _warning("a policy that ends within 30 days"),
    "unused-waiver": _warning("a waiver that no longer lifts anything"),
    "forbid-and": _warning("`forbid A and B` forbids only the combination"),
    "passes-unknown": _warning("a requirement that lets models pass where nothing is known"),
    "unknown-benchmark": _warning("a benchmark that no table of names knows"),
    "always-true": _warning("a condition that holds for every model"),
    "always-false": _warning("a condition that holds for no model"),
    "shadowed-score": _warning("a step of a score that can never be reached"),
    "line-starts-with-minus": _warning("a line that starts with a minus continues the one above"),
    "no-tests": _warning("a policy without tests"),
}
