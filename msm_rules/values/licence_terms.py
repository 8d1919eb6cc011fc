"""What licences permit, require and prohibit, on sets of possible licences.

A licence value is a set of alternatives, each an SPDX expression without `OR`; a member of a set
of licences may still hold an `OR`, and stands for each of its alternatives. Terms and parts are
joined within each alternative, alternatives last (language.md, Licences).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from math import inf

from msm_rules import licences
from msm_rules.values.possible import (
    ANY_SET,
    FALSE,
    HALF_LINE,
    NOTHING,
    TRUE,
    UNKNOWN,
    Bool,
    Interval,
    Members,
    Words,
)
from msm_rules.values.words import glob

Parts = tuple[str, ...]

_MOST_PAIRS = 1 << 14
"""Of how many pairs of licences it is kept whether the one is the other."""


def alternatives_of(member: str) -> frozenset[str]:
    """The alternatives of a licence expression as values: `MIT OR X` → {`MIT`, `X`}."""
    return frozenset(" AND ".join(parts) for parts in licences.alternatives(member))


def is_choice(member: str) -> bool:
    """Whether a member of a set stands for more than one licence."""
    return len(licences.alternatives(member)) > 1


def _parts(alternative: str) -> Parts:
    (parts,) = licences.alternatives(alternative)
    return parts


def over_alternatives(results: Iterable[Bool]) -> Bool:
    """True if true of every alternative, false if of none, else unknown."""
    must, may = TRUE, FALSE
    for r in results:
        must &= r
        may |= r
    return must if must == may else UNKNOWN


def _each(x: Words, of_part: Callable[[str], Bool]) -> Bool:
    """`of_part` holds of a licence if of every part, fails if of none, else is unknown."""
    if x is None:
        return UNKNOWN
    return over_alternatives(over_alternatives(map(of_part, _parts(a))) for a in x)


def permits(x: Words, terms: Members) -> Bool:
    """`l permits {t, ...}`: the *and* over terms and parts."""

    def of_alternative(alternative: str) -> Bool:
        result = TRUE
        for part in _parts(alternative):
            for term in terms[0]:
                result &= _permission(part, term)
        return result

    return UNKNOWN if x is None else over_alternatives(map(of_alternative, x))


def prohibits(x: Words, terms: Members) -> Bool:
    """`l prohibits {t, ...}`: the *or* over terms and parts; the mirror image of `permits`."""
    return _any_term(x, terms, lambda part, term: _negated(_permission(part, term)))


def requires(x: Words, terms: Members) -> Bool:
    """`l requires {t, ...}`: the *or* over terms and parts."""
    return _any_term(x, terms, _requirement)


def _any_term(x: Words, terms: Members, of_part: Callable[[str, str], Bool]) -> Bool:
    def of_alternative(alternative: str) -> Bool:
        result = FALSE
        for part in _parts(alternative):
            for term in terms[0]:
                result |= of_part(part, term)
        return result

    return UNKNOWN if x is None else over_alternatives(map(of_alternative, x))


def _negated(b: Bool) -> Bool:
    return (TRUE, UNKNOWN, UNKNOWN, FALSE)[b]


def _permission(part: str, term: str) -> Bool:
    """True if permitted, false if prohibited, else unknown; unread licences are unknown on all."""
    entry = licences.lookup(part)
    if entry is None or not entry.read:
        return UNKNOWN
    return TRUE if term in entry.permits else FALSE if term in entry.prohibits else UNKNOWN


def _requirement(part: str, term: str) -> Bool:
    """True if required, else false; unread licences are unknown."""
    entry = licences.lookup(part)
    if entry is None or not entry.read:
        return UNKNOWN
    return TRUE if term in entry.requires else FALSE


def silent(op: str, x: Words, terms: Members) -> tuple[str, ...]:
    """What nobody knows of these licences: `MIT: hosting`, sorted; what a person could look up.

    `op` is `permits`, `prohibits` or `requires`.
    """
    of_part = _requirement if op == "requires" else _permission
    found = {
        f"{part}: {term}"
        for alternative in x or ()
        for part in _parts(alternative)
        for term in terms[0]
        if of_part(part, term) == UNKNOWN
    }
    return tuple(sorted(found))


def unread(x: Words, *, category: bool = False) -> tuple[str, ...]:
    """The licences of which no terms are known, or not even the `category`; sorted."""
    if x is None:
        return ()
    parts = {part for alternative in x for part in _parts(alternative)}
    entries = {part: licences.lookup(part) for part in parts}
    return tuple(
        sorted(p for p, e in entries.items() if not e or not (e.category if category else e.read))
    )


def contained(x: Words, s: Members) -> Bool:
    """`l in S` for licences."""
    lower, upper = s
    if x is None:
        return UNKNOWN if upper is None or upper else FALSE

    def of_part(part: str) -> Bool:
        must = any(_is_member(part, m) == TRUE for m in lower)
        if must:
            return TRUE
        may = upper is None or any(_is_member(part, m) != FALSE for m in upper)
        return UNKNOWN if may else FALSE

    return _each(x, of_part)


@lru_cache(_MOST_PAIRS)
def _is_member(part: str, member: str) -> Bool:
    """Whether a member of a set of licences is the licence `part`."""
    return _each(alternatives_of(member), lambda p: TRUE if p == part else FALSE)


def equal(a: Words, b: Words) -> Bool:
    """`a == b` for licences: of every part, of none, else unknown; the same expression is equal."""
    if a is None or b is None:
        return UNKNOWN
    return over_alternatives(_equal_alternatives(x, y) for x in a for y in b)


def _equal_alternatives(x: str, y: str) -> Bool:
    p, q = frozenset(_parts(x)), frozenset(_parts(y))
    return TRUE if p == q else FALSE if p.isdisjoint(q) else UNKNOWN


def matches(x: Words, pattern: Words) -> Bool:
    """`l matches "glob"` for licences, case ignored."""
    if pattern is None:
        return UNKNOWN
    (only,) = pattern
    regex = glob(only.casefold())
    return _each(x, lambda part: TRUE if regex.fullmatch(part.casefold()) else FALSE)


def difference(s: Members, t: Members) -> Members:
    """`S - T` for licences: a choice surely stays where none of its licences may be in T, and
    surely goes where T has them all."""
    may_go = None if t[1] is None else _licences_of(t[1])
    goes = _licences_of(m for m in t[0] if not is_choice(m))
    lower = NOTHING
    if may_go is not None:
        lower = frozenset(m for m in s[0] if alternatives_of(m).isdisjoint(may_go))
    upper = None if s[1] is None else frozenset(m for m in s[1] if not alternatives_of(m) <= goes)
    return lower, upper


def _licences_of(members: Iterable[str]) -> frozenset[str]:
    return frozenset(a for m in members for a in alternatives_of(m))


def size(s: Members) -> Interval:
    """How many licences: a choice may turn out to be another member."""
    fixed = sum(1 for m in s[0] if not is_choice(m))
    lower = max(fixed, 1) if s[0] else 0
    return float(lower), inf if s[1] is None else float(len(s[1]))


def category_in(x: Words, s: Members) -> Bool:
    """`l.category in S`."""
    lower, upper = s

    def of_part(part: str) -> Bool:
        entry = licences.lookup(part)
        if entry is None or entry.category is None:
            return UNKNOWN if upper is None or upper else FALSE
        if entry.category in lower:
            return TRUE
        return UNKNOWN if upper is None or entry.category in upper else FALSE

    if x is None:
        return UNKNOWN if upper is None or upper else FALSE
    return _each(x, of_part)


def category(x: Words) -> Words:
    """The category as a value; anything where a licence has parts that differ or was not read."""
    if x is None:
        return None
    found: set[str] = set()
    for alternative in x:
        own = {e.category if (e := licences.lookup(p)) else None for p in _parts(alternative)}
        if len(own) != 1 or None in own:
            return None
        found |= {c for c in own if c is not None}
    return frozenset(found)


def excluded_territories(x: Words) -> Members:
    """The territories that the licence leaves out: of any part, over the alternatives."""
    if x is None:
        return ANY_SET
    lowers, uppers = [], []
    for alternative in x:
        lower: frozenset[str] = NOTHING
        upper: frozenset[str] | None = NOTHING
        for part in _parts(alternative):
            entry = licences.lookup(part)
            own = entry.excluded_territories if entry and entry.read else None
            lower |= own or NOTHING
            upper = None if own is None or upper is None else upper | own
        lowers.append(lower)
        uppers.append(upper)
    known = [u for u in uppers if u is not None]
    return frozenset.intersection(*lowers), (
        frozenset().union(*known) if len(known) == len(uppers) else None
    )


def user_cap(x: Words) -> Interval:
    """The monthly users above which the licence ends.

    The least of its parts; inf where there is none.
    """
    if x is None:
        return HALF_LINE
    ends = [_user_cap(_parts(a)) for a in x]
    return min(e[0] for e in ends), max(e[1] for e in ends)


def _user_cap(parts: Parts) -> Interval:
    lo, hi = inf, inf
    for part in parts:
        entry = licences.lookup(part)
        cap = entry.user_cap if entry and entry.read else None
        lo, hi = min(lo, 0.0 if cap is None else cap), min(hi, inf if cap is None else cap)
    return lo, hi
