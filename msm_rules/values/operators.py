"""The operator table: every operator of the graph, once.

Each row says what an operator means on sets of possible values and how it reads in English.
Interpreters are tables keyed by the same names; a test demands every operator in every table.
The meaning here is the reference: slow, direct, total.

`kind` says how the arguments reach the meaning:
- `plain`: the values of the arguments
- `leaf`: none; the value comes from the facts, the params or the day
- `knowledge`: the values, and whether they rest on a fact not asked for yet (`pending`)
- `quantifier`: the set, and the result of the body for each member
A `typed` row is given the type of its last argument first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from typing import Any, Literal

from msm_rules.frozen import record
from msm_rules.values import intervals, licence_terms, scores, words
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
    is_exact,
    missing,
)
from msm_rules.values.types import LICENCE, SetOf, Type

Kind = Literal["leaf", "plain", "knowledge", "quantifier"]


@record
class Operator:
    """One row: how the meaning is called, the meaning, and how it reads (`{0}` is the first
    argument).
    """

    name: str
    kind: Kind
    meaning: Callable[..., Any]
    english: str
    symbol: str = ""
    typed: bool = False
    recurring: bool = False  # asked of few values again and again: worth remembering


def negation(a: Bool) -> Bool:
    """`not a`: must = not may, may = not must."""
    return (TRUE, UNKNOWN, UNKNOWN, FALSE)[a]


def conjunction(*args: Bool) -> Bool:
    """`a and b ...` on must and may separately."""
    return reduce(int.__and__, args, TRUE)


def disjunction(*args: Bool) -> Bool:
    """`a or b ...` on must and may separately."""
    return reduce(int.__or__, args, FALSE)


def equal_bools(a: Bool, b: Bool) -> Bool:
    """`a == b`: known where both are."""
    return UNKNOWN if UNKNOWN in (a, b) else TRUE if a == b else FALSE


def choose(type_: Type, condition: Bool, yes: Value, no: Value) -> Value:
    """`if c then a else b`: a where c must hold, b where it cannot, else the hull of both."""
    return yes if condition == TRUE else no if condition == FALSE else hull(type_, yes, no)


def is_missing(value: Value, natural: Value, *, pending: bool) -> Bool:
    """Whether nothing is known: the value is no narrower than its natural range."""
    return UNKNOWN if pending else TRUE if value == natural else FALSE


def known_exactly(type_: Type, value: Value, *, pending: bool) -> Bool:
    """Whether only one value is possible; a set that holds a choice of licences is not exact."""
    if pending:
        return UNKNOWN
    if not is_exact(type_, value):
        return FALSE
    if type_ == SetOf(LICENCE):
        members: frozenset[str] = value[0]  # type: ignore[index,assignment]
        return FALSE if any(map(licence_terms.is_choice, members)) else TRUE
    return TRUE


def default(type_: Type, value: Value, natural: Value, fallback: Value, *, pending: bool) -> Value:
    """`F default b`: b where F is missing; the hull of F's range and b while F is pending."""
    if pending:
        return hull(type_, natural, fallback)
    return fallback if value == natural else value


def pick_end(type_: Type, value: Value, upper: bool, *, pending: bool) -> Value:
    """`low_end` and `high_end`; unknown while the value rests on a pending fact."""
    if pending:
        return missing(type_, LINE)
    if isinstance(type_, SetOf):
        members: Members = value  # type: ignore[assignment]
        return words.high_end(members) if upper else words.low_end(members)
    interval: Interval = value  # type: ignore[assignment]
    return intervals.high_end(interval) if upper else intervals.low_end(interval)


def low_end(type_: Type, value: Value, *, pending: bool) -> Value:
    """The lower end of an ordered value, the lower set of a set, as an exact value."""
    return pick_end(type_, value, False, pending=pending)


def high_end(type_: Type, value: Value, *, pending: bool) -> Value:
    """The upper end of an ordered value, the upper set of a set, as an exact value."""
    return pick_end(type_, value, True, pending=pending)


def unknown_rejects(a: Bool, *, pending: bool) -> Bool:
    """`when unknown reject`: an unknown result counts as false."""
    return FALSE if a == UNKNOWN and not pending else a


def unknown_passes(a: Bool, *, pending: bool) -> Bool:
    """`when unknown pass`: an unknown result counts as true."""
    return TRUE if a == UNKNOWN and not pending else a


def unknown_scores(s: Score, blank: Score, stand_in: Score, *, pending: bool) -> Score:
    """`when unknown score N`; while facts are pending, N is possible where it may yet stand in."""
    if not pending:
        return scores.when_unknown(s, blank, stand_in)
    if blank[0] == blank[1] or blank[0] < s[0] or s[1] < blank[1]:
        return s
    return min(s[0], stand_in[0]), max(s[1], stand_in[1])


def take_lower(s: Score, *, pending: bool) -> Score:
    """`when uncertain take lower`."""
    return s if pending else (s[0], s[0])


def take_upper(s: Score, *, pending: bool) -> Score:
    """`when uncertain take upper`."""
    return s if pending else (s[1], s[1])


def mean(*args: Any) -> Score:
    """The weighted mean of (score, weight, takes part) triples; weights are exact numbers."""
    triples = [args[i : i + 3] for i in range(0, len(args), 3)]
    taking = [(s, round(w[0] * scores.WEIGHT_STEPS)) for s, w, takes in triples if takes == TRUE]
    return scores.weighted_mean([s for s, _ in taking], [w for _, w in taking])


def for_all(members: Members, results: Mapping[str, Bool]) -> Bool:
    """`all`: must of every member of the upper set, may of every member of the lower set."""
    lower, upper = members
    must = upper is not None and all(results[m] == TRUE for m in upper)
    return words.truth(must, all(results[m] != FALSE for m in lower))


def for_any(members: Members, results: Mapping[str, Bool]) -> Bool:
    """`any`: must of some member of the lower set, may of some member of the upper set."""
    lower, upper = members
    may = upper is None or any(results[m] != FALSE for m in upper)
    return words.truth(any(results[m] == TRUE for m in lower), may)


def count(members: Members, results: Mapping[str, Bool]) -> Interval:
    """`count`: from lower members where P must hold to upper members where it may."""
    lower, upper = members
    hi = float("inf") if upper is None else float(sum(results[m] != FALSE for m in upper))
    return float(sum(results[m] == TRUE for m in lower)), hi


def licence_count(members: Members, results: Mapping[str, Bool]) -> Interval:
    """`count` of licences: a choice may turn out to be another member."""
    lo, hi = count(members, results)
    choices = sum(results[m] == TRUE for m in members[0] if licence_terms.is_choice(m))
    return max(lo - choices, min(lo, 1.0)), hi


def _absent(*_: object) -> Value:
    raise NotImplementedError("the value of a leaf is given, not computed")


def _rows() -> tuple[Operator, ...]:
    def plain(name: str, meaning: Callable[..., Any], english: str, symbol: str = "") -> Operator:
        return Operator(name, "plain", meaning, english, symbol)

    def licence(name: str, meaning: Callable[..., Any], english: str, symbol: str = "") -> Operator:
        return Operator(name, "plain", meaning, english, symbol, recurring=True)

    def leaf(name: str, english: str) -> Operator:
        return Operator(name, "leaf", _absent, english)

    return (
        # leaves
        leaf("constant", "a constant"),
        leaf("fact", "what is known of {fact}"),
        leaf("method", "how {fact} is known"),
        leaf("observed", "when {fact} was last observed"),
        leaf("param", "a parameter"),
        leaf("today", "the day of the decision"),
        leaf("member", "each member"),
        leaf("captured", "a value from outside"),
        leaf("blank", "the score with every fact missing"),
        # truth
        plain("not", negation, "not {0}", "not"),
        plain("and", conjunction, "all of {args}", "and"),
        plain("or", disjunction, "any of {args}", "or"),
        plain("equal_bools", equal_bools, "{0} is {1}", "=="),
        # ordered
        plain("less_equal", intervals.less_equal, "{0} is at most {1}", "<="),
        plain("less", intervals.less, "{0} is less than {1}", "<"),
        plain("greater_equal", intervals.greater_equal, "{0} is at least {1}", ">="),
        plain("greater", intervals.greater, "{0} is more than {1}", ">"),
        plain("equal", intervals.equal, "{0} is {1}", "=="),
        plain("add", intervals.add, "{0} + {1}", "+"),
        plain("subtract", intervals.subtract, "{0} - {1}", "-"),
        plain("negate", intervals.negate, "-{0}", "-"),
        plain("multiply", intervals.multiply, "{0} × {1}", "*"),
        plain("divide", intervals.divide, "{0} / {1}", "/"),
        plain("min", intervals.minimum, "the least of {args}"),
        plain("max", intervals.maximum, "the greatest of {args}"),
        plain("abs", intervals.absolute, "the size of {0} without its sign"),
        plain("log10", intervals.log10, "the decimal logarithm of {0}"),
        plain("scale", intervals.scale, "{0} on the scale {1} .. {2}"),
        # words
        plain("equal_words", words.equal, "{0} is {1}", "=="),
        plain("in", words.contained, "{0} is among {1}", "in"),
        plain("matches", words.matches, "{0} looks like {1}", "matches"),
        plain("fold", words.fold, "{0}, case ignored"),
        # sets
        plain("make_set", words.make_set, "the set of {args}"),
        plain("fold_set", words.fold_set, "{0}, case ignored"),
        plain("covers", words.covers, "{0} includes all of {1}", "covers"),
        plain("overlaps", words.overlaps, "{0} shares something with {1}", "overlaps"),
        plain("equal_sets", words.equal_sets, "{0} is {1}", "=="),
        plain("union", words.union, "{0} together with {1}", "+"),
        plain("difference", words.difference, "{0} without {1}", "-"),
        plain("size", words.size, "the number of {0}"),
        # licences
        licence("licence_equal", licence_terms.equal, "{0} is {1}", "=="),
        licence("licence_in", licence_terms.contained, "{0} is among {1}", "in"),
        licence("licence_matches", licence_terms.matches, "{0} looks like {1}", "matches"),
        licence("licence_difference", licence_terms.difference, "{0} without {1}", "-"),
        licence("licence_size", licence_terms.size, "the number of {0}"),
        licence("permits", licence_terms.permits, "{0} permits {1}", "permits"),
        licence("requires", licence_terms.requires, "{0} requires {1}", "requires"),
        licence("prohibits", licence_terms.prohibits, "{0} prohibits {1}", "prohibits"),
        licence("category", licence_terms.category, "the category of {0}"),
        licence("category_in", licence_terms.category_in, "the category of {0} is among {1}", "in"),
        licence("excluded_territories", licence_terms.excluded_territories, "where {0} leaves out"),
        licence("user_cap", licence_terms.user_cap, "the user cap of {0}"),
        # choices and knowledge
        Operator("if", "plain", choose, "{1} if {0}, otherwise {2}", typed=True),
        Operator("is_missing", "knowledge", is_missing, "nothing is known of {0}"),
        Operator("is_exact", "knowledge", known_exactly, "{0} is known exactly", typed=True),
        Operator("default", "knowledge", default, "{0}, or {2} where it is missing", typed=True),
        Operator("low_end", "knowledge", low_end, "the lower end of {0}", typed=True),
        Operator("high_end", "knowledge", high_end, "the upper end of {0}", typed=True),
        # quantifiers
        Operator("all", "quantifier", for_all, "every member of {0} passes", "all"),
        Operator("any", "quantifier", for_any, "some member of {0} passes", "any"),
        Operator("count", "quantifier", count, "how many members of {0} pass", "count"),
        Operator(
            "licence_count", "quantifier", licence_count, "how many licences of {0} pass", "count"
        ),
        # rules, tiers, verdict
        Operator("unknown_rejects", "knowledge", unknown_rejects, "{0}; unknown counts as failed"),
        Operator("unknown_passes", "knowledge", unknown_passes, "{0}; unknown counts as held"),
        plain("waive", disjunction, "{0}, or waived"),
        plain("prefer", scores.prefer, "1 where {0}, else 0"),
        plain("score_of", scores.score_of, "{0} as a score"),
        Operator("unknown_scores", "knowledge", unknown_scores, "{0}, or {2} if nothing is known"),
        Operator("take_lower", "knowledge", take_lower, "the lower end of {0}"),
        Operator("take_upper", "knowledge", take_upper, "the upper end of {0}"),
        plain("mean", mean, "the weighted mean of {args}"),
        plain("fraction", scores.fraction, "{0} as a number"),
        plain("verdict", scores.verdict, "the verdict"),
    )


OPERATORS: Mapping[str, Operator] = {row.name: row for row in _rows()}
