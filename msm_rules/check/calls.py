"""Built-in functions, and the questions about knowledge: `is …`, `default`, `observed`."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from msm_rules.check.context import Context, Typed, described, mismatch
from msm_rules.check.demands import ordered
from msm_rules.check.names import unknown
from msm_rules.check.ranges import out_of_range
from msm_rules.check.scope import FUNCTIONS, symbol_span, taken
from msm_rules.facts.vocabulary import METHODS, FactSpec
from msm_rules.graph.nodes import FactRef
from msm_rules.source import Span
from msm_rules.syntax import tree as t
from msm_rules.values.intervals import unsound_scale
from msm_rules.values.possible import Interval
from msm_rules.values.types import (
    BOOL,
    DATE,
    DURATION,
    LICENCE,
    NUMBER,
    SetOf,
    Type,
    is_ordered,
    spoken,
)


def shadows(ctx: Context, word: t.Word) -> bool:
    """Report a variable that has the name of something else."""
    found = ctx.module.find(word.name)
    if found is not None:
        ctx.state.diagnostics.append(taken(word.name, word.span, symbol_span(found[1])))
    elif word.name in ctx.locals:
        first = ctx.locals[word.name].value.span
        ctx.state.diagnostics.append(taken(word.name, word.span, first))
    elif word.name in FUNCTIONS:
        ctx.state.report(
            "duplicate-name", f"`{word.name}` is the name of a built-in function", word.span
        )
    else:
        return False
    return True


def builtin(ctx: Context, expr: t.Call, path: str) -> Typed | None:
    """The node of a call of a built-in function."""
    name = expr.function.name if isinstance(expr.function, t.Name) else None
    if name not in _BUILTIN:
        _not_a_function(ctx, expr)
        return None
    least, most, build = _BUILTIN[name]
    if not least <= len(expr.arguments) <= most:
        wanted = "two or more values" if most > 2 else ("one value", "two values")[least - 1]
        ctx.state.report(
            "type-mismatch", f"`{name}` takes {wanted}, and {len(expr.arguments)} are given",
            expr.span,
        )  # fmt: skip
        return None
    for argument in expr.arguments:
        if isinstance(argument, t.Range) and name != "scale":
            ctx.state.report("type-mismatch", "a range stands only in `scale`", argument.span)
            return None
    return build(ctx, expr, path)


def _not_a_function(ctx: Context, expr: t.Call) -> None:
    match expr.function:
        case t.Name(name, span):
            found = ctx.module.find(name)
            if found is None and name not in ctx.locals:
                unknown(ctx, name, span)
            elif found is None or not isinstance(found[1], t.Broken):
                ctx.state.report("type-mismatch", f"`{name}` is not a function", span)
        case t.Attribute(_, word, span):
            base = expr.function.value
            if isinstance(base, t.Name) and base.name in ctx.module.uses:
                symbol = ctx.module.uses[base.name].symbols.get(word.name)
                if isinstance(symbol, t.Broken):
                    return
                if symbol is None:
                    ctx.state.report(
                        "unknown-name",
                        f"the library `{base.name}` has nothing called `{word.name}`",
                        word.span,
                    )
                    return
            ctx.state.report("type-mismatch", f"`{span.text}` is not a function", span)


def _argument(expr: t.Call, n: int) -> t.Expr:
    return cast(t.Expr, expr.arguments[n])


def _age(ctx: Context, expr: t.Call, path: str) -> Typed | None:
    day = ordered(ctx, _argument(expr, 0), f"{path}.1", "`age`", DATE)
    if day is None:
        return None
    root = ctx.state.root
    today = Typed(ctx.bring(root, root.leaf("today", "today", DATE)), DATE, expr.span)
    return ctx.add(path, "subtract", [today, day], DURATION, expr.span)


def _end(ctx: Context, expr: t.Call, path: str) -> Typed | None:
    name = cast(t.Name, expr.function).name
    value = ctx.read(_argument(expr, 0), f"{path}.1")
    if value is None:
        return None
    if not is_ordered(value.type) and not isinstance(value.type, SetOf):
        mismatch(ctx, f"`{name}` needs something ordered, or a set", value)
        return None
    return ctx.add(path, name, [value], value.type, expr.span)


def _observed(ctx: Context, expr: t.Call, path: str) -> Typed | None:
    fact = fact_argument(ctx, _argument(expr, 0), f"{path}.1", "`observed`")
    return None if fact is None else _about(ctx, "observed", fact, DATE, expr.span)


def _log10(ctx: Context, expr: t.Call, path: str) -> Typed | None:
    value = ordered(ctx, _argument(expr, 0), f"{path}.1", "`log10`", NUMBER)
    return ctx.add(path, "log10", [value], NUMBER, expr.span) if value else None


def _abs(ctx: Context, expr: t.Call, path: str) -> Typed | None:
    value = ordered(ctx, _argument(expr, 0), f"{path}.1", "`abs`")
    if value is not None and value.type == DATE:
        mismatch(ctx, "a date has no sign", value)
        return None
    return ctx.add(path, "abs", [value], value.type, expr.span) if value else None


def _least_or_greatest(ctx: Context, expr: t.Call, path: str) -> Typed | None:
    name = cast(t.Name, expr.function).name
    values = [
        ordered(ctx, cast(t.Expr, a), f"{path}.{n}", f"`{name}`")
        for n, a in enumerate(expr.arguments, 1)
    ]
    if any(v is None for v in values):
        return None
    found = cast(list[Typed], values)
    for value in found[1:]:
        if value.type != found[0].type:
            mismatch(ctx, f"`{name}` compares values of one kind", value, found[0])
            return None
    return ctx.add(path, name, found, found[0].type, expr.span)


def _size(ctx: Context, expr: t.Call, path: str) -> Typed | None:
    value = ctx.read(_argument(expr, 0), f"{path}.1")
    if value is None:
        return None
    if not isinstance(value.type, SetOf):
        mismatch(ctx, "`size` counts the members of a set", value)
        return None
    op = "licence_size" if value.type.element == LICENCE else "size"
    return ctx.add(path, op, [value], NUMBER, expr.span)


def _scale(ctx: Context, expr: t.Call, path: str) -> Typed | None:
    span_of = expr.arguments[1]
    if not isinstance(span_of, t.Range) or isinstance(expr.arguments[0], t.Range):
        ctx.state.report(
            "type-mismatch",
            "`scale` takes a value and a range",
            expr.span,
            hint="for example `scale(model.likes, 10 .. 1000)`",
        )
        return None
    value = ordered(ctx, _argument(expr, 0), f"{path}.1", "`scale`")
    if value is None:
        return None
    ends = [
        ordered(ctx, e, f"{path}.{side}", "this end of the range", value.type)
        for side, e in (("from", span_of.lo), ("to", span_of.hi))
    ]
    if ends[0] is None or ends[1] is None:
        return None
    for end in (ends[0], ends[1]):
        if not ctx.is_static(end):
            ctx.state.report(
                "not-constant", "an end of `scale` is a constant", end.span,
                "this comes from the model",
            )  # fmt: skip
            return None
    if not _sound_ends(ctx, value, ends[0], ends[1], span_of.span):
        return None
    return ctx.add(path, "scale", [value, ends[0], ends[1]], NUMBER, expr.span)


def _sound_ends(ctx: Context, value: Typed, lo: Typed, hi: Typed, span: Span) -> bool:
    spec = ctx.fact_of(value)
    for end in (lo, hi):
        if spec is not None and spec.natural is not None and ctx.is_constant(end):
            at = cast(Interval, ctx.value_of(end))[0]
            if not spec.natural[0] <= at <= spec.natural[1]:
                out_of_range(ctx, spec.path, spec.natural, at, end.span, value.span)
                return False
    if ctx.is_constant(lo) and ctx.is_constant(hi):
        problem = unsound_scale(cast(Interval, ctx.value_of(lo)), cast(Interval, ctx.value_of(hi)))
        if problem:
            ctx.state.report("bad-range", problem, span)
            return False
    return True


_Build = Callable[[Context, t.Call, str], Typed | None]
_BUILTIN: dict[str, tuple[int, int, _Build]] = {
    "age": (1, 1, _age),
    "low_end": (1, 1, _end),
    "high_end": (1, 1, _end),
    "observed": (1, 1, _observed),
    "log10": (1, 1, _log10),
    "abs": (1, 1, _abs),
    "min": (2, 1000, _least_or_greatest),
    "max": (2, 1000, _least_or_greatest),
    "size": (1, 1, _size),
    "scale": (2, 2, _scale),
}


# --- knowledge ---------------------------------------------------------------------------------


def fact_argument(ctx: Context, expr: t.Expr, path: str, where: str) -> Typed | None:
    """The leaf of an expression that must be a fact itself."""
    found = ctx.read(expr, path)
    if found is None or ctx.fact_of(found) is not None:
        return found
    ctx.state.report(
        "type-mismatch",
        f"{where} asks about a fact of the model, and this is something else",
        found.span,
        f"this is {described(ctx, found)}, but not a fact",
        hint='facts are written like `model.license` or `model.benchmarks["medqa"]`',
    )
    return None


def _spec(ctx: Context, fact: Typed) -> FactSpec:
    spec = ctx.fact_of(fact)
    assert spec is not None
    return spec


def _about(ctx: Context, op: str, fact: Typed, type_: Type, span: Span) -> Typed:
    """The leaf that says how, or when, a fact is known."""
    root, node = ctx.state.root, ctx.origin(fact)
    assert isinstance(node.const, FactRef)
    id = f"{op}({node.id})"
    found = root.by_id.get(id)
    if found is None:
        found = root.add(id, op, node.args, type_, const=node.const, span=span)
    return Typed(ctx.bring(root, found), type_, span)


def _natural(ctx: Context, fact: Typed) -> Typed:
    """The constant that stands for a fact of which nothing is known."""
    spec, root = _spec(ctx, fact), ctx.state.root
    index = root.leaf(f"natural({spec.path})", "constant", spec.value_type, spec.missing)
    return Typed(ctx.bring(root, index), spec.value_type, fact.span)


def knowledge(ctx: Context, expr: t.Is, path: str) -> Typed | None:
    """The node of `F is missing`, `F is known`, `F is exact`, `F is measured`, ..."""
    fact = fact_argument(ctx, expr.fact, f"{path}.fact", f"`is {expr.what}`")
    if fact is None:
        return None
    if expr.what in METHODS:
        method = ctx.state.vocabulary.enums["method"]
        how = _about(ctx, "method", fact, method, expr.span)
        kind = ctx.constant(f"{path}.kind", method, frozenset({expr.what}), expr.what_span)
        return ctx.add(path, "equal_words", [how, kind], BOOL, expr.span)
    if expr.what == "exact":
        return ctx.add(path, "is_exact", [fact], BOOL, expr.span)
    natural = _natural(ctx, fact)
    if expr.what == "missing":
        return ctx.add(path, "is_missing", [fact, natural], BOOL, expr.span)
    missing = ctx.add(f"{path}.not", "is_missing", [fact, natural], BOOL, expr.span)
    return ctx.add(path, "not", [missing], BOOL, expr.span)


def default(ctx: Context, expr: t.Default, path: str) -> Typed | None:
    """The node of `F default b`."""
    fact = fact_argument(ctx, expr.fact, f"{path}.fact", "`default`")
    if fact is None:
        return None
    fallback = ctx.read(expr.fallback, f"{path}.default", fact.type)
    if fallback is None:
        return None
    if fallback.type != fact.type:
        mismatch(ctx, f"`default` needs {spoken(fact.type)} here", fallback, fact)
        return None
    if ctx.fact_of(fallback) is None and not ctx.is_static(fallback):
        ctx.state.report(
            "not-constant", "what stands in by `default` is a fact or a constant", fallback.span
        )
        return None
    args = [fact, _natural(ctx, fact), fallback]
    return ctx.add(path, "default", args, fact.type, expr.span)
