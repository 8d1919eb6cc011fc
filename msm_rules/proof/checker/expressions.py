"""What an expression of the text means, as terms: one function for each construct, and a table.

Written from language.md (Expressions). Comparisons have a file of their own. A policy of a proof
was checked before it decided; where it was not, reading ends with an error, never with a guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msm_rules.proof.checker import comparisons
from msm_rules.proof.checker.literals import bare, is_flexible, literal, literal_set
from msm_rules.proof.checker.meanings import CHOICES, PLAIN
from msm_rules.proof.checker.sets import missing
from msm_rules.proof.checker.terms import Form, Place, Typed
from msm_rules.proof.checker.texts import Module
from msm_rules.proof.checker.types import FOLDED, LICENCES, Type, arithmetic, kind, written
from msm_rules.source import Span
from msm_rules.syntax import tree as t

_TIERS = frozenset({"critical", "important", "contextual", "score"})
_ARITHMETIC = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}
_PROPERTIES: Mapping[str, Type] = {
    "category": "category",
    "excluded_territories": ("set", "string"),
    "user_cap": "number",
}
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
    comparisons.alike(*items)
    return place.add("make_set", items, ("set", items[0].type), expr.span)


# --- names and facts -----------------------------------------------------------------------------


def _name(place: Place, expr: t.Name, expected: Type) -> Typed:
    if expr.name in place.locals:
        return place.locals[expr.name]._replace(span=expr.span)
    if expr.name == "today":
        return place.leaf("today", None, "date", None)._replace(span=expr.span)
    if expr.name in _TIERS:
        return Typed(*place.shared.tiers[expr.name], expr.span)
    return _symbol(place, *place.module.symbol(expr.name), expected)._replace(span=expr.span)


def _symbol(place: Place, module: Module, item: Any, expected: Type) -> Typed:
    home = Place(place.shared, module)
    if isinstance(item, t.Param):
        return param(home, item)
    if not isinstance(item, t.Let):
        raise ValueError(f"{item.name.name} is no value")
    demanded = expected if is_flexible(home, item.value) else None
    key = (module.source.name, item.name.name, demanded)
    lets = place.shared.lets
    if key not in lets:
        lets[key] = home.read(item.value, demanded)
    return lets[key]


def param(home: Place, item: t.Param) -> Typed:
    """The leaf of a param."""
    label, name = home.module.label, item.name.name
    known = f"{label}.{name}" if label else name
    return home.leaf("param", known, written(item.type), item.name.span)


def _attribute(place: Place, expr: t.Attribute, expected: Type) -> Typed:
    root, words = _chain(expr)
    if isinstance(root, t.Name) and root.name not in place.locals:
        if root.name == "model":
            return _fact(place, expr, words)
        if root.name in place.module.uses:
            library = place.module.uses[root.name]
            found = _symbol(place, library, library.symbol(words[0].name)[1], expected)
            span = root.span._replace(end=words[0].span.end)
            return _properties(place, found._replace(span=span), words[1:])
    return _properties(place, place.read(root), words)


def _chain(expr: t.Attribute) -> tuple[t.Expr, list[t.Word]]:
    words: list[t.Word] = []
    inner: t.Expr = expr
    while isinstance(inner, t.Attribute):
        words.insert(0, inner.name)
        inner = inner.value
    return inner, words


def _fact(place: Place, expr: t.Attribute, words: list[t.Word]) -> Typed:
    facts = place.shared.facts
    for n in range(len(words), 0, -1):
        path = ".".join(w.name for w in words[:n])
        if path in facts:
            span = expr.span._replace(end=words[n - 1].span.end)
            return _properties(place, fact(place, path, span), words[n:])
    raise ValueError("no such fact")


def fact(place: Place, path: str, span: Span, entry: str | None = None) -> Typed:
    """The leaf of a fact, or of one entry of a map."""
    if (path in place.shared.maps) != (entry is not None):
        raise ValueError("a map has entries, and nothing else has")
    return place.leaf("fact", (path, entry), place.shared.facts[path], span)


def _properties(place: Place, base: Typed, words: list[t.Word]) -> Typed:
    if not words:
        return base
    (word,) = words
    comparisons.must_be("licence", base)
    span = base.span._replace(end=word.span.end)
    return place.add(word.name, [base], _PROPERTIES[word.name], span)


def _entry(place: Place, expr: t.Index, _: Type) -> Typed:
    if not isinstance(expr.value, t.Attribute):
        raise ValueError("only facts have entries")
    path = ".".join(w.name for w in _chain(expr.value)[1])
    key = place.read(expr.key, "string")
    comparisons.must_be("string", key)
    name = _word_of(place, key.term)
    if name is not None:
        return fact(place, path, expr.span, name)
    found = place.add("fact", [key], place.shared.facts[path], expr.span, const=(path, None))
    return found._replace(depth=0)


def _word_of(place: Place, number: int) -> str | None:
    """The word that a text is whatever the params are; None if that depends on them."""
    try:
        (word,) = _folded(place, number)
    except LookupError:
        return None
    return str(word)


def _folded(place: Place, number: int) -> Any:
    """The value of a term over constants. Raises LookupError for any other."""
    term = place.shared.table.terms[number]
    if term.op == "constant":
        return place.shared.table.constants[number]
    values = [_folded(place, a) for a in term.args] if term.op in (*PLAIN, "if") else []
    if not values:
        raise LookupError(term.op)
    if term.op == "if":
        return CHOICES["if"](False, term.type, *values)
    return PLAIN[term.op](*values)


# --- operators -----------------------------------------------------------------------------------


def _unary(place: Place, expr: t.Unary, _: Type) -> Typed:
    inner = place.read(expr.operand)
    if expr.op == "not":
        return place.add("not", [comparisons.must_be("bool", inner)], "bool", expr.span)
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
    if kind(left.type) == kind(right.type) == "set":
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
    choice = comparisons.must_be("bool", place.read(expr.condition))
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
        except comparisons.MismatchError:
            continue
    raise comparisons.MismatchError("no kind of set fits")


def _over(place: Place, expr: t.Quantifier, wanted: Type) -> Typed:
    domain = place.read(expr.domain, wanted)
    if kind(domain.type) != "set":
        raise comparisons.MismatchError("not a set")
    member = comparisons.member(place, domain.type[1], expr.variable.span)
    inside = member.inside._replace(locals={**place.locals, expr.variable.name: member.value})
    body = comparisons.must_be("bool", inside.read(expr.body))
    return comparisons.quantified(place, expr.kind, domain, body, expr.span)


# --- what is known, and functions ----------------------------------------------------------------


def _about(place: Place, op: str, of: Typed, type_: Type, span: Span) -> Typed:
    term = place.term(of)
    if term.op != "fact":
        raise ValueError("this asks about a fact")
    args = [Typed(a, None, span) for a in term.args]
    return place.add(op, args, type_, span, const=term.const)._replace(depth=0)


def _natural(place: Place, of: Typed) -> Typed:
    term = place.term(of)
    if term.op != "fact":
        raise ValueError("this asks about a fact")
    return place.constant(term.type, missing(term.const[0], term.type), None)


def _is(place: Place, expr: t.Is, _: Type) -> Typed:
    of = place.read(expr.fact)
    if expr.what == "exact":
        return place.add("is_exact", [of], "bool", expr.span)
    if expr.what in ("missing", "known"):
        found = place.add("is_missing", [of, _natural(place, of)], "bool", expr.span)
        return found if expr.what == "missing" else place.add("not", [found], "bool", expr.span)
    how = _about(place, "method", of, "method", expr.span)
    what = place.constant("method", frozenset([expr.what]), expr.what_span)
    return place.add("equal_words", [how, what], "bool", expr.span)


def _default(place: Place, expr: t.Default, _: Type) -> Typed:
    of = place.read(expr.fact)
    fallback = place.read(expr.fallback, of.type)
    comparisons.alike(of, fallback)
    return place.add("default", [of, _natural(place, of), fallback], of.type, expr.span)


def _call(place: Place, expr: t.Call, _: Type) -> Typed:
    found = _define(place, expr.function)
    if found is None:
        return _builtin(place, expr)
    module, item = found
    bound: dict[str, Typed] = {}
    for wanted, given in zip(item.arguments, expr.arguments, strict=True):
        type_ = written(wanted.type)
        bound[wanted.name.name] = comparisons.must_be(type_, place.read(given, type_))  # type: ignore[arg-type]
    inside = place._replace(module=module, locals=bound)
    return inside.read(item.body)._replace(span=expr.span)


def _define(place: Place, function: t.Name | t.Attribute) -> tuple[Module, t.Define] | None:
    try:
        if isinstance(function, t.Name):
            module, item = place.module.symbol(function.name)
        else:
            module = place.module.uses[function.value.name]  # type: ignore[union-attr]
            item = module.symbol(function.name.name)[1]
    except LookupError:
        return None
    return (module, item) if isinstance(item, t.Define) else None


def _builtin(place: Place, expr: t.Call) -> Typed:
    name = expr.function.name if isinstance(expr.function, t.Name) else None
    first, *rest = expr.arguments
    x = place.read(first)  # type: ignore[arg-type]
    match name:
        case "age":
            today = place.leaf("today", None, "date", None)
            return place.add("subtract", [today, x], "duration", expr.span)
        case "observed":
            return _about(place, "observed", x, "date", expr.span)
        case "scale":
            (ends,) = rest
            args = [x, place.read(ends.lo), place.read(ends.hi)]  # type: ignore[union-attr]
            return place.add("scale", args, "number", expr.span)
        case "size":
            op = "licence_size" if x.type == LICENCES else "size"
            return place.add(op, [x], "number", expr.span)
        case "min" | "max":
            args = [x, *(place.read(a) for a in rest)]  # type: ignore[arg-type]
            comparisons.alike(*args)
            return place.add(name, args, x.type, expr.span)
        case "low_end" | "high_end" | "abs" | "log10" if not rest:
            return place.add(name, [x], x.type, expr.span)
    raise ValueError(f"{name} is no function")


FORMS: Mapping[type, Form] = {
    t.Paren: _paren,
    t.Number: _number,
    t.Date: _date,
    t.Bool: _bool,
    t.Text: literal,
    t.SetOf: _set,
    t.Name: _name,
    t.Attribute: _attribute,
    t.Index: _entry,
    t.Call: _call,
    t.Unary: _unary,
    t.Binary: _binary,
    t.Logical: _logical,
    t.IfElse: _if,
    t.Quantifier: _quantifier,
    t.Is: _is,
    t.Default: _default,
}
