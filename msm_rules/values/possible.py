"""Sets of possible values: how what is known of a value is kept while a policy is evaluated.

| type      | kept as                                                                            |
| --------- | ---------------------------------------------------------------------------------- |
| bool      | `FALSE` 0, `UNKNOWN` 1, `TRUE` 3: bit 0 says it may hold, bit 1 that it must        |
| ordered   | `(lo, hi)`, 64-bit floats; bytes in bytes, durations in days, dates as day ordinals |
| words     | a frozenset of the alternatives, or None: anything                                 |
| sets      | `(lower, upper)` frozensets: surely in, possibly in; upper None: everything        |
| scores    | `(lo, hi)` in whole millionths                                                     |
| verdict   | the bits `ACCEPT`, `REJECT`, `REVIEW` of those possible                            |

Owns these forms, whether one is exact, and the hull of two. What operators do with them stands
in `operators`.
"""

from __future__ import annotations

from math import inf

from msm_rules.values.types import (
    BOOL,
    BYTES,
    SCORE,
    VERDICT,
    Enum,
    MapOf,
    Scalar,
    SetOf,
    Type,
    is_ordered,
)

Bool = int
Interval = tuple[float, float]
Words = frozenset[str] | None
Members = tuple[frozenset[str], frozenset[str] | None]
Score = tuple[int, int]
Value = int | Interval | Words | Members

FALSE, UNKNOWN, TRUE = 0, 1, 3
ACCEPT, REJECT, REVIEW = 1, 2, 4
VERDICTS = {ACCEPT: "accept", REJECT: "reject", REVIEW: "review"}

LINE: Interval = (-inf, inf)
HALF_LINE: Interval = (0.0, inf)
NOTHING: frozenset[str] = frozenset()
ANY_SET: Members = (NOTHING, None)

MILLION = 1_000_000


def missing(type_: Type, natural: Interval | None = None) -> Value:
    """The value of which nothing is known.

    `natural` narrows an ordered one to its natural range.
    """
    match type_:
        case SetOf():
            return ANY_SET
        case Enum():
            return None
        case MapOf():
            raise TypeError("a map is not a value")
        case Scalar():
            if type_ == BOOL:
                return UNKNOWN
            if type_ == SCORE:
                return (0, MILLION)
            if type_ == VERDICT:
                return ACCEPT | REJECT | REVIEW
            if is_ordered(type_):
                return natural or (HALF_LINE if type_ == BYTES else LINE)
            return None


def is_exact(type_: Type, value: Value) -> bool:
    """Whether only one value is possible."""
    if type_ == BOOL:
        return value != UNKNOWN
    if type_ == VERDICT:
        return value in VERDICTS
    if isinstance(value, tuple):
        return value[0] == value[1]
    return value is not None and not isinstance(value, int) and len(value) == 1


def hull(type_: Type, a: Value, b: Value) -> Value:
    """Everything that either may be."""
    if a == b:
        return a
    if type_ == BOOL:
        return UNKNOWN
    if isinstance(type_, SetOf):
        (al, au), (bl, bu) = a, b  # type: ignore[misc]
        return al & bl, None if au is None or bu is None else au | bu  # type: ignore[operator]
    if isinstance(a, tuple) and isinstance(b, tuple):
        return min(a[0], b[0]), max(a[1], b[1])  # type: ignore[type-var,return-value]
    return None if a is None or b is None else a | b  # type: ignore[operator]
