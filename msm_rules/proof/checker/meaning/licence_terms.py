"""What licences say, from the entries that the proof holds (language.md, Licences)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from math import inf
from typing import Any

from msm_rules.proof.checker.meaning.sets import (
    ANY,
    HALF,
    OPEN,
    Pair,
    conjunction,
    disjunction,
    every,
    is_choice,
    parts_of,
    words_of,
)

Entries = Mapping[str, Any]


def _entry(entries: Entries, part: str) -> Any:
    """The entry of a licence that was read clause by clause, else None."""
    entry = entries[part]
    return entry if entry is not None and entry["read"] else None


def _known(holds: bool, fails: bool) -> Pair:
    return holds, not fails


def _permission(entries: Entries, part: str, term: str) -> Pair:
    entry = _entry(entries, part)
    if entry is None:
        return OPEN
    permitted = term in entry["permits"]
    return _known(permitted, term in entry["prohibits"] and not permitted)


def _requirement(entries: Entries, part: str, term: str) -> Pair:
    entry = _entry(entries, part)
    return OPEN if entry is None else (term in entry["requires"],) * 2


def _asked(
    x: Any, terms: Any, join: Callable[[Iterable[Pair]], Pair], of_part: Callable[[str, str], Pair]
) -> Pair:
    if x is None:
        return OPEN
    return every(join(of_part(part, term) for part in parts_of(a) for term in terms[0]) for a in x)


def permits(entries: Entries, x: Any, terms: Any) -> Pair:
    """All terms of all parts."""
    return _asked(x, terms, conjunction, lambda p, t: _permission(entries, p, t))


def prohibits(entries: Entries, x: Any, terms: Any) -> Pair:
    """Any term of any part, the mirror image of `permits`."""

    def mirrored(part: str, term: str) -> Pair:
        must, may = _permission(entries, part, term)
        return not may, not must

    return _asked(x, terms, disjunction, mirrored)


def requires(entries: Entries, x: Any, terms: Any) -> Pair:
    """Any term of any part."""
    return _asked(x, terms, disjunction, lambda p, t: _requirement(entries, p, t))


def _of_parts(x: Any, of_part: Callable[[str], Pair]) -> Pair:
    return every(every(map(of_part, parts_of(a))) for a in x)


def _may_hold(upper: Any) -> Pair:
    return False, upper is None or bool(upper)


def licence_in(_: Entries, x: Any, s: Any) -> Pair:
    """Each part, in the licences that a member of the set may turn out to be."""
    lower, upper = s
    if x is None:
        return _may_hold(upper)

    def is_member(part: str, member: str) -> Pair:
        return _of_parts(words_of(member), lambda p: (p == part,) * 2)

    def of_part(part: str) -> Pair:
        must = any(is_member(part, m)[0] for m in lower)
        return must, must or upper is None or any(is_member(part, m)[1] for m in upper)

    return _of_parts(x, of_part)


def licence_equal(_: Entries, a: Any, b: Any) -> Pair:
    """The same parts, none in common, or else unknown."""
    if a is None or b is None:
        return OPEN
    sides = [(frozenset(parts_of(x)), frozenset(parts_of(y))) for x in a for y in b]
    return every((p == q, p == q or bool(p & q)) for p, q in sides)


def licence_difference(_: Entries, s: Any, t: Any) -> Any:
    """A choice surely stays where none of its licences may go, surely goes where all must."""
    goes = frozenset(a for m in t[0] if not is_choice(m) for a in words_of(m))
    lower = frozenset[str]()
    if t[1] is not None:
        may_go = frozenset(a for m in t[1] for a in words_of(m))
        lower = frozenset(m for m in s[0] if not words_of(m) & may_go)
    return lower, None if s[1] is None else frozenset(m for m in s[1] if not words_of(m) <= goes)


def licence_size(_: Entries, s: Any) -> tuple[float, float]:
    """A choice may turn out to be another member."""
    fixed = sum(not is_choice(m) for m in s[0])
    return float(max(fixed, 1) if s[0] else 0), inf if s[1] is None else float(len(s[1]))


def category_in(entries: Entries, x: Any, s: Any) -> Pair:
    """The category of each part."""
    lower, upper = s
    if x is None:
        return _may_hold(upper)

    def of_part(part: str) -> Pair:
        entry = entries[part]
        found = None if entry is None else entry["category"]
        if found is None:
            return _may_hold(upper)
        return found in lower, found in lower or upper is None or found in upper

    return _of_parts(x, of_part)


def category(entries: Entries, x: Any) -> Any:
    """The one category of the parts of each alternative; anything where there is none."""
    found = set()
    for a in x or ():
        own = {(entries[p] or {}).get("category") for p in parts_of(a)}
        if len(own) != 1 or None in own:
            return None
        found |= own
    return None if x is None else frozenset(found)


def excluded_territories(entries: Entries, x: Any) -> Any:
    """Those of any part, over the alternatives."""
    if x is None:
        return ANY
    lowers, uppers = [], []
    for a in x:
        found = [_entry(entries, p) for p in parts_of(a)]
        own = [None if e is None else e["excluded_territories"] for e in found]
        known = frozenset(c for codes in own if codes is not None for c in codes)
        lowers.append(known)
        uppers.append(None if None in own else known)
    upper = None if None in uppers else frozenset().union(*(u for u in uppers if u is not None))
    return frozenset.intersection(*lowers), upper


def user_cap(entries: Entries, x: Any) -> tuple[float, float]:
    """The least of the parts, over the alternatives."""
    if x is None:
        return HALF
    ends = []
    for a in x:
        lo, hi = inf, inf
        for part in parts_of(a):
            entry = _entry(entries, part)
            cap = None if entry is None else entry["user_cap"]
            lo = min(lo, 0.0 if cap is None else float(cap))
            hi = min(hi, inf if cap is None else float(cap))
        ends.append((lo, hi))
    return min(e[0] for e in ends), max(e[1] for e in ends)
