"""Waivers whose last day has passed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msm_rules.check.lints.linted import Linted
from msm_rules.diagnostics import Diagnostic


def lint(linted: Linted) -> Iterator[Diagnostic]:
    """`expired-waiver`, of the policy and of what it extends."""
    for waiver in linted.waivers:
        if linted.has_expired(waiver):
            yield Diagnostic(
                "expired-waiver",
                f"the waiver `{waiver.id}` ended on {date.fromordinal(waiver.until)}",
                waiver.span,
                "it lifts nothing any more",
                hint="renew it with whoever may approve it, or remove it",
            )
