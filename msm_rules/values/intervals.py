"""Arithmetic and comparison of intervals: numbers, bytes, durations and dates.

64-bit floats in the order written. There is no NaN: 0·inf = 0, inf/inf = 0, inf − inf opens that
end, and dividing by an interval that holds 0 gives the whole line (language.md, Unknown values).
"""

from __future__ import annotations

import math
from math import inf

from msm_rules.values.possible import FALSE, LINE, TRUE, UNKNOWN, Bool, Interval


def less_equal(a: Interval, b: Interval) -> Bool:
    """`a <= b`: must `a.h <= b.l`, may `a.l <= b.h`."""
    return TRUE if a[1] <= b[0] else UNKNOWN if a[0] <= b[1] else FALSE


def less(a: Interval, b: Interval) -> Bool:
    """`a < b`."""
    return TRUE if a[1] < b[0] else UNKNOWN if a[0] < b[1] else FALSE


def greater_equal(a: Interval, b: Interval) -> Bool:
    """`a >= b`."""
    return TRUE if a[0] >= b[1] else UNKNOWN if a[1] >= b[0] else FALSE


def greater(a: Interval, b: Interval) -> Bool:
    """`a > b`."""
    return TRUE if a[0] > b[1] else UNKNOWN if a[1] > b[0] else FALSE


def equal(a: Interval, b: Interval) -> Bool:
    """`a == b`: must if both are exact and equal, may if the intervals meet."""
    if a[0] > b[1] or b[0] > a[1]:
        return FALSE
    return TRUE if a[0] == a[1] == b[0] == b[1] else UNKNOWN


def add(a: Interval, b: Interval) -> Interval:
    """`a + b`."""
    lo, hi = a[0] + b[0], a[1] + b[1]
    return (lo if lo == lo else -inf), (hi if hi == hi else inf)


def subtract(a: Interval, b: Interval) -> Interval:
    """`a - b`."""
    lo, hi = a[0] - b[1], a[1] - b[0]
    return (lo if lo == lo else -inf), (hi if hi == hi else inf)


def negate(a: Interval) -> Interval:
    """`-a`; zero stays +0."""
    return 0.0 - a[1], 0.0 - a[0]


def multiply(a: Interval, b: Interval) -> Interval:
    """`a * b`: the least and greatest product of the ends."""
    products = [_defined(x * y) for x in a for y in b]
    return min(products), max(products)


def divide(a: Interval, b: Interval) -> Interval:
    """`a / b`: the least and greatest quotient of the ends; the whole line where b may be 0."""
    if b[0] <= 0.0 <= b[1]:
        return LINE
    quotients = [_defined(x / y) for x in a for y in b]
    return min(quotients), max(quotients)


def _defined(x: float) -> float:
    """0 for what is no number, and +0 for −0."""
    return x + 0.0 if x == x else 0.0


def minimum(*values: Interval) -> Interval:
    """The least of two or more."""
    return min(v[0] for v in values), min(v[1] for v in values)


def maximum(*values: Interval) -> Interval:
    """The greatest of two or more."""
    return max(v[0] for v in values), max(v[1] for v in values)


def absolute(a: Interval) -> Interval:
    """`abs(a)`."""
    if a[0] >= 0.0:
        return a
    if a[1] <= 0.0:
        return negate(a)
    return 0.0, max(-a[0], a[1])


def log10(a: Interval) -> Interval:
    """The decimal logarithm, rounded to twelve decimals; −inf of 0 or less."""
    return log10_of(a[0]), log10_of(a[1])


def log10_of(x: float) -> float:
    """The logarithm of one number, as `log10` says."""
    if x <= 0.0:
        return -inf
    return inf if x == inf else round(math.log10(x), 12) + 0.0


def scale(x: Interval, start: Interval, end: Interval) -> Interval:
    """`scale(x, a .. b)`: `clamp((x - a) / (b - a), 0, 1)`.

    A > b makes less better. a and b are exact.
    """
    a, b = start[0], end[0]
    u, v = _share(x[0], a, b), _share(x[1], a, b)
    return (u, v) if a < b else (v, u)


def unsound_scale(start: Interval, end: Interval) -> str:
    """What is wrong with the ends of a scale, in words for people; nothing where they will do."""
    if start == end:
        return "both ends of this scale are the same"
    exact = start[0] == start[1] and end[0] == end[1]
    if not exact or abs(end[0] - start[0]) == inf:
        return "a scale needs two numbers as its ends, not too far apart for a 64-bit float"
    return ""


def _share(x: float, a: float, b: float) -> float:
    share = _defined((x - a) / (b - a))
    return 0.0 if share <= 0.0 else 1.0 if share >= 1.0 else share


def low_end(a: Interval) -> Interval:
    """The lower end as an exact value; unknown if it is infinite."""
    return LINE if a[0] == -inf or a[0] == inf else (a[0], a[0])


def high_end(a: Interval) -> Interval:
    """The upper end as an exact value; unknown if it is infinite."""
    return LINE if a[1] == inf or a[1] == -inf else (a[1], a[1])
