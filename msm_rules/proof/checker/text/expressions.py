"""What an expression of the text means, as terms: one function for each construct, and a table.

Written from language.md (Expressions). Comparisons have a file of their own. A policy of a proof
was checked before it decided; where it was not, reading ends with an error, never with a guess.
"""

from __future__ import annotations

from collections.abc import Mapping

from msm_rules.proof.check_proof import FOLDED, LICENCES, kind
from msm_rules.proof.checker.meaning.types import Type, arithmetic
from msm_rules.proof.checker.text import comparisons, functions, names
from msm_rules.proof.checker.text.declarations import written
from msm_rules.proof.checker.text.files import Module
from msm_rules.proof.checker.text.literals import bare, is_flexible, literal, literal_set
from msm_rules.proof.checker.text.terms import Form, MismatchError, Place, Typed, must_be
from msm_rules.syntax import tree as t

_ARITHMETIC = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}
_ELEMENTS: tuple[Type, ...] = (
    "string", FOLDED, "licence", "access", "capability", "category", "domain", "flag", "format",
    "language", "library", "method", "modality", "openness", "runtime", "task", "term",
)  # fmt: skip
"""What a set of literals may hold; the first that its use takes."""


# --- literals ------------------------------------------------------------------------------------


def _paren(place: Place, expr: t.Paren, expected: Type) -> Typed:
    return place.read(expr.inner, expected)._replace(span=expr.span)


def _number(place: Place, expr: t.Number, _: Type) -> Typed:
    return place.constant(expr.unit, (expr.value, expr.value), expr.span)


def _date(place: Place, expr: t.Date, _: Type) -> Typed:
    return place.constant("date", (float(expr.ordinal),) * 2, expr.span)


def _bool(place: Place, expr: t.Bool, _: Type) -> Typed:
    return place.constant("bool", (expr.value, expr.value), expr.span)


def _set(place: Place, expr: t.SetOf, expected: Type) -> Typed:
    element = "licence" if expected == "licence" else None
    if kind(expected) == "set":
        element = expected[1]
    if all(isinstance(bare(i), t.Text) for i in expr.items):
        return literal_set(place, expr, element or "string")
    loose = [is_flexible(place, i) for i in expr.items]
    items = [
        place.read(i, element)
        for i, is_loose in zip(expr.items, loose, strict=True)
        if not is_loose
    ]
    wanted = items[0].type if items else element or "string"
    items += [
        place.read(i, wanted) for i, is_loose in zip(expr.items, loose, strict=True) if is_loose
    ]
    comparisons.alike(*map(place.static, items))
    return place.add("make_set", items, ("set", items[0].type), expr.span)


# --- operators -----------------------------------------------------------------------------------


def _unary(place: Place, expr: t.Unary, _: Type) -> Typed:
    inner = place.read(expr.operand)
    if expr.op == "not":
        return place.add("not", [must_be("bool", inner)], "bool", expr.span)
    if inner.type == "date":
        raise MismatchError("a date has no sign")
    return place.add("negate", [comparisons.ordered(inner)], inner.type, expr.span)


def _binary(place: Place, expr: t.Binary, expected: Type) -> Typed:
    if expr.op not in _ARITHMETIC:
        return comparisons.compare(place, expr)
    if is_flexible(place, expr.left) and expected is None:
        right = place.read(expr.right)
        left = place.read(expr.left, right.type)
    else:
        left = place.read(expr.left, expected if is_flexible(place, expr.left) else None)
        right = place.read(expr.right, left.type)
    if kind(left.type) == kind(right.type) == "set" and expr.op in ("+", "-"):
        return _set_arithmetic(place, expr, left, right)
    op = _ARITHMETIC[expr.op]
    type_ = arithmetic(op, comparisons.ordered(left).type, comparisons.ordered(right).type)
    return place.add(op, [left, right], type_, expr.span)


def _set_arithmetic(place: Place, expr: t.Binary, left: Typed, right: Typed) -> Typed:
    left, right = comparisons.same_words(place, left, right)
    op = "union" if expr.op == "+" else "difference"
    if op == "difference" and left.type == LICENCES:
        op = "licence_difference"
    return place.add(op, [left, right], left.type, expr.span)


def _logical(place: Place, expr: t.Logical, _: Type) -> Typed:
    parts = comparisons.joined(place, expr)
    return place.add(expr.op, parts, "bool", expr.span) if len(parts) > 1 else parts[0]


def _if(place: Place, expr: t.IfElse, expected: Type) -> Typed:
    choice = must_be("bool", place.read(expr.condition))
    if expected is None and is_flexible(place, expr.yes) and not is_flexible(place, expr.no):
        no = place.read(expr.no)
        yes = place.read(expr.yes, no.type)
    else:
        yes = place.read(expr.yes, expected)
        no = place.read(expr.no, yes.type)
    comparisons.alike(yes, no)
    return place.add("if", [choice, yes, no], yes.type, expr.span)


# --- quantifiers ---------------------------------------------------------------------------------


def _quantifier(place: Place, expr: t.Quantifier, _: Type) -> Typed:
    if not is_flexible(place, expr.domain):
        return _over(place, expr, None)
    for element in _ELEMENTS:
        try:
            return _over(place, expr, ("set", element))
        except MismatchError:
            continue
    raise MismatchError("no kind of set fits")


def _over(place: Place, expr: t.Quantifier, wanted: Type) -> Typed:
    domain = place.read(expr.domain, wanted)
    if kind(domain.type) != "set":
        raise MismatchError("not a set")
    member = comparisons.member(place, domain.type[1], expr.variable.span)
    inside = member.inside._replace(locals={**place.locals, expr.variable.name: member.value})
    body = must_be("bool", inside.read(expr.body))
    return comparisons.quantified(place, expr.kind, domain, body, expr.span)


# --- functions of the policy's own ---------------------------------------------------------------


def _call(place: Place, expr: t.Call, _: Type) -> Typed:
    found = _define(place, expr.function)
    if found is None:
        return functions.builtin(place, expr)
    module, item = found
    bound: dict[str, Typed] = {}
    for wanted, given in zip(item.arguments, expr.arguments, strict=True):
        type_ = written(wanted.type)
        bound[wanted.name.name] = must_be(type_, functions.value(place, given, type_))
    inside = place._replace(module=module, locals=bound)
    return inside.read(item.body)._replace(span=expr.span)


def _define(place: Place, function: t.Name | t.Attribute) -> tuple[Module, t.Define] | None:
    try:
        if isinstance(function, t.Name):
            module, item = place.module.symbol(function.name)
        else:
            module = place.module.uses[getattr(function.value, "name", "")]
            item = module.symbol(function.name.name)[1]
    except LookupError:
        return None
    return (module, item) if isinstance(item, t.Define) else None


FORMS: Mapping[type, Form] = {
    t.Paren: _paren,
    t.Number: _number,
    t.Date: _date,
    t.Bool: _bool,
    t.Text: literal,
    t.SetOf: _set,
    t.Name: names.name,
    t.Attribute: names.attribute,
    t.Index: names.entry,
    t.Call: _call,
    t.Unary: _unary,
    t.Binary: _binary,
    t.Logical: _logical,
    t.IfElse: _if,
    t.Quantifier: _quantifier,
    t.Is: functions.knowledge,
    t.Default: functions.default,
}
