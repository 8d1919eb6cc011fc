"""Built-in functions, and what is asked about the knowledge of a fact (language.md)."""

from __future__ import annotations

from msm_rules.proof.check_proof import LICENCES, kind, missing
from msm_rules.proof.checker.meaning.types import Type
from msm_rules.proof.checker.text.comparisons import alike, ordered
from msm_rules.proof.checker.text.terms import Place, Typed, must_be
from msm_rules.source import Span
from msm_rules.syntax import tree as t


def value(place: Place, given: t.Expr | t.Range, expected: Type = None) -> Typed:
    """An argument that is a value. Raises ValueError for a range."""
    if isinstance(given, t.Range):
        raise ValueError("a range is no value")
    return place.read(given, expected)


def builtin(place: Place, expr: t.Call) -> Typed:
    """A call of a built-in function. Raises ValueError where there is none of that name."""
    name = expr.function.name if isinstance(expr.function, t.Name) else ""
    first, *rest = expr.arguments
    x = value(place, first)
    match name, rest:
        case "age", []:
            today = place.leaf("today", None, "date", None)
            return place.add("subtract", [today, must_be("date", x)], "duration", expr.span)
        case "observed", []:
            return _about(place, "observed", x, "date", expr.span)
        case "scale", [t.Range(lo, hi)]:
            ends = [place.static(place.read(lo)), place.static(place.read(hi))]
            alike(ordered(x), *ends)
            return place.add("scale", [x, *ends], "number", expr.span)
        case "size", [] if kind(x.type) == "set":
            op = "licence_size" if x.type == LICENCES else "size"
            return place.add(op, [x], "number", expr.span)
        case "min" | "max", _:
            args = [x, *(value(place, a) for a in rest)]
            alike(ordered(x), *args)
            return place.add(name, args, x.type, expr.span)
        case "low_end" | "high_end", [] if kind(x.type) in ("ordered", "set"):
            return place.add(name, [x], x.type, expr.span)
        case "abs" | "log10", []:
            x = must_be("number", x) if name == "log10" else ordered(x)
            return place.add(name, [x], x.type, expr.span)
    raise ValueError(f"{name} is no function of these")


def knowledge(place: Place, expr: t.Is, _: Type) -> Typed:
    """`F is missing`, `F is exact`, `F is measured`, ..."""
    of = _a_fact(place, place.read(expr.fact))
    if expr.what == "exact":
        return place.add("is_exact", [of], "bool", expr.span)
    if expr.what in ("missing", "known"):
        found = place.add("is_missing", [of, _natural(place, of)], "bool", expr.span)
        return found if expr.what == "missing" else place.add("not", [found], "bool", expr.span)
    how = _about(place, "method", of, "method", expr.span)
    what = place.constant("method", frozenset([expr.what]), expr.what_span)
    return place.add("equal_words", [how, what], "bool", expr.span)


def default(place: Place, expr: t.Default, _: Type) -> Typed:
    """`F default b`."""
    of = place.read(expr.fact)
    fallback = place.read(expr.fallback, of.type)
    alike(of, fallback)
    return place.add("default", [of, _natural(place, of), fallback], of.type, expr.span)


def _a_fact(place: Place, of: Typed) -> Typed:
    if place.term(of).op != "fact":
        raise ValueError("this asks about a fact")
    return of


def _about(place: Place, op: str, of: Typed, type_: Type, span: Span) -> Typed:
    """The leaf that says how, or when, a fact is known."""
    term = place.term(_a_fact(place, of))
    args = [Typed(a, None, span) for a in term.args]
    return place.add(op, args, type_, span, const=term.const)._replace(depth=0)


def _natural(place: Place, of: Typed) -> Typed:
    """The constant that stands for a fact of which nothing is known."""
    term = place.term(_a_fact(place, of))
    return place.constant(term.type, missing(term.const[0], term.type), None)
