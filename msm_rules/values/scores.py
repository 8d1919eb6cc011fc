"""Scores in whole millionths, their weighted means, and the verdict.

A score x is kept as `floor(x * 1e6 + 0.5)`; a weighted mean is computed on whole numbers, weights
in thousandths, and rounds half up (language.md, Scores and Verdict).
"""

from __future__ import annotations

from collections.abc import Sequence
from math import floor

from msm_rules.values.possible import (
    ACCEPT,
    FALSE,
    MILLION,
    REJECT,
    REVIEW,
    TRUE,
    Bool,
    Interval,
    Score,
)

WEIGHT_STEPS = 1000  # weights are multiples of 1/1000
MAX_WEIGHT = 1_000_000


def millionths(x: float) -> int:
    """A number clamped to 0 .. 1 as whole millionths."""
    return 0 if x <= 0.0 else MILLION if x >= 1.0 else floor(x * 1e6 + 0.5)


def score_of(x: Interval) -> Score:
    """Both ends of a number as a score."""
    return millionths(x[0]), millionths(x[1])


def prefer(holds: Bool) -> Score:
    """1 where the condition holds, 0 where not, anything from 0 to 1 where that is unknown."""
    return (MILLION if holds == TRUE else 0), (0 if holds == FALSE else MILLION)


def fraction(s: Score) -> Interval:
    """A score as a number from 0 to 1."""
    return s[0] / 1e6, s[1] / 1e6


def thousandths(weight: float) -> int | None:
    """A weight in thousandths; None if it is not a positive multiple of 0.001 up to a million."""
    if not 0 < weight <= MAX_WEIGHT:
        return None
    steps = round(weight * WEIGHT_STEPS)
    return steps if steps > 0 and steps / WEIGHT_STEPS == weight else None


def weighted_mean(scores: Sequence[Score], weights: Sequence[int]) -> Score:
    """The mean of scores by weights in thousandths, rounded half up; 0 if there are none."""
    total = sum(weights)
    if not total:
        return 0, 0
    lo = sum(w * s[0] for w, s in zip(weights, scores, strict=True))
    hi = sum(w * s[1] for w, s in zip(weights, scores, strict=True))
    return (2 * lo + total) // (2 * total), (2 * hi + total) // (2 * total)


def when_unknown(s: Score, blank: Score, stand_in: Score) -> Score:
    """`when unknown score N`: N where s is not exact and is as wide as with every fact missing."""
    return stand_in if s[0] != s[1] and s == blank else s


def verdict(accept: Bool, review: Bool, reject: Bool) -> int:
    """The possible verdicts: accept may hold; review may where accept need not; reject may hold."""
    possible = ACCEPT if accept != FALSE else 0
    if accept != TRUE and review != FALSE:
        possible |= REVIEW
    return possible | REJECT if reject != FALSE else possible
