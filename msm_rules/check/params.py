"""Params: their nodes, defaults, ranges, and the values a policy gives them with `set`."""

from __future__ import annotations

from typing import cast

from msm_rules.check.builder import Builder
from msm_rules.check.context import Context, Typed, mismatch
from msm_rules.check.scope import Module
from msm_rules.check.type_names import type_of
from msm_rules.diagnostics import Label
from msm_rules.graph.nodes import Index, Param
from msm_rules.source import Span
from msm_rules.syntax import tree as t
from msm_rules.values.operators import OPERATORS
from msm_rules.values.possible import Value
from msm_rules.values.types import MapOf, Type, is_ordered, spoken


def qualified(module: Module, name: str) -> str:
    """The name under which a param is set: `gpu_memory`, or `licences.strict` in a library."""
    return f"{module.label}.{name}" if module.label else name


def param_node(ctx: Context, module: Module, item: t.Param) -> Typed | None:
    """The node of a param, made once."""
    state = ctx.state
    key = (module.source.name, item.name.name)
    if key in state.opened:
        _circle(ctx, item, state.opened[state.opened.index(key) :])
    elif key not in state.params:
        home = ctx.at(module=module, builder=state.root, locals={}, stack=(), in_decide=False)
        state.opened.append(key)
        state.params[key] = _build(home, module, item)
        state.opened.pop()
    return state.params.get(key)


def _circle(ctx: Context, item: t.Param, way: list[tuple[str, str]]) -> None:
    names = " → ".join([name for _, name in way] + [item.name.name])
    ctx.state.report(
        "cycle",
        f"the value of `{item.name.name}` needs its own value: {names}",
        item.name.span,
        "the way round starts here",
        hint="give one of these params a value that does not need the others",
    )


def _build(ctx: Context, module: Module, item: t.Param) -> Typed | None:
    state = ctx.state
    type_ = type_of(state, item.type)
    if type_ is None:
        return None
    if isinstance(type_, MapOf):
        state.report("type-mismatch", "a param is not a map", item.type.span)
        return None
    path = "param." + qualified(module, item.name.name)
    lo = hi = None
    if item.range is not None:
        if not is_ordered(type_):
            state.report("type-mismatch", f"{spoken(type_)} has no range", item.range.span)
            return None
        lo = _constant(ctx, item.range.lo, f"{path}.from", type_)
        hi = _constant(ctx, item.range.hi, f"{path}.to", type_)
    default = _default(ctx, module, item, path, type_)
    index = state.root.add(path, "param", (), type_, const=path[6:], span=item.name.span)
    state.param_rows[(module.source.name, item.name.name)] = Param(
        path[6:],
        index,
        type_,
        default.node if default else None,
        lo.node if lo else None,
        hi.node if hi else None,
        item.doc.value if item.doc else "",
        item.span,
    )
    _check_range(ctx, item, default, lo, hi)
    return Typed(index, type_, item.name.span)


def _default(ctx: Context, module: Module, item: t.Param, path: str, type_: Type) -> Typed | None:
    setting = ctx.state.settings.get((module.source.name, item.name.name))
    if setting is not None:
        return _constant(ctx.at(module=setting[0]), setting[1].value, f"{path}.set", type_)
    return _constant(ctx, item.default, f"{path}.default", type_) if item.default else None


def _constant(ctx: Context, expr: t.Expr, path: str, type_: Type) -> Typed | None:
    """A constant of the type: literals, params, arithmetic on them."""
    found = ctx.read(expr, path, type_)
    if found is None:
        return None
    if found.type != type_:
        mismatch(ctx, f"{spoken(type_)} is expected here", found)
        return None
    if not ctx.is_static(found) or rests_on(ctx.builder, found.node, "today"):
        not_constant(ctx, found.span)
        return None
    return found


def not_constant(ctx: Context, span: Span) -> None:
    """Report an expression that should be constant."""
    ctx.state.report(
        "not-constant",
        "a constant is expected here",
        span,
        "this differs from model to model or from day to day",
        hint="use a literal, a param, or arithmetic on these",
    )


def rests_on(builder: Builder, index: Index, op: str) -> bool:
    """Whether a node is, or has among what it rests on, a node of this operator."""
    todo, seen = [index], set()
    while todo:
        i = todo.pop()
        if i in seen:
            continue
        seen.add(i)
        node = builder.nodes[i]
        if node.op == op:
            return True
        todo.extend(node.args)
    return False


def default_value(ctx: Context, index: Index) -> Value:
    """The value of a static node with every param at its default; KeyError where one has none."""
    builder = ctx.state.root
    if index in builder.constants:
        return builder.constants[index]
    node = builder.nodes[index]
    if node.op == "param":
        row = next(p for p in ctx.state.param_rows.values() if p.node == index)
        if row.default is None:
            raise KeyError(node.id)
        return default_value(ctx, row.default)
    row_ = OPERATORS[node.op]
    if row_.kind != "plain":
        raise KeyError(node.id)
    leading = (builder.nodes[node.args[-1]].type,) if row_.typed else ()
    return row_.meaning(*leading, *(default_value(ctx, a) for a in node.args))  # type: ignore[no-any-return]


def _check_range(
    ctx: Context, item: t.Param, default: Typed | None, lo: Typed | None, hi: Typed | None
) -> None:
    if item.range is None or lo is None or hi is None:
        return
    low, high = _end(ctx, lo), _end(ctx, hi)
    if low is None or high is None:
        return
    if low > high:
        ctx.state.report("bad-range", "this range ends before it starts", item.range.span)
        return
    value = _end(ctx, default) if default else None
    if default is not None and value is not None and not low <= value <= high:
        ctx.state.report(
            "bad-range",
            f"the value of `{item.name.name}` lies outside its range",
            default.span,
            "this is outside",
            (Label(item.range.span, "of this range"),),
        )


def _end(ctx: Context, x: Typed) -> float | None:
    """The value of an ordered constant with params at their defaults, None where one has none."""
    try:
        value = default_value(ctx, x.node)
    except KeyError:
        return None
    assert isinstance(value, tuple)
    return cast(float, value[0])
