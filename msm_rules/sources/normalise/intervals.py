"""How far a score may be off, from how many items it was found on.

Owns the Wilson interval.  Scores are fractions 0..1.
"""

from __future__ import annotations

from math import sqrt

_Z = 1.959963984540054  # 97.5 % point of the normal distribution


def wilson(p: float, n: int) -> tuple[float, float]:
    """The 95 % Wilson score interval of a proportion p of n, to six decimals, within
    0..1.  Wilson 1927; Brown, Cai and DasGupta 2001."""
    centre = (p + _Z * _Z / (2 * n)) / (1 + _Z * _Z / n)
    half = _Z / (1 + _Z * _Z / n) * sqrt(p * (1 - p) / n + _Z * _Z / (4 * n * n))
    return max(0.0, round(centre - half, 6)), min(1.0, round(centre + half, 6))
