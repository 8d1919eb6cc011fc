"""Literals: values that take their type from where they stand.

Owns which expressions are flexible (string literals, sets of them, lets of these), and the reading
of a string as a member of an enumeration, a licence or a Hub id.
"""

from __future__ import annotations

from typing import Literal, TypeAlias

from msm_rules import licences
from msm_rules.check.context import Context, Step, Typed, unwrap
from msm_rules.check.scope import Module, Symbol
from msm_rules.diagnostics import nearest
from msm_rules.facts.vocabulary import OWN_WORDS, language_names
from msm_rules.syntax import tree as t
from msm_rules.values.licence_terms import alternatives_of
from msm_rules.values.types import HUB_ID, LICENCE, STRING, Enum, Scalar, SetOf, Type


def is_flexible(ctx: Context, expr: t.Expr) -> bool:
    """Whether it is made of string literals alone, and so takes the type its use demands."""
    return _form(ctx, expr) is not None


def is_text(ctx: Context, expr: t.Expr) -> bool:
    """Whether it is made of string literals alone, and is one text, not a set of them."""
    return _form(ctx, expr) == "text"


_Form: TypeAlias = Literal["text", "set"] | None


def _form(ctx: Context, expr: t.Expr) -> _Form:
    """What string literals make of an expression; None if there is anything else in it."""
    match unwrap(expr):
        case t.Text():
            return "text"
        case t.SetOf(items):
            return "set" if all(is_flexible(ctx, i) for i in items) else None
        case t.Binary("+" | "-", left, right):
            return "set" if is_flexible(ctx, left) and is_flexible(ctx, right) else None
        case t.IfElse(_, yes, no):
            return _form(ctx, yes) if is_flexible(ctx, no) else None
        case t.Name(name) if name not in ctx.locals:
            found = ctx.module.find(name)
            return _form_of_let(ctx, *found) if found is not None else None
        case t.Attribute(t.Name(alias), t.Word(name)) if alias not in ctx.locals:
            library = ctx.module.uses.get(alias)
            symbol = library.symbols.get(name) if library else None
            return _form_of_let(ctx, library, symbol) if library and symbol else None
        case _:
            return None


def _form_of_let(ctx: Context, module: Module, symbol: Symbol) -> _Form:
    if not isinstance(symbol, t.Let):
        return None
    step = Step("let", symbol.name.name, module.source.name, symbol.name.span)
    if step in ctx.stack:
        return None
    return _form(ctx.at(module=module, locals={}, stack=(*ctx.stack, step)), symbol.value)


def text_value(ctx: Context, text: t.Text, type_: Type) -> frozenset[str] | None:
    """The alternatives a string stands for as a value of the type; None after a diagnostic."""
    if isinstance(type_, Enum):
        return _member(ctx, text, type_)
    if type_ == LICENCE:
        member = licence_member(ctx, text)
        return None if member is None else alternatives_of(member)
    return frozenset({text.value.casefold() if type_ == HUB_ID else text.value})


def _member(ctx: Context, text: t.Text, enum: Enum) -> frozenset[str] | None:
    if text.value in enum.members:
        return frozenset({text.value})
    near = nearest(text.value, enum.members)
    by_name = {name.casefold(): code for code, name in language_names().items()}
    if enum.name == "language" and text.value.casefold() in by_name:
        near = (by_name[text.value.casefold()],)
    noun = "one of the words allowed here" if enum.name == OWN_WORDS else f"{_article(enum.name)}"
    few = ", ".join(f'"{m}"' for m in sorted(enum.members)) if len(enum.members) <= 12 else ""
    ctx.state.report(
        "unknown-value",
        f"`{text.value}` is not {noun}",
        text.span,
        f'did you mean "{near[0]}"?' if near else "",
        hint=f"allowed are {few}"
        if few
        else f'a policy adds its own with `values {enum.name} {{"{text.value}"}}`',
    )
    return None


def _article(noun: str) -> str:
    return f"{'an' if noun[0] in 'aeiou' else 'a'} {noun}"


def licence_member(ctx: Context, text: t.Text) -> str | None:
    """The canonical expression a string stands for as a licence; None after a diagnostic."""
    try:
        canonical = licences.canonical(text.value)
    except licences.LicenceSyntaxError as problem:
        ctx.state.report("unknown-value", f"`{text.value}` is not a licence: {problem}", text.span)
        return None
    for parts in licences.alternatives(canonical):
        for part in parts:
            base = part.split(" WITH ")[
                0
            ]  # an exception makes a licence of its own, of any known one
            if licences.lookup(base) is None and not base.lower().startswith("licenseref-"):
                near = licences.nearest(part, 1)
                ctx.state.report(
                    "unknown-value",
                    f"`{part}` is not a licence that is known here",
                    text.span,
                    f'did you mean "{near[0]}"?' if near else "",
                    hint="a licence of your own is written `LicenseRef-…`",
                )
                return None
    return canonical


def literal(ctx: Context, text: t.Text, path: str, expected: Type | None) -> Typed | None:
    """A string literal as a node."""
    type_ = expected if isinstance(expected, Scalar | Enum) else STRING
    if isinstance(type_, Scalar) and type_ not in (STRING, HUB_ID, LICENCE):
        type_ = STRING
    value = text_value(ctx, text, type_)
    return None if value is None else ctx.constant(path, type_, value, text.span)


def literal_set(ctx: Context, tree: t.SetOf, path: str, element: Scalar | Enum) -> Typed | None:
    """A set of string literals as one constant."""
    members: set[str] = set()
    sound = True
    for item in tree.items:
        text = unwrap(item)
        assert isinstance(text, t.Text)
        if element == LICENCE:
            member = licence_member(ctx, text)
            value = None if member is None else frozenset({member})
        else:
            value = text_value(ctx, text, element)
        sound = sound and value is not None
        members |= value or frozenset()
    if not sound:
        return None
    return ctx.constant(path, SetOf(element), (frozenset(members), frozenset(members)), tree.span)
