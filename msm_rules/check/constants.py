"""Constants that a test writes: read, checked against a type, and computed.

A constant may rest on params, and is then computed with the params as the test sets them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from math import isfinite

from msm_rules.check.context import Context, Typed, described
from msm_rules.check.params import default_value, not_constant, rests_on
from msm_rules.graph.nodes import Index
from msm_rules.syntax import tree as t
from msm_rules.values.possible import Interval, Value
from msm_rules.values.types import (
    BYTES,
    DATE,
    DURATION,
    HUB_ID,
    NUMBER,
    STRING,
    SetOf,
    Type,
    spoken,
)

Params = Mapping[Index, Value]
"""The params that a test sets, by node."""

_UNITS = {BYTES: "`24 GiB`", DURATION: "`90 days`", DATE: "`2026-01-31`"}
_ALIKE = ({STRING, HUB_ID}, {SetOf(STRING), SetOf(HUB_ID)})


def constant(
    ctx: Context, expr: t.Expr, path: str, type_: Type, name: str, params: Params
) -> Value | None:
    """The value of a constant of the type; None after a diagnostic. `name` is what has the type."""
    found = ctx.read(expr, path, type_)
    if found is None:
        return None
    if found.type != type_ and {found.type, type_} not in _ALIKE:
        ctx.state.report(
            "type-mismatch",
            f"`{name}` is {spoken(type_)}, and this is {described(ctx, found)}",
            found.span,
            f"this is {described(ctx, found)}",
            hint=_unlike_hint(found.type, type_),
        )
        return None
    if not ctx.is_static(found) or rests_on(ctx.builder, found.node, "today"):
        not_constant(ctx, found.span)
        return None
    return _value(ctx, found, params)


def _unlike_hint(found: Type, wanted: Type) -> str | None:
    if isinstance(wanted, SetOf) and found == wanted.element:
        return 'a set is written in braces, also with one member: `{"x"}`'
    if found == NUMBER and wanted in _UNITS:
        return f"write it with its unit, for example {_UNITS[wanted]}"
    return None


def _value(ctx: Context, found: Typed, params: Params) -> Value | None:
    if ctx.is_constant(found):
        return ctx.value_of(found)
    root = replace(ctx.state.root, constants={**ctx.state.root.constants, **params})
    try:
        return default_value(ctx.at(state=replace(ctx.state, root=root)), found.node)
    except KeyError as unset:
        name = str(unset.args[0])
        if name.startswith("param."):
            ctx.state.report(
                "missing-param",
                f"the param `{name.removeprefix('param.')}` has no value here",
                found.span,
                hint=f"set it in the test: `with {name.removeprefix('param.')} = …`",
            )
        else:
            not_constant(ctx, found.span)
        return None


def is_one(type_: Type, value: Interval) -> bool:
    """Whether a computed value is one finite number; of dates, a day of the calendar."""
    x = value[0]
    if x != value[1] or not isfinite(x):
        return False
    return type_ != DATE or (x.is_integer() and 1 <= x <= date.max.toordinal())
