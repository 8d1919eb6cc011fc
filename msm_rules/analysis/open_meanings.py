"""What operators say while some of what they rest on may still be settled.

Owns where that differs from the operator table, which knows exact params and facts that are as they
are. Everything here is an upper bound: what may come of it holds whatever is settled how. Of a
bool that can become neither true nor false, since what it rests on stays as it is and says nothing,
the value is `SILENT`: its bits are read as elsewhere (may hold: no; must hold: not ruled out), so
`and` and `or` need no meaning of their own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from math import inf
from typing import cast

from msm_rules.decide.interpret import apply, in_body
from msm_rules.graph.nodes import Body, Node
from msm_rules.values.operators import OPERATORS
from msm_rules.values.possible import (
    FALSE,
    LINE,
    TRUE,
    UNKNOWN,
    Bool,
    Interval,
    Members,
    Score,
    Value,
    hull,
)
from msm_rules.values.types import LICENCE, SetOf, Type

SILENT = 2
"""A bool that stays unknown."""

STAYS, MAY_SETTLE, WILL_SETTLE = 0, 1, 2
"""How a fact or param stands: as it is; as it is or with one value of its range; with one value."""


def negation(a: Bool) -> Bool:
    """`not a`, where what stays unknown stays so."""
    return (TRUE, UNKNOWN, SILENT, FALSE)[a]


def equal_bools(a: Bool, b: Bool) -> Bool:
    """`a == b`, where what stays unknown makes it unknown."""
    return UNKNOWN if a in (UNKNOWN, SILENT) or b in (UNKNOWN, SILENT) else TRUE * (a == b)


# --- what is known of a fact ---------------------------------------------------------------------


def is_missing(now_missing: bool, how: int) -> Bool:
    """Whether nothing will be known of a fact: never again once something is."""
    return UNKNOWN if how == MAY_SETTLE and now_missing else FALSE


def known_exactly(type_: Type, how: int) -> Bool:
    """Whether one value will be known; a set of licences may then still hold a choice."""
    return TRUE if how == WILL_SETTLE and type_ != SetOf(LICENCE) else UNKNOWN


def default(type_: Type, value: Value, fallback: Value, now_missing: bool, how: int) -> Value:
    """`F default b`: b only where F is missing and may stay so."""
    return hull(type_, value, fallback) if how == MAY_SETTLE and now_missing else value


def an_end(value: Value) -> Value:
    """`low_end` and `high_end`: somewhere in the range, unknown where that has no end."""
    if isinstance(value, tuple) and any(end in (inf, -inf) for end in value):
        return LINE
    return value


# --- what needs exact params ---------------------------------------------------------------------


def mean(args: Sequence[Value], *, surest: bool = False) -> Interval | None:
    """Bounds of a weighted mean whose weights, or who takes part in it, may change; None where
    none of that is open. With `surest` the scores are the greatest lower and the least upper ends
    that they can come to have, and so are the bounds.
    """
    triples = [args[i : i + 3] for i in range(0, len(args), 3)]
    if all(w[0] == w[1] and takes in (TRUE, FALSE) for _, w, takes in triples):  # type: ignore[index]
        return None
    taking = [(cast(Score, s), _weights(cast(Interval, w), takes)) for s, w, takes in triples]
    lows, highs = ([(float(s[end]), w) for s, w in taking] for end in (0, 1))
    if surest:
        return _greatest(lows), _least(highs)
    return _least(lows), _greatest(highs)


def _weights(weight: Interval, takes: Value) -> Interval:
    return (weight[0] if takes == TRUE else 0.0), (0.0 if takes == FALSE else weight[1])


def _least(scores: Sequence[tuple[float, Interval]]) -> float:
    return -_greatest([(-s, w) for s, w in scores])


def _greatest(scores: Sequence[tuple[float, Interval]]) -> float:
    """The greatest mean, in millionths and rounded up: the best scores have all the weight they
    may have, the others as little as they must."""
    best = 0.0 if all(w[0] <= 0 for _, w in scores) else -inf
    ordered = sorted(scores, key=lambda pair: -pair[0])
    for n in range(len(ordered) + 1):
        weights = [w[1] if i < n else w[0] for i, (_, w) in enumerate(ordered)]
        if (total := sum(weights)) > 0:
            mean = sum(w * s for w, (s, _) in zip(weights, ordered, strict=True)) / total
            best = max(best, mean + 1)
    return best


def scale(args: Sequence[Value]) -> Interval | None:
    """Anything a scale can give, where its ends are open."""
    return None if all(a[0] == a[1] for a in args[1:]) else (0.0, 1.0)  # type: ignore[index]


def of_permission(args: Sequence[Value]) -> Bool | None:
    """Where more terms may be asked for: what is not permitted now stays so."""
    lower, upper = cast(Members, args[1])
    if lower == upper:
        return None
    found = OPERATORS["permits"].meaning(args[0], (lower, lower))
    return UNKNOWN if found == TRUE or not _one(args[0]) else FALSE


def _one(licence: Value) -> bool:
    return isinstance(licence, frozenset) and len(licence) == 1


def of_any_term(args: Sequence[Value]) -> Bool | None:
    """Unknown, where it is open which terms a licence is asked for, any of which is enough."""
    lower, upper = cast(Members, args[1])
    return None if lower == upper else UNKNOWN


def of_pattern(args: Sequence[Value]) -> Bool | None:
    """Unknown, where the pattern is open."""
    return None if args[1] is not None and len(args[1]) == 1 else UNKNOWN  # type: ignore[arg-type]


def make_set(args: Sequence[Value]) -> Members | None:
    """What is surely in a set some of whose members are open."""
    known = [a for a in args if isinstance(a, frozenset) and len(a) == 1]
    return None if len(known) == len(args) else (frozenset().union(*known), None)


NEEDS_EXACT: Mapping[str, Callable[[Sequence[Value]], Value | None]] = {
    "mean": mean,
    "scale": scale,
    "permits": of_permission,
    "requires": of_any_term,
    "prohibits": of_any_term,
    "matches": of_pattern,
    "licence_matches": of_pattern,
    "make_set": make_set,
}
"""Operators whose row of the table counts on exact arguments: the bounds where they are none, or
None where they are."""


def unknown_scores(s: Score, blank: Score, stand_in: Score, *, open_blank: bool) -> Score:
    """`when unknown score N`; with a blank that is open, N may always stand in."""
    if open_blank:
        return min(s[0], stand_in[0]), max(s[1], stand_in[1])
    row = OPERATORS["unknown_scores"]
    return row.meaning(s, blank, stand_in, pending=True)  # type: ignore[no-any-return]


def _at_least(a: Interval, b: Interval) -> Bool:
    """`a >= b` from the greatest lower and least upper ends that each can come to have."""
    return int(a[0] >= b[1]) | 2 * int(not a[1] < b[0])


def _more(a: Interval, b: Interval) -> Bool:
    return int(a[0] > b[1]) | 2 * int(not a[1] <= b[0])


COMPARED: Mapping[str, Callable[[Interval, Interval], Bool]] = {
    "greater_equal": _at_least,
    "greater": _more,
    "less_equal": lambda a, b: _at_least(b, a),
    "less": lambda a, b: _more(b, a),
}
"""Comparisons of numbers of which some may be settled: bit 0 says that it may come to hold for
sure, bit 1 that nothing makes it fail for sure."""


# --- members -------------------------------------------------------------------------------------


def of_member(body: Body, member: Value, args: Sequence[Value]) -> Bool:
    """What a quantifier's body says of one member, where what it takes from outside is open."""
    return cast(Bool, in_body(body, member, args, _meaning)[body.result])


def _meaning(node: Node, args: Sequence[Value], types: Sequence[object]) -> Value:
    value = NEEDS_EXACT[node.op](args) if node.op in NEEDS_EXACT else None
    return apply(node, args, types, pending=False) if value is None else value


def quantified(op: str, members: Members, results: Mapping[str, Bool]) -> Bool:
    """`all` and `any` over a set that may still change, bit by bit."""
    lower, upper = members
    if op == "all":
        no_failure = upper is not None and all(results[m] & 2 for m in upper)
        return int(all(results[m] & 1 for m in lower)) | 2 * int(no_failure)
    may = upper is None or any(results[m] & 1 for m in upper)
    return int(may) | 2 * int(any(results[m] & 2 for m in lower))


def needs_exact(body: Body) -> bool:
    """Whether anything in a quantifier's body counts on exact arguments."""
    return any(node.op in NEEDS_EXACT for node in body.nodes)
