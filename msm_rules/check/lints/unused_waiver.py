"""Waivers that no decision can rest on."""

from __future__ import annotations

from collections.abc import Iterator
from math import inf

from msm_rules.check.lints.linted import Linted
from msm_rules.diagnostics import Diagnostic


def lint(linted: Linted) -> Iterator[Diagnostic]:
    """`unused-waiver`: on none of its days is the policy in effect. Expired ones are told so."""
    periods = linted.graph.periods if linted.graph else ()
    first = max((p.start for p in periods if p.start is not None), default=-inf)
    last = min((p.until for p in periods if p.until is not None), default=inf)
    for waiver in linted.waivers:
        outside = max(first, waiver.start) > min(last, waiver.until)
        if outside and not linted.has_expired(waiver):
            yield Diagnostic(
                "unused-waiver",
                f"the policy is not in effect on any day of the waiver `{waiver.id}`",
                waiver.span,
                "it lifts nothing",
                hint="correct its days, or remove it",
            )
