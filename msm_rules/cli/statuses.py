"""Exit statuses of verdicts: of models named one by one, and of a whole catalogue."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from msm_rules.cli.refusal import ACCEPTED, BAD, REJECTED, REVIEW

Status = Literal["accept", "review", "reject", "bad"]

_STATUS = {"bad": BAD, "reject": REJECTED, "review": REVIEW, "accept": ACCEPTED}
"""Worst first: what is bad, then what is rejected, then what a person must see."""

_COUNTED = {
    None: ("bad", "reject", "review"),
    "review": ("bad", "reject", "review"),
    "reject": ("bad", "reject"),
}
"""Which outcomes make the status differ from 0, by `--fail-on`."""


def of_models(found: Sequence[str], fail_on: str | None) -> int:
    """The worst of several models; 0 where nothing counts against it."""
    return next((_STATUS[s] for s in _COUNTED[fail_on] if s in found), ACCEPTED)


def of_catalogue(found: Sequence[str], fail_on: str | None) -> int:
    """0 if any model is accepted, else 3 if any is for review, else 1; the worst with `fail_on`."""
    if fail_on is not None:
        return of_models(found, fail_on)
    if "accept" in found:
        return ACCEPTED
    return REVIEW if "review" in found else REJECTED
