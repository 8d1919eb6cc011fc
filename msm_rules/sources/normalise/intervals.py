"""The 95 % interval of a score: Wilson's for a share of right answers, else 1.96 standard errors.

Owns the two formulas.  Ends are rounded to six decimals.
"""

from __future__ import annotations

from math import sqrt

Z = 1.959963984540054
"""The 97.5 % point of the normal distribution."""


def wilson(p: float, n: int) -> tuple[float, float]:
    """The 95 % score interval of a share `p` (0..1) of `n` answers, within 0..1:

        (p + z²/2n ± z √(p(1-p)/n + z²/4n²)) / (1 + z²/n)

    Wilson 1927, recommended by Newcombe 1998 and by Brown, Cai and DasGupta 2001: unlike 1.96
    standard errors it holds for few questions, and for none or all answers right."""
    centre = (p + Z * Z / (2 * n)) / (1 + Z * Z / n)
    half = Z / (1 + Z * Z / n) * sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return max(0.0, round(centre - half, 6)), min(1.0, round(centre + half, 6))


def normal(
    value: float, stderr: float, lo: float = float("-inf"), hi: float = float("inf")
) -> tuple[float, float]:
    """The 95 % interval `value ± 1.96 stderr` (in the unit of both), cut at `lo` and `hi`."""
    low, high = round(value - Z * stderr, 6), round(value + Z * stderr, 6)
    return max(lo, min(low, value)), min(hi, max(high, value))
