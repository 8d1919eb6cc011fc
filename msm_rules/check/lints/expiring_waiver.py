"""Waivers that end soon."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from msm_rules.check.lints.linted import SOON, Linted, days_left
from msm_rules.diagnostics import Diagnostic


def lint(linted: Linted) -> Iterator[Diagnostic]:
    """`expiring-waiver`: within 30 days, the day of the check and the last day included."""
    if linted.today is None:
        return
    for waiver in linted.waivers:
        left = waiver.until - linted.today
        if 0 <= left <= SOON:
            last = date.fromordinal(waiver.until)
            yield Diagnostic(
                "expiring-waiver",
                f"the waiver `{waiver.id}` ends on {last}, {days_left(left)}",
                waiver.span,
                hint="renew it in time, or look for another model",
            )
