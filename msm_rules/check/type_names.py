"""Types as a policy writes them."""

from __future__ import annotations

from msm_rules.check.context import State
from msm_rules.diagnostics import nearest
from msm_rules.facts.vocabulary import OWN_WORDS
from msm_rules.syntax import tree as t
from msm_rules.values.types import LICENCE, SCALARS, STRING, Enum, MapOf, Scalar, SetOf, Type


def type_of(state: State, tree: t.TypeTree) -> Type | None:
    """The type that a policy wrote; None after a diagnostic."""
    match tree:
        case t.NamedType(name):
            return _named(state, name)
        case t.OneOfType(members):
            return Enum(OWN_WORDS, frozenset(m.value for m in members))
        case t.SetType(element):
            inner = type_of(state, element)
            if inner is None:
                return None
            if isinstance(inner, Enum) or inner in (STRING, LICENCE):
                return SetOf(inner)
            state.report(
                "type-mismatch", "a set holds texts, licences or words of a list", element.span
            )
            return None
        case t.MapType(element):
            inner = type_of(state, element)
            if inner is None or isinstance(inner, Scalar):
                return MapOf(inner) if inner else None
            state.report("type-mismatch", "a map holds single values", element.span)
            return None


def _named(state: State, word: t.Word) -> Type | None:
    if word.name in SCALARS:
        return SCALARS[word.name]
    if word.name in state.vocabulary.enums:
        return state.vocabulary.enums[word.name]
    near = nearest(word.name, [*SCALARS, *state.vocabulary.enums])
    state.report(
        "unknown-name",
        f"there is no type called `{word.name}`",
        word.span,
        f"did you mean `{near[0]}`?" if near else "",
    )
    return None
