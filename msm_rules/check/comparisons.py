"""Comparisons: which operator of the graph a comparison means, by the types of its two sides.

Owns the reading of sets of licences as quantifiers. What a fact can never be stands in `ranges`,
the joining of allow lists in `allow_lists`.
"""

from __future__ import annotations

from msm_rules.check.context import Context, Typed, described, mismatch
from msm_rules.check.literals import is_flexible, is_text
from msm_rules.check.quantifiers import over_licences
from msm_rules.check.ranges import in_range
from msm_rules.source import Span
from msm_rules.syntax import tree as t
from msm_rules.values.types import (
    BOOL,
    HUB_ID,
    LICENCE,
    NUMBER,
    STRING,
    Enum,
    SetOf,
    Type,
    is_ordered,
    is_word,
    spoken,
    written,
)

_ORDERED = {"<": "less", "<=": "less_equal", ">": "greater", ">=": "greater_equal", "==": "equal"}
_LICENCES = SetOf(LICENCE)


def compare(ctx: Context, expr: t.Binary, path: str) -> Typed | None:
    """The node of a comparison."""
    match expr.op:
        case "permits" | "requires" | "prohibits":
            return _terms(ctx, expr, path)
        case "matches":
            return _matches(ctx, expr, path)
        case "not in" | "!=":
            positive = "in" if expr.op == "not in" else "=="
            inner = compare(
                ctx,
                t.Binary(positive, expr.left, expr.right, expr.op_span, expr.span),  # type: ignore[arg-type]
                f"{path}.not",
            )
            return ctx.add(path, "not", [inner], BOOL, expr.span) if inner else None
        case _:
            sides = _sides(ctx, expr, path)
            return _compare(ctx, expr, *sides, path) if sides else None


def _sides(ctx: Context, expr: t.Binary, path: str) -> tuple[Typed, Typed] | None:
    """Both sides; a literal side takes the type that the other demands."""
    membership = expr.op == "in"
    if is_flexible(ctx, expr.left) and not is_flexible(ctx, expr.right):
        right = ctx.read(expr.right, f"{path}.right")
        wanted = right.type if right else None
        if membership:
            wanted = wanted.element if isinstance(wanted, SetOf) else None
        left = ctx.read(expr.left, f"{path}.left", wanted) if right else None
    else:
        left = ctx.read(expr.left, f"{path}.left")
        wanted = left.type if left else None
        if membership:
            wanted = SetOf(wanted) if left and is_word(left.type) else None  # type: ignore[arg-type]
        right = ctx.read(expr.right, f"{path}.right", wanted)
    return (left, right) if left and right else None


def _compare(ctx: Context, expr: t.Binary, left: Typed, right: Typed, path: str) -> Typed | None:
    match expr.op:
        case "in":
            return membership(ctx, left, right, path, expr.span)
        case "covers" | "within" | "overlaps":
            return _sets(ctx, expr, left, right, path)
        case "==" if isinstance(left.type, SetOf) and isinstance(right.type, SetOf):
            return _sets(ctx, expr, left, right, path)
    if expr.op == "==" and left.type == right.type == BOOL:
        return ctx.add(path, "equal_bools", [left, right], BOOL, expr.span)
    if expr.op == "==" and is_word(left.type) and is_word(right.type):
        return _equal_words(ctx, expr, left, right, path)
    if left.type != right.type or not is_ordered(left.type):
        _unlike(ctx, expr, left, right)
        return None
    if not in_range(ctx, _ORDERED[expr.op], left, right, expr.span):
        return None
    return ctx.add(path, _ORDERED[expr.op], [left, right], BOOL, expr.span)


def _unlike(ctx: Context, expr: t.Binary, left: Typed, right: Typed) -> None:
    if left.type == right.type:
        message = f"`{expr.op}` does not work with {spoken(left.type)}"
        mismatch(ctx, message, left, None, _order_hint(left.type))
        return
    message = f"{described(ctx, left)} is compared with {described(ctx, right)}"
    mismatch(ctx, message, right, left, _unlike_hint(ctx, left, right))


def _order_hint(type_: Type) -> str:
    if isinstance(type_, SetOf):
        return "sets are compared with `covers`, `within`, `overlaps` or `==`"
    return "only `==`, `!=` and `in` work with it"


def _unlike_hint(ctx: Context, left: Typed, right: Typed) -> str | None:
    for a, b in ((left, right), (right, left)):
        spec = ctx.fact_of(a)
        counts = spec is not None and spec.path in ("parameters", "active_parameters")
        if counts and written(b.type) == "bytes":
            return "the weights in memory are `model.memory.int4`, `.int8`, `.fp16` or `.fp32`"
        if isinstance(a.type, SetOf) and is_word(b.type):
            return 'whether a set has a member is written `"x" in S`'
        if a.type == NUMBER and is_ordered(b.type) and ctx.is_constant(a):
            units = {"bytes": "`24 GiB`", "duration": "`90 days`", "date": "`2026-01-31`"}
            return f"write the number with its unit, for example {units[written(b.type)]}"
    return None


# --- words and sets ----------------------------------------------------------------------------


def same_words(ctx: Context, left: Typed, right: Typed, path: str) -> tuple[Typed, Typed] | None:
    """Both sides as one kind of word: Hub ids and other strings meet with case ignored."""
    if left.type == right.type:
        return left, right
    plain, hub = STRING, HUB_ID
    if {left.type, right.type} in ({plain, hub}, {SetOf(plain), SetOf(hub)}):
        return _folded(ctx, left, f"{path}.left"), _folded(ctx, right, f"{path}.right")
    return None


def _folded(ctx: Context, x: Typed, path: str) -> Typed:
    if x.type == STRING:
        return ctx.add(f"{path}.folded", "fold", [x], HUB_ID, x.span)
    if x.type == SetOf(STRING):
        return ctx.add(f"{path}.folded", "fold_set", [x], SetOf(HUB_ID), x.span)
    return x


def _equal_words(
    ctx: Context, expr: t.Binary, left: Typed, right: Typed, path: str
) -> Typed | None:
    sides = same_words(ctx, left, right, path)
    if sides is None:
        _unlike(ctx, expr, left, right)
        return None
    left, right = sides
    if left.type == LICENCE:
        return ctx.add(path, "licence_equal", [left, right], BOOL, expr.span)
    for category, other in ((left, right), (right, left)):
        if ctx.builder.nodes[category.node].op == "category" and ctx.is_static(other):
            only = ctx.add(f"{path}.set", "make_set", [other], SetOf(_enum(other)), other.span)
            return membership(ctx, category, only, path, expr.span)
    return ctx.add(path, "equal_words", [left, right], BOOL, expr.span)


def _enum(x: Typed) -> Enum:
    assert isinstance(x.type, Enum)
    return x.type


def membership(ctx: Context, left: Typed, right: Typed, path: str, span: Span) -> Typed | None:
    """`x in S`."""
    if not isinstance(right.type, SetOf):
        mismatch(ctx, "`in` needs a set on its right", right)
        return None
    if not is_word(left.type):
        mismatch(ctx, f"a set of this kind does not hold {spoken(left.type)}", left, right)
        return None
    member = Typed(right.node, right.type.element, right.span)
    if left.type != right.type.element:
        if {left.type, right.type.element} != {STRING, HUB_ID}:
            mismatch(
                ctx, f"{described(ctx, left)} is never in {described(ctx, right)}", left, right
            )
            return None
        left = _folded(ctx, left, f"{path}.left")
        right = _folded(ctx, right, f"{path}.right")
    if member.type == LICENCE:
        return ctx.add(path, "licence_in", [left, right], BOOL, span)
    node = ctx.builder.nodes[left.node]
    if node.op == "category":
        licence = Typed(node.args[0], LICENCE, left.span)
        return ctx.add(path, "category_in", [licence, right], BOOL, span)
    return ctx.add(path, "in", [left, right], BOOL, span)


def _sets(ctx: Context, expr: t.Binary, left: Typed, right: Typed, path: str) -> Typed | None:
    """`covers`, `within`, `overlaps`, `==` of two sets; of licences they are quantifiers."""
    for side in (left, right):
        if not isinstance(side.type, SetOf):
            hint = 'whether a set has a member is written `"x" in S`'
            mismatch(ctx, f"`{expr.op}` needs a set on both sides", side, None, hint)
            return None
    sides = same_words(ctx, left, right, path)
    if sides is None:
        mismatch(ctx, "two sets of different kinds", right, left)
        return None
    left, right = sides
    if left.type != _LICENCES:
        op, args = {
            "covers": ("covers", [left, right]),
            "within": ("covers", [right, left]),
            "overlaps": ("overlaps", [left, right]),
            "==": ("equal_sets", [left, right]),
        }[expr.op]
        return ctx.add(path, op, args, BOOL, expr.span)
    span = expr.span
    match expr.op:
        case "within":
            return over_licences(ctx, "all", path, left, "licence_in", right, span)
        case "covers":
            return over_licences(ctx, "all", path, right, "licence_in", left, span)
        case "overlaps":
            return over_licences(ctx, "any", path, left, "licence_in", right, span)
    there = over_licences(ctx, "all", f"{path}.within", left, "licence_in", right, span)
    back = over_licences(ctx, "all", f"{path}.covers", right, "licence_in", left, span)
    return ctx.add(path, "and", [there, back], BOOL, span)


def _terms(ctx: Context, expr: t.Binary, path: str) -> Typed | None:
    left = ctx.read(expr.left, f"{path}.left", LICENCE)
    terms = ctx.state.vocabulary.enums["term"]
    if is_text(ctx, expr.right):
        one = ctx.read(expr.right, f"{path}.right.1", terms)
        right = (
            ctx.add(f"{path}.right", "make_set", [one], SetOf(terms), expr.right.span)
            if one
            else None
        )
    else:
        right = ctx.read(expr.right, f"{path}.right", SetOf(terms))
        if right is not None and right.type == terms:
            right = ctx.add(f"{path}.right.set", "make_set", [right], SetOf(terms), right.span)
    if left is None or right is None:
        return None
    if left.type not in (LICENCE, _LICENCES):
        mismatch(ctx, f"`{expr.op}` asks about a licence or a set of licences", left)
        return None
    if right.type != SetOf(terms):
        mismatch(ctx, f"`{expr.op}` needs licence terms on its right", right)
        return None
    if not ctx.is_static(right):
        ctx.state.report("not-constant", "licence terms are constants", right.span)
        return None
    if left.type == LICENCE:
        return ctx.add(path, expr.op, [left, right], BOOL, expr.span)
    kind = "all" if expr.op == "permits" else "any"
    return over_licences(ctx, kind, path, left, expr.op, right, expr.span)


def _matches(ctx: Context, expr: t.Binary, path: str) -> Typed | None:
    left = ctx.read(expr.left, f"{path}.left")
    right = ctx.read(
        expr.right, f"{path}.right", HUB_ID if left and left.type == HUB_ID else STRING
    )
    if left is None or right is None:
        return None
    if not is_word(left.type):
        mismatch(ctx, "`matches` compares a text with a pattern", left)
        return None
    if right.type not in (STRING, HUB_ID):
        mismatch(ctx, "the pattern of `matches` is a text", right)
        return None
    if not ctx.is_static(right):
        ctx.state.report("not-constant", "the pattern of `matches` is a constant", right.span)
        return None
    if left.type == LICENCE:
        return ctx.add(path, "licence_matches", [left, right], BOOL, expr.span)
    if left.type == HUB_ID:
        right = _folded(ctx, right, f"{path}.right")
    return ctx.add(path, "matches", [left, right], BOOL, expr.span)
