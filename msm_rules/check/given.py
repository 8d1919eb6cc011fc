"""The facts that a test gives: each value checked, and the `model` part of a facts document.

Owns which form of a value (exact, a range, `one of`, `at least`, `missing`) suits which kind of
fact.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import cast

from msm_rules.check.constants import Params, constant, is_one
from msm_rules.check.context import Context
from msm_rules.check.fact_paths import unknown_fact
from msm_rules.check.scope import taken
from msm_rules.facts import FactSpec, to_json
from msm_rules.facts.keys import entry_key, place, put
from msm_rules.facts.problems import IllFormed
from msm_rules.facts.reading import value_reader
from msm_rules.frozen import record
from msm_rules.source import Span
from msm_rules.syntax import tree as t
from msm_rules.values.possible import LINE, Interval, Members, Value
from msm_rules.values.types import MapOf, SetOf, Type, is_ordered, is_word, spoken

UNNAMED = "example/model"
"""The id of a model that a test does not name."""


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


@record
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
            case t.MissingValue(span):
                if self.spec.path == "id":
                    self._wrong("type-mismatch", "a model always has an `id`", span)
                return None
            case t.Range(lo, hi, span):
                form = self._between(lo, hi, span)
            case t.OneOfValue(members):
                form = self._one_of(members, value.span)
            case t.AtLeastValue(at_least, at_most):
                form = self._bounds(at_least, at_most, value.span)
            case _:
                form = self._exact(value)
        return form if form is not None and self._readable(form, value.span) else None

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
        natural, x = self.spec.natural or LINE, value[0]
        if not is_one(self.spec.value_type, value):
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

    def _forms(self) -> str | None:
        """How uncertainty about this fact is written."""
        type_ = self.spec.value_type
        if isinstance(type_, SetOf):
            return "a part of a set is given as `at least {…}` or `at least {…} at most {…}`"
        if is_ordered(type_):
            return "what is known roughly is given as a range: `low .. high`"
        return "one of several is given as `one of {…}`" if is_word(type_) else None

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
