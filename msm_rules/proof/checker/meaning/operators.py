"""What each operator means, on sets of possible values: the second meaning, a few lines each.

Written from language.md ("Unknown and uncertain", "Licences", "Scores", "Verdict").
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from math import inf
from typing import Any

from msm_rules.proof.checker.meaning import licence_terms as terms
from msm_rules.proof.checker.meaning.sets import (
    ANY,
    LINE,
    MILLION,
    OPEN,
    conjunction,
    disjunction,
    every,
    hull,
    is_choice,
    parts_of,
    settled,
)
from msm_rules.proof.checker.meaning.types import kind

Meaning = Callable[..., Any]


def _no_nan(x: float, instead: float) -> float:
    return instead if math.isnan(x) else x


def _sum(a: Any, b: Any) -> Any:
    return _no_nan(a[0] + b[0], -inf), _no_nan(a[1] + b[1], inf)


def _negated(a: Any) -> Any:
    return 0.0 - a[1], 0.0 - a[0]


def _corners(a: Any, b: Any, of: Callable[[float, float], float]) -> Any:
    found = [_no_nan(of(x, y), 0.0) + 0.0 for x in a for y in b]
    return min(found), max(found)


def _quotient(a: Any, b: Any) -> Any:
    return LINE if b[0] <= 0 <= b[1] else _corners(a, b, lambda x, y: x / y)


def _size_of(a: Any) -> Any:
    if a[0] >= 0:
        return a
    return _negated(a) if a[1] <= 0 else (0.0, max(-a[0], a[1]))


def _log10(x: float) -> float:
    return -inf if x <= 0 else inf if x == inf else round(math.log10(x), 12) + 0.0


def _scale(x: Any, start: Any, end: Any) -> Any:
    a, b = start[0], end[0]
    ends = [min(max(_no_nan((v - a) / (b - a), 0.0), 0.0), 1.0) + 0.0 for v in x]
    return min(ends), max(ends)


def _equal(a: Any, b: Any) -> Any:
    return a[0] == a[1] == b[0] == b[1], a[0] <= b[1] and b[0] <= a[1]


def _same_bool(a: Any, b: Any) -> Any:
    return OPEN if OPEN in (a, b) else (a == b,) * 2


def _same_word(a: Any, b: Any) -> Any:
    if a is None or b is None:
        return OPEN
    return len(a) == 1 and a == b, bool(a & b)


def _in(x: Any, s: Any) -> Any:
    if x is None:
        return False, s[1] is None or bool(s[1])
    must = x <= s[0]
    return must, must or s[1] is None or bool(x & s[1])


def _covers(s: Any, t: Any) -> Any:
    must = t[1] is not None and t[1] <= s[0]
    return must, must or s[1] is None or t[0] <= s[1]


def _overlaps(s: Any, t: Any) -> Any:
    a, b = s[1], t[1]
    if a is None or b is None:
        may = (a is None or bool(a)) and (b is None or bool(b))
    else:
        may = bool(a & b)
    return bool(s[0] & t[0]), may


def _union(s: Any, t: Any) -> Any:
    return s[0] | t[0], None if s[1] is None or t[1] is None else s[1] | t[1]


def _difference(s: Any, t: Any) -> Any:
    lower = frozenset() if t[1] is None else s[0] - t[1]
    return lower, None if s[1] is None else s[1] - t[0]


def _fits(pattern: str, text: str) -> bool:
    """Whether a glob fits a whole text; what a `*` takes grows only where the rest does not fit."""
    p = t = taken = 0
    star = -1
    while t < len(text):
        if p < len(pattern) and pattern[p] == "*":
            star, taken = p, t
            p += 1
        elif p < len(pattern) and pattern[p] in ("?", text[t]):
            p, t = p + 1, t + 1
        elif star >= 0:
            taken += 1
            p, t = star + 1, taken
        else:
            return False
    return not pattern[p:].strip("*")


def _matches(x: Any, pattern: Any) -> Any:
    if x is None or pattern is None:
        return OPEN
    (only,) = pattern
    return every((_fits(only, w),) * 2 for w in x)


def _licence_matches(_: Any, x: Any, pattern: Any) -> Any:
    if x is None or pattern is None:
        return OPEN
    (only,) = pattern
    glob = only.casefold()
    return every(every((_fits(glob, p.casefold()),) * 2 for p in parts_of(a)) for a in x)


def _fold(x: Any) -> Any:
    return None if x is None else frozenset(w.casefold() for w in x)


def _make_set(*items: Any) -> Any:
    members = frozenset().union(*(i for i in items if i is not None))
    return members, members


def _score_of(x: Any) -> Any:
    return tuple(min(max(math.floor(min(max(v, 0.0), 1.0) * 1e6 + 0.5), 0), MILLION) for v in x)


def _mean(*args: Any) -> Any:
    taking = [
        (s, round(w[0] * 1000)) for s, w, takes in zip(*[iter(args)] * 3, strict=True) if takes[0]
    ]
    total = sum(w for _, w in taking)
    if not total:
        return 0, 0
    return tuple((2 * sum(w * s[e] for s, w in taking) + total) // (2 * total) for e in (0, 1))


def _verdict(accept: Any, review: Any, reject: Any) -> Any:
    may = {"accept": accept[1], "review": review[1] and not accept[0], "reject": reject[1]}
    return frozenset(word for word, possible in may.items() if possible)


PLAIN: Mapping[str, Meaning] = {
    "not": lambda a: (not a[1], not a[0]),
    "and": lambda *a: conjunction(a),
    "or": lambda *a: disjunction(a),
    "waive": lambda *a: disjunction(a),
    "equal_bools": _same_bool,
    "less_equal": lambda a, b: (a[1] <= b[0], a[0] <= b[1]),
    "less": lambda a, b: (a[1] < b[0], a[0] < b[1]),
    "greater_equal": lambda a, b: (a[0] >= b[1], a[1] >= b[0]),
    "greater": lambda a, b: (a[0] > b[1], a[1] > b[0]),
    "equal": _equal,
    "add": _sum,
    "subtract": lambda a, b: _sum(a, (-b[1], -b[0])),
    "negate": _negated,
    "multiply": lambda a, b: _corners(a, b, lambda x, y: x * y),
    "divide": _quotient,
    "min": lambda *a: (min(x[0] for x in a), min(x[1] for x in a)),
    "max": lambda *a: (max(x[0] for x in a), max(x[1] for x in a)),
    "abs": _size_of,
    "log10": lambda a: (_log10(a[0]), _log10(a[1])),
    "scale": _scale,
    "equal_words": _same_word,
    "in": _in,
    "matches": _matches,
    "fold": _fold,
    "make_set": _make_set,
    "fold_set": lambda s: (_fold(s[0]), _fold(s[1])),
    "covers": _covers,
    "overlaps": _overlaps,
    "equal_sets": lambda s, t: conjunction((_covers(s, t), _covers(t, s))),
    "union": _union,
    "difference": _difference,
    "size": lambda s: (float(len(s[0])), inf if s[1] is None else float(len(s[1]))),
    "prefer": lambda a: (MILLION * a[0], MILLION * a[1]),
    "score_of": _score_of,
    "mean": _mean,
    "fraction": lambda s: (s[0] / 1e6, s[1] / 1e6),
    "verdict": _verdict,
}
"""From the values of the arguments alone."""

LICENCE_OPERATORS: Mapping[str, Meaning] = {
    "licence_equal": terms.licence_equal,
    "licence_in": terms.licence_in,
    "licence_matches": _licence_matches,
    "licence_difference": terms.licence_difference,
    "licence_size": terms.licence_size,
    "permits": terms.permits,
    "requires": terms.requires,
    "prohibits": terms.prohibits,
    "category": terms.category,
    "category_in": terms.category_in,
    "excluded_territories": terms.excluded_territories,
    "user_cap": terms.user_cap,
}
"""From the entries of licences and the values of the arguments."""


# --- what an author chooses to decide on less: not while a fact has not been asked for ------------


def _default(pending: bool, type_: Any, value: Any, natural: Any, fallback: Any) -> Any:
    if pending:
        return hull(type_, natural, fallback)
    return fallback if value == natural else value


def _picked(pending: bool, type_: Any, value: Any, end: int) -> Any:
    if kind(type_) == "set":
        return ANY if pending or value[end] is None else (value[end], value[end])
    return LINE if pending or abs(value[end]) == inf else (value[end], value[end])


def _taken(end: int) -> Meaning:
    """What is decided on one end of what is possible, not while a fact has not been asked for."""
    return lambda pending, _, value: value if pending else (value[end], value[end])


def _chosen(type_: Any, condition: Any, yes: Any, no: Any) -> Any:
    if condition == OPEN:
        return hull(type_, yes, no)
    return yes if condition[0] else no


def _stand_in(pending: bool, score: Any, blank: Any, instead: Any) -> Any:
    """While a fact has not been asked for, the score that stands in is possible as well."""
    if not pending:
        return instead if score[0] != score[1] and score == blank else score
    within = blank[0] != blank[1] and score[0] <= blank[0] and blank[1] <= score[1]
    return hull("score", score, instead) if within else score


CHOICES: Mapping[str, Meaning] = {
    "if": lambda pending, type_, *a: _chosen(type_, *a),
    "is_missing": lambda p, _, value, natural: OPEN if p else (value == natural,) * 2,
    "is_exact": lambda p, type_, value: OPEN if p else (settled(type_, value),) * 2,
    "default": _default,
    "low_end": lambda p, type_, value: _picked(p, type_, value, 0),
    "high_end": lambda p, type_, value: _picked(p, type_, value, 1),
    "unknown_rejects": _taken(0),
    "unknown_passes": _taken(1),
    "unknown_scores": lambda p, _, *a: _stand_in(p, *a),
    "take_lower": _taken(0),
    "take_upper": _taken(1),
}
"""From whether they rest on a fact not asked for, the type of the last argument, and the values."""


def quantified(op: str, members: Any, results: Mapping[str, Any]) -> Any:
    """`all`, `any`, `count` and `licence_count` from what was found of each member."""
    lower, upper = members
    must = [results[m][0] for m in lower]
    may_lower = [results[m][1] for m in lower]
    if op == "all":
        return upper is not None and all(results[m][0] for m in upper), all(may_lower)
    if op == "any":
        return any(must), upper is None or any(results[m][1] for m in upper)
    most = inf if upper is None else float(sum(results[m][1] for m in upper))
    least = float(sum(must))
    if op == "licence_count":  # a choice may turn out to be another member
        fixed = sum(results[m][0] for m in lower if not is_choice(m))
        least = max(float(fixed), min(least, 1.0))
    return least, most
