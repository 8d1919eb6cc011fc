"""Literals, which take their type from where they stand (language.md, Types)."""

from __future__ import annotations

from msm_rules.proof.checker.meaning.licence_terms import words_of
from msm_rules.proof.checker.meaning.sets import word
from msm_rules.proof.checker.meaning.types import Type, kind
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
    one = word(type_, expr.value)
    return place.constant(
        type_, words_of(one) if type_ == "licence" else frozenset([one]), expr.span
    )


def literal_set(place: Place, expr: t.SetOf, element: Type) -> Typed:
    """A set of quoted texts, as one constant."""
    texts = [i for i in map(bare, expr.items) if isinstance(i, t.Text)]
    members = frozenset(word(element, i.value) for i in texts)
    return place.constant(("set", element), (members, members), expr.span)


def is_flexible(place: Place, expr: t.Expr) -> bool:
    """Whether it is made of quoted texts alone, and so takes the type that its use demands."""
    match bare(expr):
        case t.Text():
            return True
        case t.SetOf(items):
            return all(is_flexible(place, i) for i in items)
        case t.Binary("+" | "-", left, right) | t.IfElse(_, left, right):
            return is_flexible(place, left) and is_flexible(place, right)
        case t.Name(name) if name not in place.locals:
            return _flexible_symbol(place, name)
        case t.Attribute(t.Name(alias), t.Word(name)) if alias in place.module.uses:
            library = place._replace(module=place.module.uses[alias])
            return alias not in place.locals and _flexible_symbol(library, name)
        case _:
            return False


def _flexible_symbol(place: Place, name: str) -> bool:
    try:
        module, item = place.module.symbol(name)
    except LookupError:
        return False
    if not isinstance(item, t.Let):
        return False
    key, known = (module.source.name, name), place.shared.flexible
    if key not in known:
        known[key] = is_flexible(Place(place.shared, module), item.value)
    return known[key]
