#!/usr/bin/env python3
"""The small checker: does the verdict of an `msm-proof/1` follow from what the proof holds?

    python3 check_proof.py proof.json ...        each proof: it holds, or the first thing wrong
    python3 check_proof.py --steps proof.json    and every step beside the text that says it

One file, and Python's standard library alone (3.10 or later). It is meant to be read, from top to
bottom in one long sitting: then you know what a proof is worth. Exit status 0: all hold; 1: one
does not; 2: one is no proof.

It shows that

1. the digests fit (RFC 8785, SHA-256): of the proof, its facts, its policy's texts, and its graph;
2. every step stands where it says in the policy's text, and the number, day or quoted text that is
   written there is the constant of the step, the fact that is named there its fact (what a
   quantifier asks of each member has no place of its own: `--steps` prints it);
3. the value of every step follows: of a fact from the facts document, of an operator from the
   values of its arguments, by that operator's few lines below;
4. the rules are those of the text: none missing, none added, none in another tier, none with
   another weight than the number that is written, none with more or fewer requirements or scores,
   or with another `when ...`, `otherwise` or `waivable`;
   results, waivers, tiers, scores and verdict are made of just these, and every param has a value
   in its range;
5. what is said to have come of it follows: verdict, what was possible, scores, failed, escalated
   and waived rules, obligations, and until when it holds.

What the steps of a rule are, and what its text says, stands side by side with `--steps`, for your
own eyes. `msm verify` compares the two, reading the whole language a second time, and shows much
besides: that a text changes nothing that a base keeps closed, the list of open facts, the order of
candidates, licence data, redacted proofs. This program ends by naming what it has not shown. It may
refuse a policy in which a name is a word of the language (`let prefer = ...`).
"""

from __future__ import annotations

import io
import json
import math
import posixpath
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from datetime import date
from fractions import Fraction
from functools import lru_cache
from hashlib import sha256
from itertools import pairwise, product
from math import inf
from typing import Any

SCHEMA = "msm-proof/1"
UNREADABLE = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError,
    MemoryError,
)  # fmt: skip
"""What may be raised where a part of a proof is not what it should be."""

Row = dict[str, Any]
Type = Any
Value = Any
Pair = tuple[bool, bool]


class Wrong(ValueError):
    """Where a proof goes wrong: at which step or part, why, what was expected and what is there."""

    def __init__(self, at: str, why: str, expected: Any = None, found: Any = None) -> None:
        super().__init__(why)
        self.at, self.why, self.expected, self.found = at, why, expected, found


def set_of(text: str) -> frozenset[str]:
    """The words of a text."""
    return frozenset(text.split())


def demand(holds: bool, at: str, why: str) -> None:
    """Raise Wrong unless something holds."""
    if not holds:
        raise Wrong(at, why)


def same(at: str, why: str, expected: Any, found: Any) -> None:
    """Raise Wrong unless two JSON values have the same canonical form."""
    if canonical(expected) != canonical(found):
        raise Wrong(at, f"{why} is not what it should be", expected, found)


# === JSON: strict reading, and the canonical form of RFC 8785 =====================================


def read_json(data: bytes) -> Any:
    """The value of a JSON text in which no two readers find different things. Raises ValueError."""

    def each_once(pairs: list[tuple[str, Any]]) -> Row:
        if len(dict(pairs)) < len(pairs):
            raise ValueError("a name is given twice")
        return dict(pairs)

    def number(text: str) -> float:
        value, whole = float(text), text.lstrip("-").isdigit()
        if not math.isfinite(value) or (whole and int(text) != value):
            raise ValueError(f"{text[:40]} is not exact as a 64-bit float")
        return int(text) if whole else value

    def none(word: str) -> Any:
        raise ValueError(f"{word} is no number")

    reader = json.JSONDecoder(
        object_pairs_hook=each_once, parse_int=number, parse_float=number, parse_constant=none
    )
    return reader.decode(data.decode("utf-8-sig"))


def canonical(value: Any) -> str:
    """The canonical text of a JSON value: keys sorted, numbers as ECMAScript writes them."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{quoted(key)}:{canonical(value[key])}" for key in keys) + "}"
    if isinstance(value, list | tuple):
        return "[" + ",".join(map(canonical, value)) + "]"
    if isinstance(value, int | float) and not isinstance(value, bool):
        return _number(float(value))
    return quoted(value)


def quoted(value: Any) -> str:
    """A text, a truth value or null as JSON."""
    return json.dumps(value, ensure_ascii=False)


def _number(x: float) -> str:
    """The shortest digits that read back as the number, placed as ECMAScript places them."""
    mantissa, _, exponent = repr(abs(x)).partition("e")
    whole, _, fraction = mantissa.partition(".")
    digits = (whole + fraction).lstrip("0")
    point = len(digits) - len(fraction) + int(exponent or 0)  # digits before the decimal point
    digits = digits.rstrip("0") or "0"
    sign = "-" if x < 0 else ""
    if x == 0 or len(digits) <= point <= 21:
        return sign + digits.ljust(point, "0")
    if 0 < point <= 21:
        return f"{sign}{digits[:point]}.{digits[point:]}"
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    rest = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{rest}e{'+' if point > 0 else '-'}{abs(point - 1)}"


def digest(value: Any) -> str:
    """SHA-256 over the canonical form."""
    return sha256(canonical(value).encode()).hexdigest()


# === Values: everything that something may be =====================================================
#
# Nothing is guessed: a value is all that something may be.
#
#     truth      (must, may): (True, True) yes, (False, False) no, (False, True) unknown
#     ordered    (lo, hi), both included: a number, bytes, days of a duration, a date as its ordinal
#     word       the set of those possible; None for anything
#     set        (lower, upper): what it surely holds, all that it may hold; None for everything
#     score      (lo, hi) in millionths;   verdict  the set of those possible
#
# So `x[0]` is the sure, least or lower side, and `x[1]` the possible, greatest or upper one.
#
# Licences are words. Of `MIT OR (GPL-2.0-only AND ISC)` the *alternatives* are `MIT` and
# `GPL-2.0-only AND ISC`, and these two are its value: which is chosen is not known. The *parts* of
# the second are GPL-2.0-only and ISC: both apply. In a set, the whole expression is one member,
# and a *choice*, since it may turn out to be either.

MILLION = 1_000_000
MOST_ALTERNATIVES = 64
LONGEST_MATCH = 50_000_000
OPEN = (False, True)
LINE, HALF = (-inf, inf), (0.0, inf)
ANY: Value = (frozenset(), None)
FOLDED = ("string", "folded")
LICENCES = ("set", "licence")
ORDERED = ("number", "bytes", "duration", "date")


def type_of(form: Any) -> Type:
    """A type, as names and tuples, from its JSON form."""
    if isinstance(form, dict):
        return "set", type_of(form["set"])
    return tuple(map(type_of, form)) if isinstance(form, list) else form


def kind(type_: Type) -> str:
    """What sort of value a type has: `bool`, `ordered`, `set`, `score`, `verdict`, or `words`."""
    if type_ in ("bool", "score", "verdict"):
        return str(type_)
    if type_ in ORDERED:
        return "ordered"
    return "set" if isinstance(type_, tuple) and type_[0] == "set" else "words"


def read(type_: Type, form: Any, natural: tuple[float, float] = LINE) -> Value:
    """The value of a JSON form; an end that is null is that of the natural range.

    Raises ValueError where it is no form of the type, or leaves the range.
    """
    match kind(type_):
        case "bool":
            return _bool(form)
        case "ordered":
            ends = form["between"] if isinstance(form, dict) else (form, form)
            pairs = zip(ends, natural, strict=True)
            lo, hi = (n if end is None else _end(type_, end) for end, n in pairs)
            return _interval(natural, lo, hi)
        case "set":
            return _set(form)
        case "words":
            return None if form is None else _alternatives(form)
        case "score":
            return _interval((0, MILLION), *(round(form[end] * MILLION) for end in ("lo", "hi")))
        case _:
            return _texts(form)


def _bool(form: Any) -> Pair:
    for truth, pair in ((True, (True, True)), (False, (False, False)), (None, OPEN)):
        if form is truth:
            return pair
    raise ValueError("no truth value")


def _end(type_: Type, x: Any) -> float:
    if x in ("inf", "-inf"):
        return float(x)
    if type_ == "date":
        return ordinal(x)
    if isinstance(x, bool) or not isinstance(x, int | float) or not math.isfinite(x):
        raise ValueError("no end of an interval")
    return float(x)


def _interval(natural: Any, lo: Any, hi: Any) -> Any:
    if not natural[0] <= lo <= hi <= natural[1]:
        raise ValueError("an interval that ends before it starts, or leaves its range")
    return lo, hi


def _texts(form: Any) -> frozenset[str]:
    if not isinstance(form, list) or not all(isinstance(x, str) for x in form):
        raise ValueError("no list of texts")
    return frozenset(form)


def _alternatives(form: Any) -> frozenset[str]:
    found = frozenset([form]) if isinstance(form, str) else _texts(form["one_of"])
    if not found:
        raise ValueError("one of nothing")
    return found


def _set(form: Any) -> Value:
    if isinstance(form, list):
        return _texts(form), _texts(form)
    lower = _texts(form["at_least"])
    upper = _texts(form["at_most"]) if "at_most" in form else None
    if upper is not None and not lower <= upper:
        raise ValueError("a set whose bounds cross")
    return lower, upper


def ordinal(text: Any) -> float:
    """A day as a number. Raises ValueError for any other spelling than `2026-11-22`."""
    day = date.fromisoformat(text)
    if day.isoformat() != text:
        raise ValueError("a day is written like 2026-11-22")
    return float(day.toordinal())


def day_of(ordinal: float) -> str:
    """The day of a number, as proofs write it."""
    return date.fromordinal(int(ordinal)).isoformat()


def write(type_: Type, value: Value) -> Any:
    """The JSON form of a value."""
    match kind(type_):
        case "bool":
            return value[0] if value[0] == value[1] else None
        case "ordered":
            lo, hi = (_written(type_, x) for x in value)
            return lo if value[0] == value[1] else {"between": [lo, hi]}
        case "score":
            return {"lo": value[0] / 1e6, "hi": value[1] / 1e6}
        case "set" if value[0] == value[1]:
            return sorted(value[0])
        case "set":
            rest = {} if value[1] is None else {"at_most": sorted(value[1])}
            return {"at_least": sorted(value[0]), **rest}
        case "verdict":
            return sorted(value)
        case _ if value is None:
            return None
        case _:
            return next(iter(value)) if len(value) == 1 else {"one_of": sorted(value)}


def _written(type_: Type, x: float) -> Any:
    if x in (inf, -inf):
        return "inf" if x > 0 else "-inf"
    if type_ == "date" and x == int(x) and 1 <= x <= date.max.toordinal():
        return day_of(x)
    return int(x) if x == int(x) and abs(x) < 2**53 else x


def exact(type_: Type, value: Value) -> bool:
    """Whether only one value is possible."""
    if kind(type_) in ("words", "verdict"):
        return value is not None and len(value) == 1
    return bool(value[0] == value[1])


def settled(type_: Type, value: Value) -> bool:
    """Whether only one value is possible; a set that holds a choice of licences may be several."""
    choice = type_ == LICENCES and any(map(is_choice, value[0]))
    return exact(type_, value) and not choice


def hull(type_: Type, a: Value, b: Value) -> Value:
    """Everything that either may be."""
    match kind(type_):
        case _ if a == b:
            return a
        case "bool":
            return OPEN
        case "set":
            return a[0] & b[0], None if a[1] is None or b[1] is None else a[1] | b[1]
        case "words":
            return None if a is None or b is None else a | b
        case _:
            return min(a[0], b[0]), max(a[1], b[1])


# --- truths ---------------------------------------------------------------------------------------


def agreed(pairs: Iterable[Pair]) -> Pair:
    """True if true of all, false if true of none, else unknown."""
    found = list(pairs)
    return all(p[0] for p in found), any(p[1] for p in found)


def conjunction(pairs: Iterable[Pair]) -> Pair:
    """`and`, on must and may separately."""
    found = list(pairs)
    return all(p[0] for p in found), all(p[1] for p in found)


def disjunction(pairs: Iterable[Pair]) -> Pair:
    """`or`, on must and may separately."""
    found = list(pairs)
    return any(p[0] for p in found), any(p[1] for p in found)


# --- licences -------------------------------------------------------------------------------------


def parsed(expression: str) -> Any:
    """A licence expression as a tree: an id, or `AND` or `OR` and what it joins."""
    words = ["", *reversed(re.findall(r"[()]|[^\s()]+(?: WITH [^\s()]+)?", expression))]
    tree = _joined(words, "OR")
    if words != [""]:
        raise ValueError(f"{expression[:80]} is no licence expression")
    return tree


def _joined(words: list[str], by: str) -> Any:
    """What is joined by `OR` or by `AND`, taken from the end of words in reverse."""
    parts: list[Any] = []
    while True:
        if by == "OR":
            part = _joined(words, "AND")
        elif words[-1] == "(":
            words.pop()
            part = _joined(words, "OR")
            if words.pop() != ")":
                raise ValueError("a parenthesis that is not closed")
        elif words[-1] in ("", ")", "AND", "OR"):
            raise ValueError("a licence is missing")
        else:
            part = words.pop()
        nested = part[1:] if isinstance(part, tuple) and part[0] == by else [part]
        parts += [p for p in nested if p not in parts]
        if words[-1] != by:
            return parts[0] if len(parts) == 1 else (by, *parts)
        words.pop()
        if len(parts) > MOST_ALTERNATIVES:
            raise ValueError(f"a licence of more than {MOST_ALTERNATIVES} parts")


def spelled(tree: Any) -> str:
    """A licence expression as proofs write it."""
    if isinstance(tree, str):
        return tree
    by, *parts = tree
    inner = [spelled(p) if by == "OR" or isinstance(p, str) else f"({spelled(p)})" for p in parts]
    return f" {by} ".join(inner)


def _expanded(tree: Any) -> list[list[str]]:
    """The parts of each alternative of a tree, each alternative once."""
    if isinstance(tree, str):
        return [[tree]]
    by, *branches = tree
    found: list[list[str]] = [] if by == "OR" else [[]]
    for branch in map(_expanded, branches):
        if by == "AND":
            branch = [[*dict.fromkeys(a + b)] for a, b in product(found, branch)]
            found = []
        found = [*{frozenset(parts): parts for parts in [*found, *branch]}.values()]
        if len(found) > MOST_ALTERNATIVES:
            raise ValueError(f"a licence of more than {MOST_ALTERNATIVES} alternatives")
    return found


@lru_cache(maxsize=1024)
def alternatives(expression: str) -> tuple[tuple[str, ...], ...]:
    """The parts of each alternative of a licence expression; a `WITH` stays within its part."""
    return tuple(map(tuple, _expanded(parsed(expression))))


def words_of(expression: str) -> frozenset[str]:
    """The alternatives of a licence expression, as a value."""
    return frozenset(" AND ".join(parts) for parts in alternatives(expression))


def parts_of(word: str) -> tuple[str, ...]:
    """The licences that one alternative joins by `AND`."""
    (parts,) = alternatives(word)
    return parts


def is_choice(member: str) -> bool:
    """Whether a member of a set stands for more than one licence."""
    return len(alternatives(member)) > 1


# === Operators: a few lines each (language.md: Unknown and uncertain, Licences, Scores, Verdict) ==


# --- what licences say, from the entries that the proof holds -------------------------------------

Entries = Mapping[str, Any]


def _entry(entries: Entries, part: str) -> Any:
    """The entry of a licence that was read clause by clause, else None."""
    entry = entries[part]
    return entry if entry is not None and entry["read"] else None


def _permission(entries: Entries, part: str, term: str) -> Pair:
    entry = _entry(entries, part)
    if entry is None:
        return OPEN
    permitted = term in entry["permits"]
    return permitted, permitted or term not in entry["prohibits"]


def _requirement(entries: Entries, part: str, term: str) -> Pair:
    entry = _entry(entries, part)
    return OPEN if entry is None else (term in entry["requires"],) * 2


def _asked(
    x: Any, terms: Any, join: Callable[[Iterable[Pair]], Pair], of_part: Callable[[str, str], Pair]
) -> Pair:
    """What all terms of all parts say together, if all alternatives agree on that."""
    if x is None:
        return OPEN
    return agreed(join(of_part(part, term) for part in parts_of(a) for term in terms[0]) for a in x)


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
    """What all parts agree on, if all alternatives do."""
    return agreed(agreed(map(of_part, parts_of(a))) for a in x)


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
    return agreed((p == q, p == q or bool(p & q)) for p, q in sides)


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


# --- all the others -------------------------------------------------------------------------------

Meaning = Callable[..., Any]


def _no_nan(x: float, instead: float) -> float:
    """What infinities have no answer for (inf - inf, 0 * inf) is nothing that narrows a value."""
    return instead if math.isnan(x) else x


def _sum(a: Any, b: Any) -> Any:
    return _no_nan(a[0] + b[0], -inf), _no_nan(a[1] + b[1], inf)


def _negated(a: Any) -> Any:
    return 0.0 - a[1], 0.0 - a[0]


def _corners(a: Any, b: Any, of: Callable[[float, float], float]) -> Any:
    """Least and greatest lie where both sides are at an end."""
    found = [_no_nan(of(x, y), 0.0) + 0.0 for x in a for y in b]
    return min(found), max(found)


def _quotient(a: Any, b: Any) -> Any:
    """Anything, where the divisor may be 0."""
    return LINE if b[0] <= 0 <= b[1] else _corners(a, b, lambda x, y: x / y)


def _abs(a: Any) -> Any:
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
    """Whether a glob fits a whole text; what a `*` takes grows only where the rest does not fit.

    Raises ValueError where that would take too long.
    """
    if len(pattern) * len(text) > LONGEST_MATCH:
        raise ValueError("a pattern and a text too long to be held against each other")
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
    return agreed((_fits(only, w),) * 2 for w in x)


def _licence_matches(_: Any, x: Any, pattern: Any) -> Any:
    if x is None or pattern is None:
        return OPEN
    (only,) = pattern
    glob = only.casefold()
    return agreed(agreed((_fits(glob, p.casefold()),) * 2 for p in parts_of(a)) for a in x)


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
    "abs": _abs,
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
    "licence_equal": licence_equal,
    "licence_in": licence_in,
    "licence_matches": _licence_matches,
    "licence_difference": licence_difference,
    "licence_size": licence_size,
    "permits": permits,
    "requires": requires,
    "prohibits": prohibits,
    "category": category,
    "category_in": category_in,
    "excluded_territories": excluded_territories,
    "user_cap": user_cap,
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


def _one_end(end: int) -> Meaning:
    """What is decided on one end of what is possible, not while a fact has not been asked for."""
    return lambda pending, _, value: value if pending else (value[end], value[end])


def _chosen(type_: Any, condition: Any, yes: Any, no: Any) -> Any:
    if condition == OPEN:
        return hull(type_, yes, no)
    return yes if condition[0] else no


def _stand_in(pending: bool, score: Any, blank: Any, instead: Any) -> Any:
    """While a fact has not been asked for, the score that stands in is possible as well."""
    if not pending:  # a score of which nothing is known is that with every fact missing
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
    "unknown_rejects": _one_end(0),
    "unknown_passes": _one_end(1),
    "unknown_scores": lambda p, _, *a: _stand_in(p, *a),
    "take_lower": _one_end(0),
    "take_upper": _one_end(1),
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


# --- which kinds of values they take and give -----------------------------------------------------

_TRUTHS = "not and or waive equal_bools verdict prefer unknown_rejects unknown_passes"
_ORDERS = "less less_equal greater greater_equal equal"
_SUMS = "add subtract negate multiply divide min max abs log10 scale"
_SETS = "covers overlaps equal_sets union difference size licence_difference licence_size fold_set"
_TAKES: Mapping[str, frozenset[str]] = {
    "bool": set_of(_TRUTHS),
    "ordered": set_of(f"{_ORDERS} {_SUMS} score_of"),
    "set": set_of(_SETS),
    "score": set_of("fraction unknown_scores take_lower take_upper"),
    "words": set_of("equal_words matches fold make_set licence_equal licence_matches category"),
}
"""Operators all of whose arguments are of one kind."""
_NO_LICENCES = set_of("in covers overlaps equal_sets equal_words difference size matches count")
"""Operators that have a `licence_...` of their own, or are quantifiers, for licences."""
_GIVES: Mapping[str, frozenset[str]] = {
    "bool": set_of(
        f"{_ORDERS} not and or waive equal_bools unknown_rejects unknown_passes equal_words matches"
        " in covers overlaps equal_sets is_missing is_exact all any licence_equal licence_in"
        " licence_matches permits requires prohibits category_in"
    ),
    "ordered": set_of(f"{_SUMS} size licence_size count licence_count user_cap fraction"),
    "set": set_of("make_set fold_set union difference licence_difference excluded_territories"),
    "words": set_of("fold category"),
    "score": set_of("prefer score_of mean unknown_scores take_lower take_upper"),
    "verdict": frozenset({"verdict"}),
}


def demand_kinds(op: str, types: list[Type], result: Type) -> None:
    """Raise ValueError where an operator takes or gives values of another kind."""
    for sort, operators in _TAKES.items():
        if op in operators and any(kind(type_) != sort for type_ in types):
            raise ValueError(f"{op} does not take this")
    asked = types[:1] if op == "count" else types  # what a body captures may be licences
    if op in _NO_LICENCES and any(type_ in ("licence", LICENCES) for type_ in asked):
        raise ValueError(f"{op} does not take licences")
    for sort, operators in _GIVES.items():
        if op in operators and kind(result) != sort:
            raise ValueError(f"{op} does not give this")


# === Facts: what the facts document says of each (facts.md) =======================================

METHODS = ("attested", "measured", "verified", "declared", "derived", "estimated", "assumed")
COUNTS = set_of(
    "parameters active_parameters context_length training_compute training_tokens price.input"
    " price.output downloads downloads_all_time likes"
)
"""The numbers that are never below 0, as amounts of memory are."""
SHARES = frozenset({"documentation", "benchmarks"})
"""The numbers between 0 and 1."""
FOLDS = set_of("id author base_models ancestors distilled_from datasets")
"""The texts that are compared whatever their case."""
LEAVES = frozenset({"fact", "method", "observed"})


def natural(path: str, type_: Type) -> tuple[float, float]:
    """The natural range of an ordered fact."""
    if path in SHARES:
        return 0.0, 1.0
    return HALF if type_ == "bytes" or path in COUNTS else LINE


def missing(path: str, type_: Type) -> Value:
    """What is known of a fact of which nothing is known."""
    return {"bool": OPEN, "ordered": natural(path, type_), "set": ANY}.get(kind(type_))


def raw_of(document: Row, key: str) -> Any:
    """What stands in a facts document for a fact; None where it is missing."""
    path, bracket, rest = key.partition('["')
    found: Any = document["model"]
    for name in (*path.split("."), *([rest[:-2]] if bracket else [])):
        found = found.get(name) if isinstance(found, dict) else None
    return found


def strongest(document: Row, key: str) -> tuple[str, float | None]:
    """The strongest method a fact is known by, and the latest day that was observed."""
    rows = document["evidence"].get(key, [])
    if not rows:
        return "", None
    best = min((row["method"] for row in rows), key=METHODS.index)
    days = [row["observed"] for row in rows if row["method"] == best and row.get("observed")]
    return best, max(map(ordinal, days), default=None)


def is_stale(document: Row, key: str, limit: float | None, today: float) -> bool:
    """Whether a fact was observed longer ago than a policy allows."""
    day = strongest(document, key)[1]
    there = key != "id" and raw_of(document, key) is not None
    return limit is not None and day is not None and there and today - day > limit


class Facts:
    """The facts of a proof: their values as far as they were asked for and are not stale."""

    def __init__(self, proof: Row) -> None:
        held = proof["facts"]
        self.document: Row = held["document"]
        demand(isinstance(held["pending"], list), "facts.pending", "is no list")
        self.pending: frozenset[str] = frozenset(held["pending"])
        self.stale_after = proof["policy"]["graph"]["stale_after"]
        self.today = ordinal(proof["decision"]["as_of"])
        self.entries: Entries = proof["licences"]["entries"]
        self.renamed: set[tuple[str, str]] = set()  # licences by other names than their ids

    def is_stale(self, key: str) -> bool:
        """Whether a fact was observed longer ago than the policy allows."""
        return is_stale(self.document, key, self.stale_after, self.today)

    def value(self, op: str, key: str, path: str, type_: Type, in_proof: Any) -> Value:
        """The value of a leaf; `in_proof` is the one that the proof has."""
        pending, (method, day) = key in self.pending, strongest(self.document, key)
        if op == "observed":
            return LINE if pending or day is None else (day, day)
        if op == "method":
            return None if pending else frozenset(["" if self.is_stale(key) else method])
        raw = raw_of(self.document, key)
        if pending or self.is_stale(key) or raw is None:
            return missing(path, type_)
        empty = key == "license_chain" and not [*texts_in(raw)]
        demand(not empty, key, "lacks the model's own licence")
        return self.value_of(type_, raw, in_proof, natural(path, type_))

    def value_of(self, type_: Type, form: Any, in_proof: Any, range_: Any = LINE) -> Value:
        """The value of what is written somewhere. Texts that are compared whatever their case are
        in small letters. Licences are known by their ids whatever their case; which id another name
        stands for is taken from the proof, and told in the end.
        """
        if type_ in (FOLDED, ("set", FOLDED)):
            form = _each_text(form, str.casefold)
        if type_ in ("licence", LICENCES):
            ids = {id.casefold(): id for id in self.entries}
            own = _each_text(form, lambda text: _by_ids(text, ids))
            value = _as_alternatives(type_, read(type_, own))
            if write(type_, value) == in_proof:
                return value
            lost = (_licences_in(own) & {*self.entries}) - _licences_in(in_proof)
            demand(not lost, ", ".join(sorted(lost)), "is written, and is no licence of the step")
            self.renamed.add((canonical(form), canonical(in_proof)))
            renamed = _as_alternatives(type_, read(type_, in_proof))
            fits = _counts(type_, renamed) == _counts(type_, value)
            demand(fits, canonical(form), "is written, and the step has more or fewer licences")
            form = in_proof
        return _as_alternatives(type_, read(type_, form, range_))


def _by_ids(text: str, ids: Mapping[str, str]) -> str:
    """A licence expression with its ids as the proof writes them."""

    def one(found: re.Match[str]) -> str:
        word = " WITH ".join(re.split(r"\s+with\s+", found[0], flags=re.IGNORECASE))
        joining = {"and": "AND", "or": "OR"}.get(word.lower())
        return joining or ids.get(word.casefold(), word)

    words = re.sub(r"[^\s()]+(?:\s+with\s+[^\s()]+)?", one, text, flags=re.IGNORECASE)
    return spelled(parsed(words))


def _each_text(form: Any, change: Callable[[str], str]) -> Any:
    """A value with every text in it changed."""
    if isinstance(form, str):
        return change(form)
    if isinstance(form, list):
        return [_each_text(item, change) for item in form]
    if isinstance(form, dict):
        return {key: _each_text(item, change) for key, item in form.items()}
    return form


def _as_alternatives(type_: Type, value: Value) -> Value:
    """A value with its licences as alternatives."""
    if type_ == "licence" and value is not None:
        return frozenset().union(*map(words_of, value))
    return value


def _licences_in(form: Any) -> set[str]:
    """The ids of all licences in a value."""
    return {id for text in texts_in(form) for parts in alternatives(text) for id in parts}


def _counts(type_: Type, value: Value) -> Any:
    """How many licences there may be, and how many parts of one may apply."""
    if type_ == "licence":
        return None if value is None else sorted(len(parts_of(word)) for word in value)
    return [None if side is None else len(side) for side in value]


# === Texts: numbers, days and quoted texts as a policy writes them ================================

_FACTORS: dict[str, tuple[str, int]] = {"Ki": ("number", 2**10), "Mi": ("number", 2**20)}
"""The units of numbers: what they count, and how many of it."""
for _n, _name in enumerate(["", *"KMBT"]):
    _FACTORS[_name] = "number", 1000**_n
for _n, _name in enumerate("KMGT", 1):
    _FACTORS[f"{_name}B"], _FACTORS[f"{_name}iB"] = ("bytes", 1000**_n), ("bytes", 1024**_n)
for _name, _n in {"day": 1, "week": 7, "month": 30, "year": 365}.items():
    _FACTORS[_name] = _FACTORS[f"{_name}s"] = "duration", _n
_FACTORS["byte"] = _FACTORS["bytes"] = "bytes", 1

_TOKEN = re.compile(
    r"""\s+ | \#[^\n]*
    | (?P<text> "(?:[^"\\\n]+|\\.)*(?:"|(?=\n)|\\?\Z) )
    | (?P<date> [0-9]{4}-[0-9]{2}-[0-9]{2} )
    | (?P<number> [0-9][0-9_]*(?:\.[0-9][0-9_]*)?(?:[eE][+-]?[0-9]{1,4})? )
      (?: [ ]?(?P<unit> % | (?:Ki|Mi|[KMBT]|[KMGT]i?B|bytes?|(?:day|week|month|year)s?)(?!\w) ) )?
    | (?P<word> [A-Za-z_][A-Za-z0-9_]* )
    | (?P<sign> . )""",
    re.VERBOSE,
)
Token = re.Match[str]


def tokens(text: str) -> list[Token]:
    """The words, numbers, texts and signs of a policy's text, without blanks and comments."""
    return [found for found in _TOKEN.finditer(text) if found.lastgroup]


def literal(text: str) -> Any:
    """What a text says that is no more than one number, day, quoted text or truth value, or a set
    of quoted texts: its JSON form, a number and a day with their type. None for anything else.
    """
    found = tokens(text)
    if len(found) == 1:
        return _literal(found[0])
    if found and [found[0][0], found[-1][0]] == ["{", "}"]:
        inner = [token for token in found[1:-1] if token[0] not in ",()"]
        return [_literal(token) for token in inner] if all(t["text"] for t in inner) else None
    return None


def _literal(token: Token) -> Any:
    if token["text"]:
        return json.loads(token["text"], strict=False)
    if token["date"]:
        return "date", token["date"]
    if token["number"] and token["unit"] == "%":
        return "number", float(Fraction(token["number"].replace("_", "")) / 100)
    if token["number"]:
        type_, factor = _FACTORS[token["unit"] or ""]
        return type_, float(Fraction(token["number"].replace("_", "")) * factor)
    return {"true": True, "false": False}.get(token["word"])


# === Steps: every node, its place in the text, and its value ======================================

QUANTIFIERS = frozenset({"all", "any", "count", "licence_count"})
MOST_STEPS = 5_000_000
"""Steps of quantifiers' bodies in one proof: nested ones over great sets have no end."""


def _fact_ahead(words: list[str]) -> list[str]:
    """The fact with which words begin, `model.a.b` or an entry of it."""
    end = 1
    while words[end : end + 1] == ["."]:
        end += 2
    return words[: words.index("]", end) + 1 if words[end : end + 1] == ["["] else end]


def _edges(text: str, words: list[Token]) -> bytearray:
    """Of every place of a text, whether a word starts (1) or ends (2) there."""
    found = bytearray(len(text) + 1)
    for token in words:
        found[token.start()] |= 1
        found[token.end()] |= 2
    return found


class Steps:
    """The nodes of a proof, and the value of each, computed from those before it."""

    def __init__(self, proof: Row) -> None:
        self.proof, self.facts = proof, Facts(proof)
        files = proof["policy"]["files"]
        self.texts: dict[str, str] = {file["path"]: file["text"] for file in files}
        demand(len(self.texts) == len(files), "policy.files", "hold a path twice")
        self.tokens = {name: tokens(text) for name, text in self.texts.items()}
        self.edges = {name: _edges(text, self.tokens[name]) for name, text in self.texts.items()}
        self.rows: dict[str, Row] = {}
        self.types: dict[str, Type] = {}
        self.values: dict[str, Value] = {}
        self.pending: set[str] = set()  # rest on a fact that was not asked for
        self.unplaced: set[str] = set()
        """Constants that stand nowhere in the text. Each must turn out to be one that no text says:
        a 0, a 1 or a truth (`must_be`), what is known of a missing fact (`_naturals`), or the
        revision of a waiver, which stands with the waiver's id (`_waiver`).
        """
        self.blank: dict[str, Value] = {}
        self.left = MOST_STEPS
        for row in proof["nodes"]:
            try:
                self._take(row)
            except Wrong:
                raise
            except UNREADABLE as problem:
                why = f"cannot be read: {type(problem).__name__} {problem}"
                raise Wrong(str(row["id"]), why) from None

    def _take(self, row: Row) -> None:
        id = row["id"]
        demand(isinstance(id, str) and bool(id), "nodes", "hold a step without a name")
        demand(id not in self.rows, id, "stands twice")
        demand(all(a in self.rows for a in row["args"]), id, "rests on what does not stand before")
        self.rows[id], self.types[id] = row, type_of(row["type"])
        self._place(row, self.types[id])
        value = self.values[id] = self._value(row)
        same(id, "the value", write(self.types[id], value), row["value"])

    def _place(self, row: Row, type_: Type) -> None:
        """Demand that a step stands where it says, and is the constant or fact written there."""
        id, op, span = row["id"], row["op"], row.get("span")
        text: Any = row.get("text")
        if span is None:
            demand(text is None and op not in LEAVES, id, "says nothing of where it stands")
            self.unplaced |= {id} if op == "constant" else set()
            return
        start, end, file = span["start"], span["end"], span["file"]
        same(id, "the quoted text", self.texts[file][start:end], text)
        edges = self.edges[file]
        demand(bool(edges[start] & 1 and edges[end] & 2), id, "quotes a part of a word")
        if op == "constant":
            self._literal(id, type_, text, row.get("const"))
        elif op in LEAVES:
            self._named(row, [token[0] for token in tokens(text)])

    def _literal(self, id: str, type_: Type, text: str, const: Any) -> None:
        """Demand that a constant is what is written in its place."""
        said = literal(text)
        if [said, const] in ([w["id"], w["revision"]] for w in self.proof["waivers"]):
            self.unplaced.add(id)
            return
        if isinstance(said, tuple):
            demand(said[0] == type_, id, f"is written as {said[0]}")
            said = said[1]
        if said is None and text in METHODS:
            said = text  # `is measured` stands without quotes
        demand(said is not None, id, "is a constant, and something else stands there")
        value = self.facts.value_of(type_, said, const)
        same(id, "the constant", write(type_, value), const)

    def _named(self, row: Row, words: list[str]) -> None:
        """Demand that a fact is the one that is written in its place, `model.benchmarks["medqa"]`;
        or one of those that waivers ask for.
        """
        id, (path, entry) = row["id"], row["const"]
        if row["op"] != "fact":  # `model.likes is measured`, or by a name, `popular is measured`
            if "model" not in words:
                return
            words = _fact_ahead(words[words.index("model") :])
        written = "".join(words)
        rest = written.removeprefix(f"model.{path}")
        if rest.startswith('["'):
            named = json.loads(rest[1:-1], strict=False) == entry and not row["args"]
        else:
            named = rest.startswith("[") if entry or row["args"] else not rest
        by_waiver = path in ("id", "revision") and not written.startswith("model.")
        demand(named or by_waiver, id, f"is the fact {path}, and stands at `{written[:80]}`")
        folds = self.types[id] in (FOLDED, ("set", FOLDED))
        right = row["op"] != "fact" or folds == (path in FOLDS)
        demand(right, id, "is not compared as it should be")

    def _value(self, row: Row) -> Value:
        id, op, type_ = row["id"], row["op"], self.types[row["id"]]
        args = [self.values[a] for a in row["args"]]
        if any(a in self.pending for a in row["args"]):
            self.pending.add(id)
        if op in LEAVES:
            path, entry = row["const"]
            (entry,) = args[0] if args else (entry,)
            key = path if entry is None else f'{path}["{entry}"]'
            if key in self.facts.pending:
                self.pending.add(id)
            return self.facts.value(op, key, path, type_, row["value"])
        if op == "constant":
            return _as_alternatives(type_, read(type_, row.get("const")))
        if op == "param":
            return _as_alternatives(
                type_, read(type_, self.proof["policy"]["params"][row["const"]])
            )
        if op == "today":
            return (self.facts.today,) * 2
        if op == "blank":
            return self._blank(row["const"])
        self._naturals(row, row["args"])
        types = [self.types[a] for a in row["args"]]
        value, members = self.apply(row, args, types, id in self.pending)
        same(id, "what it found of each member", members, row.get("members"))
        return value

    def _naturals(self, row: Row, args: list[str]) -> None:
        """Demand of a question whether a fact is missing that it compares with nothing known; also
        in bodies, where `args` are the steps outside that stand for the arguments.
        """
        if row["op"] in ("is_missing", "default"):
            type_ = self.types[args[0]]
            demand(self.rows[args[0]]["op"] == "fact", args[0], "is asked about, and is no fact")
            nothing = write(type_, missing(self.rows[args[0]]["const"][0], type_))
            same(args[1], "a fact of which nothing is known", nothing, self.form(args[1]))
            self.unplaced.discard(args[1])
        inside = row["body"]["nodes"] if row.get("body") else {}
        outside = {i: args[int(r["const"])] for i, r in inside.items() if r["op"] == "captured"}
        for inner in inside.values():
            self._naturals(inner, [outside.get(a, "") for a in inner["args"]])

    def apply(
        self, row: Row, args: list[Value], types: list[Type], pending: bool
    ) -> tuple[Value, Row | None]:
        """The value of an operator, and for a quantifier what its body says of each member."""
        op = row["op"]
        demand_kinds(op, types, type_of(row["type"]))
        if op in PLAIN:
            return PLAIN[op](*args), None
        if op in LICENCE_OPERATORS:
            return LICENCE_OPERATORS[op](self.facts.entries, *args), None
        if op in CHOICES:
            return CHOICES[op](pending, types[-1], *args), None
        demand(op in QUANTIFIERS, "an operator", "is none that is known")
        lower, upper = args[0]
        members = sorted(lower if upper is None else upper)
        words = words_of if types[0] == LICENCES else lambda member: frozenset([member])
        found = {m: self._of_member(row["body"], words(m), args, pending) for m in members}
        return quantified(op, args[0], found), {m: write("bool", v) for m, v in found.items()}

    def _of_member(self, body: Row, member: Value, args: list[Value], pending: bool) -> Value:
        """What a quantifier's body says of one member; `args` are the quantifier's own."""
        found: dict[str, tuple[Value, Type]] = {}

        def step(id: str) -> tuple[Value, Type]:
            if id not in found:
                self.left -= 1
                demand(self.left >= 0, "a quantifier", "asks more than can be answered")
                row = body["nodes"][id]
                type_, inner = type_of(row["type"]), [step(a) for a in row["args"]]
                if row["op"] == "member":
                    value = member
                elif row["op"] == "captured":
                    demand(isinstance(row["const"], str), id, "does not say what it captures")
                    value = args[int(row["const"])]
                elif row["op"] == "constant":
                    value = _as_alternatives(type_, read(type_, row["const"]))
                else:
                    value, _ = self.apply(
                        row, [v for v, _ in inner], [t for _, t in inner], pending
                    )
                found[id] = value, type_
            return found[id]

        return step(body["result"])[0]

    def _blank(self, id: str) -> Value:
        """The value of a step with every fact missing."""
        if id not in self.blank:
            row, type_ = self.rows[id], self.types[id]
            if row["op"] in LEAVES:
                nothing = missing(row["const"][0], type_)
                value = {"method": frozenset([""]), "observed": LINE}.get(row["op"], nothing)
            elif row["args"]:
                args = [self._blank(a) for a in row["args"]]
                value, _ = self.apply(row, args, [self.types[a] for a in row["args"]], False)
            else:
                value = (0, MILLION) if row["op"] == "blank" else self.values[id]
            self.blank[id] = value
        return self.blank[id]

    def form(self, id: str) -> Any:
        """The JSON form of the value of a step."""
        return write(self.types[id], self.values[id])


# === The policy: its rules are those of the text, and the verdict is made of just these ===========
#
# Three things speak of a policy: its texts; `policy.graph` of the proof, which names steps by
# their ids; and `rules`, `waivers`, `obligations`, which say what came of them. The graph has
#
#     rules      name, tier, clauses [word, condition, value], raw (what they say together),
#                result (after `when ...` and waivers), applies, weight, when, otherwise, waivers
#     waivers    by id [rule, step, first day, last day];   obligations  by name [step, text]
#     tiers      [name, mean, weight, whether it counts];   score  the mean of these
#     critical   all requirements hold; soft  those that somebody may still review (`otherwise`)
#     accept, review, verdict;   params  by name {step, default, range}
#
# A rule of the graph, whose text is `rule size { require fits when unknown reject }`:
#
#     {"name": "size", "tier": "critical", "clauses": [["require", "let.fits", null]],
#      "raw": "critical.size.raw", "result": "critical.size", "applies": null, "weight": "one",
#      "when": "reject", "otherwise": null, "waivable": false, "waivers": []}

TIERS = frozenset({"critical", "important", "contextual"})
_CLAUSES = set_of("require forbid prefer score applies")
_GOES_ON = set_of("+ - * / = ! < > . and or not in if then else all any count default")
"""Words and signs after which the next word is part of an expression, and begins no clause."""
MOST_BASES = 50
_LONGEST_HEAD = 1000
"""Words before the brace of a part."""
_WHEN = {"reject": "unknown_rejects", "pass": "unknown_passes"}
Pattern = Any


def _ends(span: Row) -> list[Any]:
    return [span[part] for part in ("file", "start", "end")]


class Written:
    """A rule, a waiver or an obligation of a text, from its first word to its closing brace."""

    def __init__(self, file: str, tier: str, found: list[Token], at: int) -> None:
        words = [token[0] for token in found[at : at + _LONGEST_HEAD]]
        brace = words.index("{")  # a ValueError where it is none
        self.file, self.tier, self.kind = file, tier, words[0]
        self.name = json.loads(words[1]) if found[at + 1]["text"] else words[1]
        head = [token for token in found[at + 2 : at + brace] if not token["text"]]
        named = found[at + 1]["text" if self.kind == "waiver" else "word"]
        if not named or (head and (self.kind != "rule" or head[0][0] != "weight")):
            raise ValueError("something else, like `rule NAME` in a waiver")
        self.weight = head[1:]
        depth, end, self.clauses = 1, at + brace, list[str]()
        self.when: dict[str, str] = {}  # `when unknown reject`, `when uncertain take lower`
        self.otherwise, self.waivable = None, False
        self.waived, self.revision = "", None  # of a waiver
        while depth:
            end += 1
            word = found[end][0]
            depth += (word in "([{") - (word in ")]}")
            before = found[end - 1][0]
            if depth != 1 or before in _GOES_ON or (before, word) == ("unknown", "score"):
                continue
            if word in _CLAUSES:
                self.clauses.append(word)
            elif word == "when":
                about = found[end + 1][0]
                self.when[about] = found[end + (2 if about == "unknown" else 3)][0]
            elif word == "otherwise":
                self.otherwise = json.loads(found[end + 3][0], strict=False)
            elif self.kind == "waiver" and word == "rule":
                self.waived = found[end + 1][0]
            elif self.kind == "waiver" and word == "revision":
                self.revision = json.loads(found[end + 1][0], strict=False)
            self.waivable = self.waivable or word == "waivable"
        first = at
        while first and found[first - 1][0] in ("open", "override"):
            first -= 1
        self.overrides = any(token[0] == "override" for token in found[first:at])
        self.place = [file, found[first].start(), found[end].end()]


def parts_in(
    file: str, found: list[Token], weights: dict[str, tuple[str, list[Token]]]
) -> Iterator[Written]:
    """The rules, waivers and obligations of a file; keeps the weights of tiers, the first that is
    written of each.
    """
    depth, tier = 0, ""
    for n, token in enumerate(found[:-1]):
        word, following = token[0], found[n + 1][0]
        if depth == 0 and word in TIERS and following in ("weight", "{"):
            tier = word
            ahead = [t[0] for t in found[n : n + _LONGEST_HEAD]]
            weights.setdefault(tier, (file, found[n + 2 : n + ahead.index("{")]))
        if word == "rule" if depth else word in ("waiver", "obligation"):
            with suppress(ValueError):
                yield Written(file, tier, found, n)
        depth += (word in "([{") - (word in ")]}")


def _extended(words: list[Token]) -> list[str] | None:
    """The files that the policy of a text extends; None where it has no `policy` block."""
    found, depth, inside, before = list[str](), 0, False, ["", ""]
    policy = False
    for token in words:
        if depth == 0 and token[0] == "{":
            inside = before[0] == "policy"
            policy = policy or inside
        if inside and before[1] == "extends" and token["text"]:
            found.append(json.loads(token["text"]))
        depth += (token[0] in "([{") - (token[0] in ")]}")
        inside = inside and depth > 0
        before = [before[1], token[0]]
    return found if policy else None


class Policy:
    """The graph of a proof, held against the parts of its texts."""

    def __init__(self, steps: Steps) -> None:
        self.steps, self.proof = steps, steps.proof
        self.graph = self.proof["policy"]["graph"]
        self.extended = {file: _extended(words) for file, words in steps.tokens.items()}
        self.lines: dict[str, list[str]] = {}  # of bases, once found
        self.line = self._line(self.proof["policy"]["files"][0]["path"], [])
        for file, extended in self.extended.items():
            demand(extended is None or file in self.line, file, "is a policy, and not extended")
        self.weights: dict[str, tuple[str, list[Token]]] = {}  # of tiers, as they are written

    def check(self) -> None:
        """Everything of which the verdict is made."""
        self._parts_of_the_text()
        for graph_rule in self.graph["rules"]:
            is_critical = graph_rule["tier"] == "critical"
            (self._critical if is_critical else self._scored)(graph_rule)
        for waiver in self.proof["waivers"]:
            self._waiver(waiver)
        for duty in self.proof["obligations"]:
            held = self.graph["obligations"][duty["name"]]
            same(f"obligations.{duty['name']}", "what it says", [duty["node"], duty["text"]], held)
        self._params()
        self._tiers()
        for id in self.steps.unplaced:
            raise Wrong(id, "is a constant that stands nowhere in the text")
        self._needed()

    def must_be(self, id: str, pattern: Pattern) -> None:
        """Demand that a step is made in just this way: an operator and its arguments, each a
        pattern or the id of a step; a constant, a fact or a `blank` and what it is. Weights and
        truths that no text says are constants that need not stand in it.
        """
        if isinstance(pattern, str):
            same(id, "the step that stands there", pattern, id)
            return
        row, (op, *args) = self.steps.rows[id], pattern
        if op in ("constant", "fact", "blank"):
            const = row["const"] if op != "fact" or row["const"][1] else row["const"][0]
            same(id, "the step that stands there", [op, *args], [row["op"], const])
            if op == "constant" and args[0] in (0, 1):
                self.steps.unplaced.discard(id)
            return
        found = [row["op"], len(row["args"])]
        same(id, "its operator, with so many arguments,", [op, len(args)], found)
        for arg, part in zip(row["args"], args, strict=True):
            self.must_be(arg, part)

    # --- the parts of the text --------------------------------------------------------------------

    def _line(self, file: str, above: list[str]) -> list[str]:
        """The files that a file extends, and itself, bases first, each once."""
        demand(file not in above and len(above) < MOST_BASES, file, "extends too many others")
        texts, found = self.steps.texts, list[str]()
        for path in self.extended[file] or ():
            beside = posixpath.normpath(posixpath.join(posixpath.dirname(file), path))
            plain = posixpath.normpath(path)
            ends = [f for f in texts if f == plain or f.endswith(f"/{plain}")]
            (base,) = [beside] if beside in texts else ends
            if base not in self.lines:
                self.lines[base] = self._line(base, [*above, file])
            found += [f for f in self.lines[base] if f not in found]
        return [*found, file]

    def _parts_of_the_text(self) -> None:
        """Demand that rules, waivers and obligations are those of the text, where they stand; rules
        in their tiers, with their weights, with as many clauses of each kind.
        """
        parts: dict[tuple[str, str], Written] = {}
        for file in self.line:
            for part in parts_in(file, self.steps.tokens[file], self.weights):
                there = (part.kind, part.name) in parts
                demand(there == part.overrides, part.name, "is the name of two parts")
                parts[part.kind, part.name] = part
        for sort, listed in (
            ("rule", "rules"),
            ("waiver", "waivers"),
            ("obligation", "obligations"),
        ):
            in_text = [[p.name, *p.place] for p in parts.values() if p.kind == sort]
            in_proof = [
                [row["id" if sort == "waiver" else "name"], *_ends(row["span"])]
                for row in self.proof[listed]
            ]
            same(listed, "their list, with places in the text,", in_text, in_proof)
            graph = self.graph[listed]
            in_graph = [row["name"] for row in graph] if sort == "rule" else [*graph]
            same(listed, "their list", sorted(name for name, *_ in in_proof), sorted(in_graph))
        for row in self.proof["waivers"]:
            written = parts["waiver", row["id"]]
            said = {"rule": written.waived, "revision": written.revision}
            same(f"waivers.{row['id']}", "what it says", said, {part: row[part] for part in said})
        for graph_rule, rule in zip(self.graph["rules"], self.proof["rules"], strict=True):
            self._rule(parts["rule", rule["name"]], graph_rule, rule)

    def _rule(self, written: Written, graph_rule: Row, rule: Row) -> None:
        """Demand that a rule of the graph and of the proof is the one that is written."""
        at, name = f"rules.{written.name}", f"{written.tier}.{written.name}"
        found = [graph_rule["name"], graph_rule["tier"], rule["tier"], graph_rule["result"]]
        same(at, "its name and tier", [written.name, *[written.tier] * 2, name], found)
        when = [written.when[about] for about in ("unknown", "uncertain") if about in written.when]
        in_text: list[Any] = [" ".join(when), written.otherwise, written.waivable]
        for row in (graph_rule, rule):
            said = [row[part] for part in ("when", "otherwise", "waivable")]
            same(at, "what it says of doubt", in_text, said)
        clauses = [word for word, _, _ in graph_rule["clauses"]]
        same(at, "the list of its clauses", sorted(written.clauses), sorted(clauses))
        same(at, "its weight", graph_rule["weight"], rule["weight"])
        self._weight(rule["weight"], written.file, written.weight)

    def _weight(self, id: str, file: str, written: list[Token]) -> None:
        """Demand that a weight is the one that is written, or 1."""
        if not written:
            self.must_be(id, ("constant", 1.0))
            return
        said = [token for token in written if token[0] not in "()"]
        if len(said) == 1 and said[0]["number"]:  # else it is computed or named: `--steps` shows it
            row, span = self.steps.rows[id], self.steps.rows[id].get("span") or {}
            found = [row["op"], *(span.get(part) for part in ("file", "start", "end"))]
            same(id, "the weight", ["constant", file, said[0].start(), said[0].end()], found)
        weight = self.steps.values[id][0]
        sound = 0 < weight <= MILLION and round(weight * 1000) / 1000 == weight
        demand(sound, id, "is no weight")

    def _critical(self, row: Row) -> None:
        """All clauses together, where the rule applies; then `when ...`; then waivers."""
        parts = [
            ("not", node) if word == "forbid" else node
            for word, node, _ in row["clauses"]
            if word in ("require", "forbid")
        ]
        raw: Pattern = ("and", *parts)
        for word, node, _ in row["clauses"]:
            raw = ("or", ("not", node), raw) if word == "applies" else raw
        self.must_be(row["raw"], raw)
        result: Pattern = (_WHEN[row["when"]], row["raw"]) if row["when"] else row["raw"]
        waivers = [w for w in self.proof["waivers"] if w["rule"] == row["name"]]
        if row["waivable"]:
            result = ("waive", result, *(w["node"] for w in waivers))
        own = sorted(w["id"] for w in waivers) if row["waivable"] else []
        same(row["result"], "the list of its waivers", own, row["waivers"])
        self.must_be(row["result"], result)

    def _scored(self, row: Row) -> None:
        """The first score whose condition holds, or 0; then `when ...`."""
        applies = [node for word, node, _ in row["clauses"] if word == "applies"]
        in_graph = [] if row["applies"] is None else [row["applies"]]
        same(row["result"], "when it applies", applies, in_graph)
        raw: Pattern = ("constant", 0.0)
        for word, condition, value in reversed(row["clauses"]):
            last = raw == ("constant", 0.0)
            demand(word != "score" or condition is not None or last, row["raw"], "scores twice")
            if word == "score":
                raw = value if condition is None else ("if", condition, value, raw)
        preferred = [("prefer", node) for word, node, _ in row["clauses"] if word == "prefer"]
        self.must_be(row["raw"], *(preferred or [("score_of", raw)]))
        when, result = row["when"].split(), row["raw"]
        if "score" in when:
            outer = self.steps.rows[row["result"]]
            inner = outer if len(when) == 1 else self.steps.rows[outer["args"][0]]
            (instead,) = self.steps.rows[inner["args"][2]]["args"]
            result = ("unknown_scores", result, ("blank", row["raw"]), ("score_of", instead))
        if when and when[-1] in ("lower", "upper"):
            result = (f"take_{when[-1]}", result)
        self.must_be(row["result"], result)

    # --- waivers, params --------------------------------------------------------------------------

    def _waiver(self, row: Row) -> None:
        held = [row["rule"], row["node"], row["from"], row["until"]]
        same(f"waivers.{row['id']}", "what it says", held, self.graph["waivers"][row["id"]])
        globs = [("matches", ("fact", "id"), ("constant", m.casefold())) for m in row["models"]]
        days = [
            ("greater_equal", ("today",), ("constant", row["from"])),
            ("less_equal", ("today",), ("constant", row["until"])),
        ]
        revision = ("equal_words", ("fact", "revision"), ("constant", row["revision"]))
        only = [revision] if row["revision"] is not None else []
        self.must_be(row["node"], ("and", *days, ("or", *globs), *only))
        for step in self.steps.rows[row["node"]]["args"][3:]:
            self.steps.unplaced.discard(self.steps.rows[step]["args"][1])

    def _params(self) -> None:
        """Demand that every param has one value, in its range."""
        values = self.proof["policy"]["params"]
        same("policy.params", "their list", sorted(self.graph["params"]), sorted(values))
        for name, row in self.graph["params"].items():
            value, type_ = self.steps.values[row["node"]], self.steps.types[row["node"]]
            step = self.steps.rows[row["node"]]
            same(row["node"], "its param", ["param", name], [step["op"], step.get("const")])
            ends = [self.steps.values[end][0] for end in row["range"] if end is not None]
            within = exact(type_, value) and (not ends or ends[0] <= value[0] <= ends[1])
            words = value[0] if type_[0] == "set" else value
            element = type_[1] if type_[0] == "set" else type_
            if element[0] == "choice":
                within = within and words <= {*element[1]}
            demand(within, f"policy.params.{name}", "has no value, or one that it may not have")

    # --- tiers and verdict ------------------------------------------------------------------------

    def _tiers(self) -> None:
        graph, rules = self.graph, self.graph["rules"]
        hard = [r for r in rules if r["tier"] == "critical"]
        for name, soft in (("critical", False), ("soft", True)):
            own = [r["result"] for r in hard if (r["otherwise"] is not None) == soft]
            self.must_be(graph[name], ("and", *own) if own else ("constant", True))
        named = [
            name for name in ("important", "contextual") if any(r["tier"] == name for r in rules)
        ]
        same("policy.graph.tiers", "their list", named, [tier[0] for tier in graph["tiers"]])
        whole: list[Pattern] = []
        for name, mean, weight, counts in graph["tiers"]:
            parts = [
                (r["result"], r["weight"], r["applies"] or ("constant", True))
                for r in rules
                if r["tier"] == name
            ]
            self.must_be(mean, ("mean", *(part for triple in parts for part in triple)))
            self.must_be(counts, ("or", *(applies for _, _, applies in parts)))
            self._weight(weight, *self.weights[name])
            whole += [mean, weight, counts]
        same("policy.graph.score", "whether there is a score", not named, graph["score"] is None)
        if named:
            self.must_be(graph["score"], ("mean", *whole))
        written = self._conditions()
        for word, otherwise in (("accept", "review" not in written), ("review", False)):
            if word not in written:
                self.must_be(graph[word], ("constant", otherwise))
        critical, soft, accept, review = (
            graph[n] for n in ("critical", "soft", "accept", "review")
        )
        accepted = ("and", critical, soft, accept)
        reviewed = ("and", critical, ("or", review, ("and", accept, ("not", soft))))
        rejected = ("not", ("and", critical, ("or", accept, review)))
        self.must_be(graph["verdict"], ("verdict", accepted, reviewed, rejected))

    def _conditions(self) -> set[str]:
        """The words before an `if` in the file whose `decide` counts: `accept` and `review`."""
        written: set[str] = set()
        for file in self.line:
            words = [token[0] for token in self.steps.tokens[file]]
            pairs = {*pairwise(words)}
            if ("decide", "{") in pairs:
                written = {word for word, following in pairs if following == "if"}
        return written

    def _needed(self) -> None:
        """Demand that every step is one on which the policy rests."""
        todo, seen = [*texts_in(self.graph)], set[str]()
        while todo:
            id = todo.pop()
            row = self.steps.rows.get(id)
            if row is not None and id not in seen:
                seen.add(id)
                todo += [*row["args"], *([row["const"]] if row["op"] == "blank" else [])]
        for id in self.steps.rows:
            demand(id in seen, id, "is a step on which nothing in the policy rests")


def texts_in(part: Any) -> Iterator[str]:
    """All texts in a part of a document."""
    if isinstance(part, str):
        yield part
    elif isinstance(part, dict | list):
        for item in part.values() if isinstance(part, dict) else part:
            yield from texts_in(item)


# === What came of it ==============================================================================

YES, NO = (True, True), (False, False)


class Outcome:
    """What a proof says came of its steps."""

    def __init__(self, steps: Steps) -> None:
        self.steps, self.proof = steps, steps.proof
        self.graph = self.proof["policy"]["graph"]
        self.active = {row[1]: id for id, row in self.graph["waivers"].items()}

    def check(self) -> None:
        """Rules, waivers, obligations, and the decision."""
        form = self.steps.form
        waived: Row = {}
        for row, said in zip(self.graph["rules"], self.proof["rules"], strict=True):
            waiver = self._waiver(row)
            if waiver and row["tier"] == "critical":
                waived[row["name"]] = waiver
            applies = [node for word, node, _ in row["clauses"] if word == "applies"]
            holds = form(applies[0]) if applies else True
            expected = {
                "raw": {"node": row["raw"], "value": form(row["raw"])},
                "result": {"node": row["result"], "value": form(row["result"])},
                "applies": holds,
                "status": self._status(row, holds, waiver),
                "waiver": waiver,
            }
            found = {part: said[part] for part in expected}
            same(f"rules.{row['name']}", "what came of it", expected, found)
        for row in self.proof["waivers"]:
            same(row["node"], "whether it is active", form(row["node"]), row["active"])
        for row in self.proof["obligations"]:
            same(row["node"], "whether it is due", form(row["node"]), row["due"])
        stale = sorted(
            key for key in self.steps.facts.document["evidence"] if self.steps.facts.is_stale(key)
        )
        same("facts.stale", "the list of stale facts", stale, self.proof["facts"]["stale"])
        held = self.proof["decision"]
        for part, is_so in self._decision(waived).items():
            same(f"decision.{part}", "what was decided", is_so, held[part])
        for start, until in self.graph["periods"]:
            day = held["as_of"]
            in_effect = (start or day) <= day <= (until or day)
            demand(in_effect, "decision.as_of", "is a day on which the policy is not in effect")

    def _waiver(self, row: Row) -> str | None:
        """The waiver that lifts a rule which does not surely hold by itself."""
        before, *actives = self.steps.rows[row["result"]]["args"]
        if not row["waivers"] or self.steps.values[before] == YES:
            return None
        found = [self.active[a] for a in actives if self.steps.values[a] == YES]
        return found[0] if found else None

    def _status(self, row: Row, applies: Any, waiver: str | None) -> str:
        id = row["result"]
        value, type_ = self.steps.values[id], self.steps.types[id]
        if applies is False:
            return "does not apply"
        if waiver is not None:
            return "waived"
        if id in self.steps.pending and not exact(type_, value):
            return "not needed"
        if type_ == "score":
            return "scored"
        return "holds" if value == YES else "fails" if value == NO else "unknown"

    def _decision(self, waived: Row) -> Row:
        graph, steps = self.graph, self.steps
        possible = sorted(steps.values[graph["verdict"]])
        verdict = possible[0] if len(possible) == 1 else "review"
        hard = [r for r in graph["rules"] if r["tier"] == "critical"]
        failed = [r for r in hard if steps.values[r["result"]] == NO]
        scores = {tier[0]: tier[1] for tier in graph["tiers"]}
        scores |= {"score": graph["score"]} if graph["score"] else {}
        due = {row["name"]: steps.form(row["node"]) for row in self.proof["obligations"]}
        ends = [until for _, until in graph["periods"] if until is not None]
        if graph["valid_for"] is not None:
            ends.append(day_of(steps.facts.today + int(graph["valid_for"])))
        ends += [graph["waivers"][id][3] for id in waived.values()]
        model = steps.facts.document["model"]
        return {
            "model": {"id": model["id"], "revision": model.get("revision") or None},
            "verdict": verdict,
            "determined": len(possible) == 1,
            "possible": possible,
            "scores": {name: steps.form(node) for name, node in scores.items()},
            "failed": [r["name"] for r in failed],
            "escalated": [r["name"] for r in failed if r["otherwise"] is not None],
            "waived": waived,
            "obligations": {
                word: [name for name, is_due in due.items() if is_due is truth]
                for word, truth in (("due", True), ("not_due", False), ("uncertain", None))
            },
            "valid_until": min(ends, default=None) if verdict == "accept" else None,
        }


# === The whole ====================================================================================

NOT_SHOWN = (
    "that the facts are true, and that the evidence says what it is quoted for",
    "that this policy, with these params, was the one in force, or came from where it says",
    "that its days, the ranges of params and the types of facts are those of the text",
    "when, by which program and for which purpose the decision was taken",
    "that the steps of a rule, of `decide`, of a waiver or of an obligation are what its text says:"
    " `--steps` shows both",
    "titles, reasons, texts of obligations, the names of the policy and of who approved, columns",
    "what a name in the text stands for",
    "that `msm check` passes the text, and it changes nothing that a base keeps closed",
    "that open facts, the order of candidates and the licence entries are right",
)
LARGEST = 8 * 2**20
"""Bytes of a file that are looked at."""
_GRAPH = ("op", "args", "type", "const", "body")


def check(proof: Row) -> Policy:
    """Check a proof. Raises Wrong at the first thing that is not as it should be."""
    same("schema", "the form", SCHEMA, proof["schema"])
    for part in ("nodes", "rules", "waivers", "obligations"):
        demand(isinstance(proof[part], list), part, "is no list")
    id = proof["facts"]["document"]["model"]["id"]
    demand(isinstance(id, str) and bool(id), "facts.document.model.id", "names no model")
    core = {name: part for name, part in proof.items() if name not in ("digest", "advice")}
    facts, policy = proof["facts"], proof["policy"]
    for file in policy["files"]:
        sha = sha256(file["text"].encode()).hexdigest()
        same(f"policy.files.{file['path']}", "the digest of the text", sha, file["sha256"])
    steps = Steps(proof)
    policy_ = Policy(steps)
    policy_.check()
    Outcome(steps).check()
    nodes = {id: {part: row.get(part) for part in _GRAPH} for id, row in steps.rows.items()}
    graph = {name: part for name, part in policy["graph"].items() if name != "digest"}
    for at, whole, said in (
        ("policy.graph.digest", {**graph, "nodes": nodes}, policy["graph"]["digest"]),
        ("facts.digest", facts["document"], facts["digest"]),
        ("digest", core, proof["digest"]),
    ):
        same(at, "the digest", digest(whole), said)
    return policy_


def shown_as_it_is(text: str) -> str:
    """Untrusted text without signs that a terminal would obey."""
    return "".join(c if c.isprintable() else " " for c in text)


def shown(text: Any) -> str:
    """Untrusted text on one line."""
    return " ".join(shown_as_it_is(str(text)).split())


def _quoted_lines(text: str) -> Iterator[str]:
    yield from (f"  | {shown_as_it_is(line)}" for line in text.split("\n") if line.strip())


class Telling:
    """What is said of a proof that holds."""

    def __init__(self, policy: Policy) -> None:
        self.proof, self.steps, self.line = policy.proof, policy.steps, policy.line
        self.told: set[str] = set()

    def lines(self, with_steps: bool) -> Iterator[str]:
        """The decision, what was taken from the proof, and what was not shown."""
        decision = self.proof["decision"]
        yield f"  {shown(decision['model']['id'])}: {decision['verdict']}, on {decision['as_of']}"
        graph = self.proof["policy"]["graph"]
        until, named = decision["valid_until"], shown(self.proof["policy"]["name"])
        yield f"  by the policy {named}" + (f"; valid until {until}" if until else "")
        days = {part: graph[part] for part in ("periods", "stale_after", "valid_for")}
        yield f"  taken from the proof: its days {shown(canonical(days))}"
        if with_steps:
            yield from self._policy()
        for name, param in sorted(self.proof["policy"]["params"].items()):
            yield f"  the param {shown(name)} was {shown(canonical(param))}"
        for written, id in sorted(self.steps.facts.renamed):
            yield f"  taken from the proof: the licence {shown(written)} is {shown(id)}"
        for fact in sorted(self.steps.facts.pending):
            yield f"  not asked for: {shown(fact)}"
        yield "  not shown:"
        yield from (f"    {line}" for line in NOT_SHOWN)

    def _policy(self) -> Iterator[str]:
        """The texts of the policy, and after every part of them the steps that the proof has for
        it.
        """
        graph, proof = self.proof["policy"]["graph"], self.proof
        parts = [
            *((r, f"{r['status']}", [r["weight"], r["result"]["node"]]) for r in proof["rules"]),
            *((w, f"active {quoted(w['active'])}", [w["node"]]) for w in proof["waivers"]),
            *((o, f"due {quoted(o['due'])}", [o["node"]]) for o in proof["obligations"]),
        ]
        for file in self.line:
            text, at = self.steps.texts[file], 0
            yield f"  {shown(file)}"
            own = (part for part in parts if part[0]["span"]["file"] == file)
            for row, outcome, ids in sorted(own, key=lambda part: int(part[0]["span"]["start"])):
                yield from _quoted_lines(text[at : row["span"]["end"]])
                at = row["span"]["end"]
                yield f"    {shown(row.get('name', row.get('id')))}: {outcome}"
                for id in ids:
                    yield from self._step(id, 3)
            yield from _quoted_lines(text[at:])
        yield "  the verdict"
        yield from self._step(graph["verdict"], 3)

    def _step(self, id: str, depth: int) -> Iterator[str]:
        """A step, and those that it rests on, each once."""
        row, again = self.steps.rows[id], id in self.told
        self.told.add(id)
        value = "as above" if again else shown(canonical(row["value"]))[:200]
        follows = "" if row["op"] == "constant" else f" -> {value}"
        yield f"{'  ' * depth}{shown(id)}: {self._operator(row)}{follows}"
        if again:
            return
        if row.get("text"):
            file, line = row["span"]["file"], self._line_of(row["span"])
            yield f"{'  ' * depth}    `{shown(row['text'])[:300]}` ({shown(file)}:{line})"
        yield from self._body(row, depth + 1)
        for arg in row["args"]:
            yield from self._step(arg, depth + 1)

    def _line_of(self, span: Row) -> int:
        return self.steps.texts[span["file"]].count("\n", 0, span["start"]) + 1

    def _body(self, row: Row, depth: int) -> Iterator[str]:
        body = row.get("body") or {"nodes": {}}
        for id, inner in body["nodes"].items():
            result = " (the answer)" if id == body["result"] else ""
            yield f"{'  ' * depth}of each: {shown(id)}{result} = {self._operator(inner)}"
            yield from self._body(inner, depth + 1)

    def _operator(self, row: Row) -> str:
        op, const, args = row["op"], row.get("const"), ", ".join(map(shown, row["args"]))
        if op == "constant":
            return f"constant {shown(canonical(const))}"
        known = "" if const is None else " ".join(["", *map(shown, texts_in(const))])
        return f"{shown(op)}{known}{f'({args})' if args else ''}"


def told(file: str, with_steps: bool) -> tuple[int, list[str]]:
    """The exit status for one file, and what is said of it."""
    name = shown(file)
    try:
        with open(file, "rb") as opened:
            data = opened.read(LARGEST + 1)
        if len(data) > LARGEST:
            raise ValueError(f"it has more than {LARGEST // 2**20} MiB")
        proof = read_json(data)
        if proof["schema"] != SCHEMA:
            raise ValueError(f"its `schema` is {shown(proof['schema'])[:40]}, not {SCHEMA}")
    except (OSError, *UNREADABLE) as problem:
        return 2, [f"{name}: is no proof that can be read here: {shown(problem)[:300]}"]
    try:
        return 0, [f"{name}: holds", *Telling(check(proof)).lines(with_steps)]
    except Wrong as wrong:
        lines = [f"{name}: does not hold", f"  {shown(wrong.at)}: {shown(wrong.why)}"]
        if (wrong.expected, wrong.found) != (None, None):
            both = zip(("expected", "found   "), (wrong.expected, wrong.found), strict=True)
            lines += [f"    {word}  {shown(value)[:500]}" for word, value in both]
        return 1, lines
    except UNREADABLE as problem:
        why = f"{type(problem).__name__} {shown(problem)[:300]}"
        return 1, [f"{name}: does not hold", f"  a part of it cannot be read: {why}"]


def main(arguments: list[str]) -> int:
    """Check files; returns the exit status."""
    files = [argument for argument in arguments if argument != "--steps"]
    if not files or any(file.startswith("-") for file in files):
        print(__doc__)
        return 2
    status = 0
    for file in files:
        own, lines = told(file, "--steps" in arguments)
        print("\n".join(lines), file=sys.stderr if own == 2 else sys.stdout)
        status = max(status, own)
    return status


if __name__ == "__main__":
    sys.setrecursionlimit(20_000)  # steps may rest on each other in long lines
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")
    sys.exit(main(sys.argv[1:]))
