"""What a test gives: facts of a model and values of params, checked, in their JSON forms.

Owns which form of a value (exact, a range, `one of`, `at least`, `missing`) suits which kind of
fact. Values are constants; those that rest on params are taken with the params as the test sets
them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from math import isfinite
from typing import cast

from msm_rules.check.context import Context, Typed, described
from msm_rules.check.fact_paths import unknown_fact
from msm_rules.check.header import settable
from msm_rules.check.params import default_value, not_constant, rests_on
from msm_rules.check.scope import taken
from msm_rules.diagnostics import Label
from msm_rules.facts import FactSpec, to_json
from msm_rules.facts.keys import entry_key, place, put
from msm_rules.facts.problems import IllFormed
from msm_rules.facts.reading import value_reader
from msm_rules.graph.nodes import Index, Param
from msm_rules.source import Span
from msm_rules.syntax import tree as t
from msm_rules.values.possible import Interval, Members, Value, is_exact
from msm_rules.values.types import (
    BYTES,
    DATE,
    DURATION,
    HUB_ID,
    NUMBER,
    STRING,
    MapOf,
    SetOf,
    Type,
    is_ordered,
    is_word,
    spoken,
)

Params = Mapping[Index, Value]

UNNAMED = "example/model"
"""The id of a model that a test does not name."""

_UNITS = {BYTES: "`24 GiB`", DURATION: "`90 days`", DATE: "`2026-01-31`"}
_ALIKE = ({STRING, HUB_ID}, {SetOf(STRING), SetOf(HUB_ID)})


@dataclass(slots=True)
class Settings:
    """The params that a test sets: by name as JSON, and by node as values."""

    forms: dict[str, object] = field(default_factory=dict)
    values: dict[Index, Value] = field(default_factory=dict)


# --- constants ---------------------------------------------------------------------------------


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


# --- params ------------------------------------------------------------------------------------


def settings(ctx: Context, clauses: Iterable[t.With], path: str) -> Settings:
    """The params that a test sets with `with`."""
    found, first = Settings(), dict[str, Span]()
    for clause in clauses:
        key = settable(ctx.state, ctx.module, clause.target)
        row = ctx.state.param_rows.get(key) if key else None
        if row is None:
            continue
        span = clause.target.span
        if row.name in first:
            ctx.state.diagnostics.append(taken(row.name, span, first[row.name]))
        first.setdefault(row.name, span)
        value = constant(ctx, clause.value, f"{path}.with.{row.name}", row.type, row.name, {})
        if value is not None and _allowed(ctx, row, value, clause.value.span):
            found.values[row.node] = value
            found.forms[row.name] = to_json(row.type, value)
    return found


def _allowed(ctx: Context, row: Param, value: Value, span: Span) -> bool:
    if not is_exact(row.type, value):
        ctx.state.report("type-mismatch", f"`{row.name}` needs one exact value", span)
        return False
    if not is_ordered(row.type):
        return True
    x = cast(Interval, value)[0]
    ends = _end(ctx, row.lo), _end(ctx, row.hi)
    if not _is_day(row.type, x) or not all(e is None or s * x <= s * e for s, e in zip((-1, 1), ends)):
        ctx.state.report(
            "bad-range",
            f"this value of `{row.name}` lies outside its range",
            span,
            "this is outside",
            (Label(row.span, "the param is defined here"),),
        )
        return False
    return True


def _end(ctx: Context, index: Index | None) -> float | None:
    """One end of a param's range, where it is known."""
    try:
        return None if index is None else cast(Interval, default_value(ctx, index))[0]
    except KeyError:
        return None


# --- facts -------------------------------------------------------------------------------------


def facts(
    ctx: Context, clauses: Iterable[t.GivenFact], path: str, params: Params
) -> dict[str, object]:
    """The `model` part of a facts document that a test gives; facts in error are left out."""
    model: dict[str, object] = {"id": UNNAMED}
    first: dict[str, Span] = {}
    for given in clauses:
        spec = fact_named(ctx, given.fact)
        if spec is None:
            continue
        key = fact_key(given.fact)
        if key in first:
            ctx.state.diagnostics.append(taken(key, given.fact.span, first[key]))
            continue
        first[key] = given.fact.span
        form = _Reader(ctx, spec, key, f"{path}.given.{key}", params).form(given.value)
        if form is not None:
            put(model, place(key), form)
    return model


def fact_key(fact: t.FactPath) -> str:
    """The key of a fact as facts documents have it."""
    return fact.path if fact.key is None else entry_key(fact.path, fact.key.value)


def fact_named(ctx: Context, fact: t.FactPath) -> FactSpec | None:
    """The vocabulary's row of a fact as a test names it; None after a diagnostic."""
    spec = ctx.state.vocabulary.facts.get(fact.path)
    if spec is None:
        unknown_fact(ctx, fact.path, fact.span)
        return None
    is_map = isinstance(spec.type, MapOf)
    if is_map and fact.key is None:
        message, hint = "holds many results", f'name one of them: `{spec.path}["…"]`'
    elif not is_map and fact.key is not None:
        message, hint = "is one value and has no entries", f"write `{spec.path}` alone"
    else:
        return spec
    ctx.state.report("type-mismatch", f"`model.{spec.path}` {message}", fact.span, hint=hint)
    return None


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads the values that a test gives to one fact."""

    ctx: Context
    spec: FactSpec
    key: str
    path: str
    params: Params

    def form(self, value: t.GivenValue) -> object:
        """The JSON form of what is given; None where that is nothing, or after a diagnostic."""
        match value:
            case t.MissingValue():
                return self._missing(value)
            case t.Range(lo, hi, span):
                form = self._between(lo, hi, span)
            case t.OneOfValue(members):
                form = self._one_of(members, value.span)
            case t.AtLeastValue(at_least, at_most):
                form = self._bounds(at_least, at_most, value.span)
            case _:
                form = self._exact(value)
        return form if form is not None and self._readable(form, value.span) else None

    def _missing(self, value: t.MissingValue) -> None:
        if self.spec.path == "id":
            self._wrong("type-mismatch", "a model always has an `id`", value.span)

    def _wrong(self, name: str, message: str, span: Span, hint: str | None = None) -> None:
        self.ctx.state.report(name, message, span, hint=hint)

    def _constant(self, expr: t.Expr, type_: Type) -> Value | None:
        return constant(self.ctx, expr, self.path, type_, self.key, self.params)

    def _exact(self, expr: t.Expr) -> object:
        value = self._constant(expr, self.spec.value_type)
        if value is None:
            return None
        if is_ordered(self.spec.value_type):
            if not self._possible(cast(Interval, value), expr.span):
                return None
        elif isinstance(expr, t.Text):
            return expr.value  # as the author spelled it: ids keep their case
        return to_json(self.spec.value_type, value)

    def _between(self, low: t.Expr, high: t.Expr, span: Span) -> object:
        type_ = self.spec.value_type
        if not is_ordered(type_):
            message = f"`{self.key}` is {spoken(type_)}, which has no range"
            self._wrong("type-mismatch", message, span, self._forms())
            return None
        ends = [(e, self._constant(e, type_)) for e in (low, high)]
        sound = [v is not None and self._possible(cast(Interval, v), e.span) for e, v in ends]
        if not all(sound):
            return None
        lo, hi = (cast(Interval, v)[0] for _, v in ends)
        if lo > hi:
            self._wrong("bad-range", "this range ends before it starts", span)
            return None
        return to_json(type_, (lo, hi))

    def _possible(self, value: Interval, span: Span) -> bool:
        """Whether a number is one, and one that the fact can have."""
        natural, x = self.spec.natural or (-float("inf"), float("inf")), value[0]
        if x != value[1] or not isfinite(x) or not _is_day(self.spec.value_type, x):
            message = f"this is not {spoken(self.spec.value_type)} that a model can have"
            self._wrong("out-of-range", message, span)
            return False
        if natural[0] <= x <= natural[1]:
            return True
        share = natural == (0.0, 1.0)
        bounds = "between 0 and 1 (0% and 100%)" if share else "never below 0"
        hint = f"write {x:g}% for {x:g} per cent" if share and 1 < x <= 100 else None
        self._wrong("out-of-range", f"`{self.key}` is {bounds}", span, hint)
        return False

    def _one_of(self, members: t.SetOf, span: Span) -> object:
        type_ = self.spec.value_type
        if not is_word(type_):
            message = f"`{self.key}` is {spoken(type_)}, and `one of` gives one word of several"
            self._wrong("type-mismatch", message, span, self._forms())
            return None
        words = self._constant(members, SetOf(type_))  # type: ignore[arg-type]
        if words is None:
            return None
        listed = sorted(cast(Members, words)[0])
        if not listed:
            self._wrong("bad-range", "`one of` needs at least one value", span)
            return None
        return {"one_of": listed}

    def _bounds(self, at_least: t.SetOf, at_most: t.SetOf | None, span: Span) -> object:
        type_ = self.spec.value_type
        if not isinstance(type_, SetOf):
            message = f"`{self.key}` is {spoken(type_)}, and `at least` gives a part of a set"
            self._wrong("type-mismatch", message, span, self._forms())
            return None
        sets = [self._constant(s, type_) for s in (at_least, at_most) if s is not None]
        if None in sets:
            return None
        lower, *rest = (cast(Members, s)[0] for s in sets)
        upper = rest[0] if rest else None
        if upper is not None and (outside := sorted(lower - upper)):
            self._wrong("bad-range", f"`{outside[0]}` is in `at least` but not in `at most`", span)
            return None
        return to_json(type_, (lower, upper))

    def _forms(self) -> str:
        """How uncertainty about this fact is written."""
        type_ = self.spec.value_type
        if isinstance(type_, SetOf):
            return "a part of a set is given as `at least {…}` or `at least {…} at most {…}`"
        if is_ordered(type_):
            return "what is known roughly is given as a range: `low .. high`"
        return "one of several is given as `one of {…}`" if is_word(type_) else "or write `missing`"

    def _readable(self, form: object, span: Span) -> bool:
        """Whether facts may hold this: an empty licence chain, for one, they may not."""
        read = value_reader(self.ctx.state.vocabulary, self.key)
        assert read is not None
        try:
            read(form)
        except IllFormed as problem:
            self._wrong("out-of-range", f"`{self.key}`: {problem}", span)
            return False
        return True


def _is_day(type_: Type, x: float) -> bool:
    """Whether a number of this type can be written down: dates are whole days of the calendar."""
    return type_ != DATE or (x == x // 1 and 1 <= x <= date.max.toordinal())
