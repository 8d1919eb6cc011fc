"""What a name of the text stands for: lets, params, tiers, facts, entries of maps, and what has a
dot.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msm_rules.proof.check_proof import CHOICES, PLAIN
from msm_rules.proof.checker.meaning.types import Type
from msm_rules.proof.checker.text.declarations import written
from msm_rules.proof.checker.text.files import Module
from msm_rules.proof.checker.text.literals import is_flexible
from msm_rules.proof.checker.text.terms import Place, Typed, must_be
from msm_rules.source import Span
from msm_rules.syntax import tree as t

_TIERS = frozenset({"critical", "important", "contextual", "score"})
_PROPERTIES: Mapping[str, Type] = {
    "category": "category",
    "excluded_territories": ("set", "string"),
    "user_cap": "number",
}


def name(place: Place, expr: t.Name, expected: Type) -> Typed:
    """A bare name: bound around it, a tier, a let or a param."""
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


def attribute(place: Place, expr: t.Attribute, expected: Type) -> Typed:
    """`a.b`: a fact, something of a library, or a property of a licence."""
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
    must_be("licence", base)
    span = base.span._replace(end=word.span.end)
    return place.add(word.name, [base], _PROPERTIES[word.name], span)


def entry(place: Place, expr: t.Index, _: Type) -> Typed:
    """`model.benchmarks["medqa"]`."""
    root, words = _chain(expr.value) if isinstance(expr.value, t.Attribute) else (None, [])
    path = ".".join(w.name for w in words)
    if not isinstance(root, t.Name) or root.name != "model" or path not in place.shared.maps:
        raise ValueError("only maps of the model have entries")
    key = place.static(must_be("string", place.read(expr.key, "string")))
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
