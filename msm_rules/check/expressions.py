"""Elaboration: from an expression of the tree to typed nodes of the graph.

Owns the walk and the names. `None` means that a diagnostic was reported already, and is passed on
without another. Comparisons, functions and facts have files of their own.
"""

from __future__ import annotations

from typing import assert_never

from msm_rules.check import calls, comparisons, fact_paths
from msm_rules.check.allow_lists import join_lists
from msm_rules.check.builder import Builder
from msm_rules.check.context import Context, Local, Step, Typed, mismatch, unwrap
from msm_rules.check.demands import condition, ordered
from msm_rules.check.literals import is_flexible, literal, literal_set
from msm_rules.check.names import define, named
from msm_rules.check.quantifiers import quantify
from msm_rules.check.type_names import type_of
from msm_rules.diagnostics import Label
from msm_rules.syntax import tree as t
from msm_rules.values.possible import FALSE, TRUE
from msm_rules.values.types import (
    BOOL,
    BYTES,
    DATE,
    DURATION,
    HUB_ID,
    LICENCE,
    NUMBER,
    STRING,
    Enum,
    MapOf,
    Scalar,
    SetOf,
    Type,
    is_ordered,
    is_word,
    spoken,
)

_UNITS = {"number": NUMBER, "bytes": BYTES, "duration": DURATION}


def elaborate(ctx: Context, expr: t.Expr, path: str, expected: Type | None = None) -> Typed | None:
    """The node of an expression; `path` is its id, `expected` the type literals may take."""
    match expr:
        case t.Paren(inner):
            found = elaborate(ctx, inner, path, expected)
            return found._replace(span=expr.span) if found else None
        case t.Number():
            return ctx.constant(path, _UNITS[expr.unit], (expr.value, expr.value), expr.span)
        case t.Date():
            day = float(expr.ordinal)
            return ctx.constant(path, DATE, (day, day), expr.span)
        case t.Bool():
            return ctx.constant(path, BOOL, TRUE if expr.value else FALSE, expr.span)
        case t.Text():
            return literal(ctx, expr, path, expected)
        case t.SetOf():
            return _set(ctx, expr, path, expected)
        case t.Name():
            return named(ctx, expr, path, expected)
        case t.Attribute():
            return fact_paths.attribute(ctx, expr, path, expected)
        case t.Index():
            return fact_paths.entry(ctx, expr, path)
        case t.Call():
            return _call(ctx, expr, path)
        case t.Unary():
            return _unary(ctx, expr, path)
        case t.Binary():
            return _binary(ctx, expr, path, expected)
        case t.Logical():
            return _logical(ctx, expr, path)
        case t.IfElse():
            return _if(ctx, expr, path, expected)
        case t.Quantifier():
            return _quantifier(ctx, expr, path)
        case t.Is():
            return calls.knowledge(ctx, expr, path)
        case t.Default():
            return calls.default(ctx, expr, path)
        case _:
            assert_never(expr)


# --- sets --------------------------------------------------------------------------------------


def _set(ctx: Context, expr: t.SetOf, path: str, expected: Type | None) -> Typed | None:
    element = expected.element if isinstance(expected, SetOf) else None
    if expected == LICENCE:  # `permits` asks a licence or a set of them
        element = LICENCE
    if is_flexible(ctx, expr) and all(isinstance(unwrap(i), t.Text) for i in expr.items):
        return literal_set(ctx, expr, path, element or STRING)
    items: list[Typed] = []
    for n, item in enumerate(expr.items, 1):
        if is_flexible(ctx, item):
            continue
        found = elaborate(ctx, item, f"{path}.{n}", element)
        if found is None:
            return None
        items.append(found)
    kind = items[0].type if items else element or STRING
    for n, item in enumerate(expr.items, 1):
        if is_flexible(ctx, item):
            found = elaborate(ctx, item, f"{path}.{n}", kind)
            if found is None:
                return None
            items.append(found)
    return _set_of(ctx, expr, path, items)


def _set_of(ctx: Context, expr: t.SetOf, path: str, items: list[Typed]) -> Typed | None:
    first = items[0]
    for item in items:
        if item.type != first.type:
            mismatch(ctx, "the members of a set are of one kind", item, first)
            return None
        if not is_word(item.type):
            mismatch(ctx, "a set holds texts, licences or words of a list", item)
            return None
        if not ctx.is_static(item):
            ctx.state.report(
                "not-constant",
                "a member of a set is a constant: a quoted value or a param",
                item.span,
                "this comes from the model",
            )
            return None
    element = first.type
    assert isinstance(element, Scalar | Enum)
    return ctx.add(path, "make_set", items, SetOf(element), expr.span)


# --- operators ---------------------------------------------------------------------------------


def _unary(ctx: Context, expr: t.Unary, path: str) -> Typed | None:
    if expr.op == "not":
        inner = condition(ctx, expr.operand, f"{path}.not", "`not`")
        return ctx.add(path, "not", [inner], BOOL, expr.span) if inner else None
    operand = ordered(ctx, expr.operand, f"{path}.operand", "`-`")
    if operand is None:
        return None
    if operand.type == DATE:
        mismatch(ctx, "a date has no sign", operand)
        return None
    return ctx.add(path, "negate", [operand], operand.type, expr.span)


def _binary(ctx: Context, expr: t.Binary, path: str, expected: Type | None) -> Typed | None:
    if expr.op not in ("+", "-", "*", "/"):
        return comparisons.compare(ctx, expr, path)
    left_type = expected if is_flexible(ctx, expr.left) else None
    right_type = expected if is_flexible(ctx, expr.right) else None
    if left_type is None and is_flexible(ctx, expr.left):
        right = elaborate(ctx, expr.right, f"{path}.right", right_type)
        left = elaborate(ctx, expr.left, f"{path}.left", right.type if right else None)
    else:
        left = elaborate(ctx, expr.left, f"{path}.left", left_type)
        right = elaborate(ctx, expr.right, f"{path}.right", left.type if left else right_type)
    if left is None or right is None:
        return None
    if isinstance(left.type, SetOf) and isinstance(right.type, SetOf) and expr.op in ("+", "-"):
        return _set_arithmetic(ctx, expr, left, right, path)
    result = arithmetic_type(expr.op, left.type, right.type)
    if result is None:
        mismatch(ctx, f"`{expr.op}` does not work with these two", right, left)
        return None
    ops = {"+": "add", "-": "subtract", "*": "multiply", "/": "divide"}
    return ctx.add(path, ops[expr.op], [left, right], result, expr.span)


def _set_arithmetic(
    ctx: Context, expr: t.Binary, left: Typed, right: Typed, path: str
) -> Typed | None:
    sides = comparisons.same_words(ctx, left, right, path)
    if sides is None:
        mismatch(ctx, "two sets of different kinds", right, left)
        return None
    minus = "licence_difference" if sides[0].type == SetOf(LICENCE) else "difference"
    op = "union" if expr.op == "+" else minus
    return ctx.add(path, op, list(sides), sides[0].type, expr.span)


def arithmetic_type(op: str, left: Type, right: Type) -> Type | None:
    """The type of `left op right`, None if there is none (language.md, Types)."""
    same = left == right
    match op:
        case "+":
            if left == DATE or right == DATE:
                return DATE if {left, right} == {DATE, DURATION} else None
            return left if same and is_ordered(left) else None
        case "-":
            if left == DATE:
                return DURATION if same else DATE if right == DURATION else None
            return left if same and is_ordered(left) else None
        case "*":
            if left == NUMBER and right in (NUMBER, BYTES, DURATION):
                return right
            return left if right == NUMBER and left in (BYTES, DURATION) else None
        case _:
            if right == NUMBER and left in (NUMBER, BYTES, DURATION):
                return left
            return NUMBER if same and left in (BYTES, DURATION) else None


def _logical(ctx: Context, expr: t.Logical, path: str) -> Typed | None:
    for operand in expr.operands:
        if isinstance(operand, t.Logical) and operand.op != expr.op:
            ctx.state.report(
                "mixed-and-or",
                "`and` stands beside `or`, and readers disagree about what that means",
                operand.op_span,
                f"`{operand.op}` here",
                (Label(expr.op_span, f"`{expr.op}` here"),),
                "put parentheses around the part that belongs together",
            )
            return None
    parts = join_lists(ctx, expr, path)
    if parts is None:
        return None
    return ctx.add(path, expr.op, parts, BOOL, expr.span) if len(parts) > 1 else parts[0]


def _if(ctx: Context, expr: t.IfElse, path: str, expected: Type | None) -> Typed | None:
    choice = condition(ctx, expr.condition, f"{path}.if", "`if`")
    if expected is None and is_flexible(ctx, expr.yes) and not is_flexible(ctx, expr.no):
        no = elaborate(ctx, expr.no, f"{path}.else")
        yes = elaborate(ctx, expr.yes, f"{path}.then", no.type if no else None)
    else:
        yes = elaborate(ctx, expr.yes, f"{path}.then", expected)
        no = elaborate(ctx, expr.no, f"{path}.else", yes.type if yes else expected)
    if choice is None or yes is None or no is None:
        return None
    if yes.type != no.type:
        mismatch(ctx, "the two outcomes of `if` are of different kinds", no, yes)
        return None
    return ctx.add(path, "if", [choice, yes, no], yes.type, expr.span)


# --- calls and quantifiers ---------------------------------------------------------------------


def _call(ctx: Context, expr: t.Call, path: str) -> Typed | None:
    found = define(ctx, expr.function)
    if found is None:
        return calls.builtin(ctx, expr, path)
    module, item = found
    step = Step("define", item.name.name, module.source.name, expr.function.span)
    if any((s.name, s.module) == (step.name, step.module) for s in ctx.stack):
        _recursion(ctx, step, item)
        return None
    arguments = _arguments(ctx, expr, item, path)
    if arguments is None or _too_many_calls(ctx, item):
        return None
    inside = ctx.at(module=module, locals=arguments, stack=(*ctx.stack, step))
    result = elaborate(inside, item.body, path)
    return result._replace(span=expr.span) if result else None


MAX_CALLS = 10_000
"""Calls of the policy's own functions, each of which is written out in the graph."""


def _too_many_calls(ctx: Context, item: t.Define) -> bool:
    """Functions that call each other twice and more grow without end; the first beyond is told."""
    number = next(ctx.state.calls)
    if number == MAX_CALLS:
        ctx.state.report(
            "unsupported-recursion",
            f"the functions of this policy are called more than {MAX_CALLS:,} times",
            item.name.span,
            "each call of this one makes further calls",
            hint="name a part with `let`, which is computed once",
        )
    return number >= MAX_CALLS


def _recursion(ctx: Context, step: Step, item: t.Define) -> None:
    start = next(
        i for i, s in enumerate(ctx.stack) if (s.name, s.module) == (step.name, step.module)
    )
    way = " → ".join([s.name for s in ctx.stack[start:]] + [step.name])
    ctx.state.report(
        "unsupported-recursion",
        f"`{step.name}` calls itself: {way}",
        item.name.span,
        "this function needs its own result",
        hint="a function may use other functions, but never itself",
    )


def _arguments(ctx: Context, expr: t.Call, item: t.Define, path: str) -> dict[str, Local] | None:
    if len(expr.arguments) != len(item.arguments):
        count = len(item.arguments)
        ctx.state.report(
            "type-mismatch",
            f"`{item.name.name}` takes {count} value{'' if count == 1 else 's'}, "
            f"and {len(expr.arguments)} are given",
            expr.span,
            others=(Label(item.name.span, "defined here"),),
        )
        return None
    found: dict[str, Local] = {}
    sound = True
    for wanted, given in zip(item.arguments, expr.arguments, strict=True):
        type_ = type_of(ctx.state, wanted.type)
        if isinstance(given, t.Range):
            ctx.state.report("type-mismatch", "a range is not a value", given.span)
            value = None
        else:
            value = elaborate(ctx, given, f"{path}.{wanted.name.name}", type_)
        if value is not None and type_ is not None and value.type != type_:
            mismatch(
                ctx,
                f"`{item.name.name}` expects {spoken(type_)} as `{wanted.name.name}`",
                value,
            )
            value = None
        sound = sound and value is not None and type_ is not None
        if value is not None:
            found[wanted.name.name] = Local(ctx.builder, value)
    return found if sound else None


def _quantifier(ctx: Context, expr: t.Quantifier, path: str) -> Typed | None:
    if calls.shadows(ctx, expr.variable):
        return None
    if not is_flexible(ctx, expr.domain):
        return _over(ctx, expr, path, None)
    return _over_literals(ctx, expr, path)


def _over_literals(ctx: Context, expr: t.Quantifier, path: str) -> Typed | None:
    """A quantifier over a set of literals, which takes the type that its body demands.

    That is the first with which nothing is wrong; if there is none, the one with which the fewest
    literals are wrong; where several have as few, plain text.
    """
    diagnostics = ctx.state.diagnostics
    before = len(diagnostics)
    elements: list[Scalar | Enum] = [STRING, HUB_ID, LICENCE, *ctx.state.vocabulary.enums.values()]
    misspelt: dict[int, list[Scalar | Enum]] = {}
    for element in elements:
        found = _over(ctx, expr, path, SetOf(element))
        wrong = [d.name for d in diagnostics[before:] if d.severity == "error"]
        if found is not None and not wrong:
            return found
        if set(wrong) == {"unknown-value"}:
            misspelt.setdefault(len(wrong), []).append(element)
        del diagnostics[before:]
    best = misspelt[min(misspelt)] if misspelt else []
    return _over(ctx, expr, path, SetOf(best[0] if len(best) == 1 else STRING))


def _over(ctx: Context, expr: t.Quantifier, path: str, wanted: Type | None) -> Typed | None:
    domain = elaborate(ctx, expr.domain, f"{path}.in", wanted)
    if domain is None:
        return None
    if isinstance(domain.type, MapOf) or not isinstance(domain.type, SetOf):
        mismatch(ctx, f"`{expr.kind} {expr.variable.name} in …` goes through a set", domain)
        return None
    member_type = domain.type.element
    body = Builder(outer=ctx.builder)
    member = body.add("member", "member", (), member_type)
    local = Local(body, Typed(member, member_type, expr.variable.span))
    inside = ctx.at(builder=body, locals={**ctx.locals, expr.variable.name: local})
    result = condition(inside, expr.body, "body", f"`{expr.kind}`")
    if result is None:
        return None
    return quantify(ctx, expr.kind, path, domain, body, result, expr.span)
