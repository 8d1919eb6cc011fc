"""Literals, which take their type from where they stand (language.md, Types)."""

from __future__ import annotations

from msm_rules.proof.check_proof import kind
from msm_rules.proof.checker.meaning.sets import kept
from msm_rules.proof.checker.meaning.types import Type
from msm_rules.proof.checker.text.files import Module
from msm_rules.proof.checker.text.terms import Place, Typed
from msm_rules.syntax import tree as t


def bare(expr: t.Expr) -> t.Expr:
    """The expression without parentheses."""
    while isinstance(expr, t.Paren):
        expr = expr.inner
    return expr


def literal(place: Place, expr: t.Text, expected: Type) -> Typed:
    """A quoted text."""
    type_ = expected if expected is not None and kind(expected) == "words" else "string"
    return place.constant(type_, kept(type_, frozenset([expr.value])), expr.span)


def literal_set(place: Place, expr: t.SetOf, element: Type) -> Typed:
    """A set of quoted texts, as one constant."""
    texts = frozenset(i.value for i in map(bare, expr.items) if isinstance(i, t.Text))
    type_ = ("set", element)
    return place.constant(type_, kept(type_, (texts, texts)), expr.span)


def is_flexible(place: Place, expr: t.Expr) -> bool:
    """Whether it is made of quoted texts alone, and so takes the type that its use demands."""
    return form(place, expr) is not None


def form(place: Place, expr: t.Expr) -> str | None:
    """What quoted texts make of an expression: a `text`, a `set`, or None where there is more."""
    match bare(expr):
        case t.Text():
            return "text"
        case t.SetOf(items):
            return "set" if all(is_flexible(place, i) for i in items) else None
        case t.Binary("+" | "-", left, right):
            return "set" if is_flexible(place, left) and is_flexible(place, right) else None
        case t.IfElse(_, yes, no):
            return form(place, yes) if is_flexible(place, no) else None
        case t.Name(name) if name not in place.locals:
            return _form_of_let(place, place.module, name)
        case t.Attribute(t.Name(alias), t.Word(name)) if alias not in place.locals:
            library = place.module.uses.get(alias)
            return _form_of_let(place, library, name) if library else None
        case _:
            return None


def _form_of_let(place: Place, module: Module, name: str) -> str | None:
    try:
        home, item = module.symbol(name)
    except LookupError:
        return None
    if not isinstance(item, t.Let):
        return None
    key, known = (home.source.name, name), place.shared.forms_of_lets
    if key not in known:
        known[key] = form(Place(place.shared, home), item.value)
    return known[key]
