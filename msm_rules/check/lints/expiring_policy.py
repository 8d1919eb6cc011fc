"""Policies that end soon, or have ended."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msm_rules.check.lints.linted import SOON, Linted, days_left
from msm_rules.diagnostics import Diagnostic


def lint(linted: Linted) -> Iterator[Diagnostic]:
    """`expiring-policy`, of each policy of the line: all end with the first of them."""
    if linted.today is None or linted.graph is None:
        return
    for period in linted.graph.periods:
        if period.until is None or period.until - linted.today > SOON:
            continue
        left, last = period.until - linted.today, date.fromordinal(period.until)
        when = f"ends on {last}, {days_left(left)}" if left >= 0 else f"ended on {last}"
        yield Diagnostic(
            "expiring-policy",
            f"the policy `{period.policy}` {when}",
            period.span,
            hint="after its last day nothing can be decided with it",
        )
