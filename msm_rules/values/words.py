"""Strings, enumerated values, and sets of them, as sets of possibilities.

Licences have their own rules (alternatives, parts, terms) in `licence_terms`.
"""

from __future__ import annotations

import re
from functools import lru_cache
from math import inf

from msm_rules.values.possible import (
    ANY_SET,
    FALSE,
    NOTHING,
    TRUE,
    UNKNOWN,
    Bool,
    Interval,
    Members,
    Words,
)


def truth(must: bool, may: bool) -> Bool:
    """A bool from what it must and what it may be."""
    return TRUE if must else UNKNOWN if may else FALSE


def equal(a: Words, b: Words) -> Bool:
    """`a == b`: must if both are exact and equal, may if they share an alternative."""
    if a is None or b is None:
        return UNKNOWN
    return truth(len(a) == len(b) == 1 and a == b, not a.isdisjoint(b))


def contained(x: Words, s: Members) -> Bool:
    """`x in S`: must if every alternative is surely in, may if some is possibly in."""
    lower, upper = s
    if x is None:
        return UNKNOWN if upper is None or upper else FALSE
    return truth(x <= lower, upper is None or not x.isdisjoint(upper))


def covers(s: Members, t: Members) -> Bool:
    """`S covers T`: must if T's upper is within S's lower, may if T's lower is within S's upper."""
    must = t[1] is not None and t[1] <= s[0]
    return truth(must, s[1] is None or t[0] <= s[1])


def overlaps(s: Members, t: Members) -> Bool:
    """`S overlaps T`: must if the lower sets meet, may if the upper sets can."""
    return truth(not s[0].isdisjoint(t[0]), _can_meet(s[1], t[1]))


def _can_meet(a: frozenset[str] | None, b: frozenset[str] | None) -> bool:
    if a is None:
        return b is None or bool(b)
    return bool(a) if b is None else not a.isdisjoint(b)


def equal_sets(s: Members, t: Members) -> Bool:
    """`S == T`: each covers the other."""
    return covers(s, t) & covers(t, s)


def union(s: Members, t: Members) -> Members:
    """`S + T`: both unions."""
    upper = None if s[1] is None or t[1] is None else s[1] | t[1]
    return s[0] | t[0], upper


def difference(s: Members, t: Members) -> Members:
    """`S - T`: everything minus anything is everything."""
    lower = NOTHING if t[1] is None else s[0] - t[1]
    return lower, None if s[1] is None else s[1] - t[0]


def size(s: Members) -> Interval:
    """How many members: both sizes."""
    return float(len(s[0])), inf if s[1] is None else float(len(s[1]))


def make_set(*items: Words) -> Members:
    """`{a, b}` of exact items."""
    members = frozenset().union(*(i for i in items if i is not None))
    return members, members


def low_end(s: Members) -> Members:
    """What is surely in, as an exact set; `{}` for a missing one."""
    return s[0], s[0]


def high_end(s: Members) -> Members:
    """What is possibly in, as an exact set; unknown if that is everything."""
    return ANY_SET if s[1] is None else (s[1], s[1])


def fold(a: Words) -> Words:
    """Case folded, as Hub ids are compared."""
    return None if a is None else frozenset(w.casefold() for w in a)


def fold_set(s: Members) -> Members:
    """Every member case folded."""
    lower, upper = fold(s[0]), fold(s[1])
    return lower or NOTHING, upper


@lru_cache(maxsize=4096)
def glob(pattern: str) -> re.Pattern[str]:
    """A glob as a regular expression.

    `*` is any run of characters, `?` is one, nothing else is special.
    """
    parts = re.split(r"(\*+|\?)", pattern)
    return re.compile(
        "".join(".*" if p[:1] == "*" else "." if p == "?" else re.escape(p) for p in parts),
        re.DOTALL,
    )


def matches(a: Words, pattern: Words) -> Bool:
    """`s matches "glob"`: for all, for some alternative. The pattern is exact."""
    if a is None or pattern is None:
        return UNKNOWN
    (only,) = pattern
    results = {glob(only).fullmatch(w) is not None for w in a}
    return truth(results == {True}, True in results)
