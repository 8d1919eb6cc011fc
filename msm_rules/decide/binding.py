"""Binding a policy to params and a day: everything that is the same for every model.

Owns the reading of params from outside, the checks that need their values, and the values of the
nodes that rest on no fact. What only a decision can find is raised as `PolicyError`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from typing import cast

from msm_rules.decide.interpret import evaluate
from msm_rules.decide.scales import scales
from msm_rules.diagnostics import Diagnostic, nearest
from msm_rules.diagnostics.error import PolicyError
from msm_rules.facts.forms import reader
from msm_rules.facts.problems import IllFormed, found
from msm_rules.facts.vocabulary import FactSpec
from msm_rules.frozen import record
from msm_rules.graph.nodes import Graph, Index, Param
from msm_rules.source import Span
from msm_rules.syntax.literals import is_number, number
from msm_rules.syntax.trouble import Unreadable
from msm_rules.values.intervals import unsound_scale
from msm_rules.values.possible import LINE, Interval, Value, is_exact
from msm_rules.values.scores import thousandths
from msm_rules.values.types import BYTES, DURATION, NUMBER, spoken

Naturals = Mapping[str, Value]


@record
class Binding:
    """The values that are the same for every model, and what they were made from.

    `given` are the names of the params that whoever runs the policy set.
    """

    static: Mapping[Index, Value]
    params: Mapping[str, Value]
    today: int
    given: frozenset[str]


def bind(graph: Graph, naturals: Naturals, params: Mapping[str, object], as_of: date) -> Binding:
    """Set the params and the day. Raises PolicyError: unset or unsound params, not in effect."""
    today = as_of.toordinal()
    problems = _not_in_effect(graph, today)
    given = _read_params(graph, params, problems)
    _raise(problems)
    static = _static(graph, naturals, given, today, problems)
    _raise(problems)
    values = {p.name: static[p.node] for p in graph.params}
    return Binding(static, values, today, frozenset(given))


def _raise(problems: list[Diagnostic]) -> None:
    if problems:
        raise PolicyError(tuple(problems))


def _not_in_effect(graph: Graph, today: int) -> list[Diagnostic]:
    found: list[Diagnostic] = []
    for period in graph.periods:
        early = period.start is not None and today < period.start
        if not early and (period.until is None or today <= period.until):
            continue
        edge = period.start if early else period.until
        word = "begins on" if early else "ended on"
        found.append(
            Diagnostic(
                "not-in-effect",
                f"`{period.policy}` is not in effect on {date.fromordinal(today)}: "
                f"it {word} {date.fromordinal(cast(int, edge))}",
                period.span,
                hint="decide with another day, or with a version of the policy for this day",
            )
        )
    return found


# --- params ------------------------------------------------------------------------------------


def _read_params(
    graph: Graph, params: Mapping[str, object], problems: list[Diagnostic]
) -> dict[str, Value]:
    known = {p.name: p for p in graph.params}
    given: dict[str, Value] = {}
    for name, raw in params.items():
        param = known.get(name)
        if param is None:
            near = nearest(str(name), known)
            problems.append(
                Diagnostic(
                    "unknown-name",
                    f"the policy has no param called `{name}`",
                    _whole(graph),
                    hint=f"did you mean `{near[0]}`?" if near else None,
                )
            )
            continue
        try:
            given[name] = read_param(param, raw)
        except (IllFormed, Unreadable) as problem:
            problems.append(
                Diagnostic("type-mismatch", f"the param `{name}`: {problem}", param.span)
            )
    problems.extend(
        Diagnostic(
            "missing-param",
            f"the param `{p.name}` has no value",
            p.span,
            hint=f"set it from outside (`--set {p.name}=…`), or give it a default",
        )
        for p in graph.params
        if p.default is None and p.name not in given and p.name not in params
    )
    return given


def _whole(graph: Graph) -> Span:
    """The head of the policy's file: where something is to be said of the policy as such."""
    source = graph.sources[0]
    return Span(source, 0, min(len(source.text), len(source.line(1))))


_UNITS = {"number": NUMBER, "bytes": BYTES, "duration": DURATION}


def read_param(param: Param, raw: object) -> Value:
    """A value from outside as a value of the param's type; text may have a unit: `"48 GiB"`.

    Raises IllFormed or Unreadable with words for people.
    """
    if isinstance(raw, str) and param.type in (NUMBER, BYTES, DURATION):
        value, unit = _written(param, raw)
        if _UNITS[unit] != param.type and (unit != "number" or param.type != NUMBER):
            raise IllFormed(f"expected {spoken(param.type)}, found {found(raw)}")
        return value, value
    read = reader(FactSpec(param.name, param.type, "", LINE))
    kept = read(raw)
    if kept is None or not is_exact(param.type, kept):
        raise IllFormed(f"expected {spoken(param.type)} that is known exactly")
    return kept


def _written(param: Param, raw: str) -> tuple[float, str]:
    """The value and unit of a number as people write one, with a sign where it is below zero."""
    text = raw.strip()
    bare = text.removeprefix("-")
    if not is_number(bare):
        raise IllFormed(f"expected {spoken(param.type)}, found {found(raw)}")
    value, unit = number(bare, param.span)
    return 0.0 - value if bare != text else value, unit


# --- values of static nodes --------------------------------------------------------------------


def _static(
    graph: Graph,
    naturals: Naturals,
    given: Mapping[str, Value],
    today: int,
    problems: list[Diagnostic],
) -> dict[Index, Value]:
    known = _params_and_day(graph, naturals, given, today)
    static = evaluate(graph, known, {}, naturals, wanted=lambda n: n.static)
    _check_ranges(graph, static, problems)
    _check_weights(graph, static, problems)
    _check_scales(graph, static, problems)
    blanks = [i for i, n in enumerate(graph.nodes) if n.op == "blank"]
    if blanks and not problems:
        at = {n.id: i for i, n in enumerate(graph.nodes)}
        empty = evaluate(graph, static, {}, naturals)
        for index in blanks:
            known[index] = empty[at[str(graph.nodes[index].const)]]
        static = evaluate(graph, known, {}, naturals, wanted=lambda n: n.static)
    return static


def _params_and_day(
    graph: Graph, naturals: Naturals, given: Mapping[str, Value], today: int
) -> dict[Index, Value]:
    """The leaves `param` and `today`; defaults may rest on other params, and come before them."""
    known: dict[Index, Value] = {}
    by_node = {p.node: p for p in graph.params}
    for index, node in enumerate(graph.nodes):
        if node.op == "today":
            known[index] = (float(today), float(today))
        elif node.op == "param":
            param = by_node[index]
            if param.name in given:
                known[index] = given[param.name]
            elif param.default is not None:
                needed = _needed(graph, param.default)
                part = evaluate(graph, known, {}, naturals, wanted=_among(graph, needed))
                known[index] = part[param.default]
    return known


def _needed(graph: Graph, index: Index) -> frozenset[Index]:
    todo, seen = [index], set()
    while todo:
        i = todo.pop()
        if i not in seen:
            seen.add(i)
            todo.extend(graph.nodes[i].args)
    return frozenset(seen)


def _among(graph: Graph, needed: frozenset[Index]) -> Callable[[object], bool]:
    nodes = {id(graph.nodes[i]) for i in needed}
    return lambda node: id(node) in nodes


def _check_ranges(graph: Graph, static: Mapping[Index, Value], problems: list[Diagnostic]) -> None:
    for param in graph.params:
        if param.lo is None or param.hi is None:
            continue
        lo, hi = (cast(Interval, static[i])[0] for i in (param.lo, param.hi))
        value = cast(Interval, static[param.node])[0]
        if not lo <= value <= hi:
            problems.append(
                Diagnostic(
                    "bad-range",
                    f"the value of the param `{param.name}` lies outside its range",
                    param.span,
                    f"{value:g} is not between {lo:g} and {hi:g}",
                )
            )


def _check_weights(graph: Graph, static: Mapping[Index, Value], problems: list[Diagnostic]) -> None:
    weights = [(r.weight, r.weight_span or r.span) for r in graph.rules if r.weight is not None]
    weights += [(t.weight, graph.nodes[t.weight].span or _whole(graph)) for t in graph.tiers]
    for index, span in weights:
        value = cast(Interval, static[index])[0]
        if thousandths(value) is None:
            problems.append(
                Diagnostic(
                    "bad-weight",
                    "a weight is a positive multiple of 0.001, up to 1,000,000, "
                    f"and with these params it is {value:g}",
                    span,
                )
            )


def _check_scales(graph: Graph, static: Mapping[Index, Value], problems: list[Diagnostic]) -> None:
    for node, lo, hi in scales(graph.nodes, static):
        problem = unsound_scale(lo, hi)
        if problem:
            span = node.span or _whole(graph)
            problems.append(Diagnostic("bad-range", f"{problem}, with these params", span))
