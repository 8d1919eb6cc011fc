"""Compiling: the graph as straight-line Python that returns the flat trace of one decision.

The generated text is made of numbers of nodes and the templates of `emit` alone; names of facts,
constants and params reach it as bound variables, so no text of a policy is ever executed.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from math import gcd, inf
from types import CodeType
from typing import Any

from msm_rules.decide.binding import Binding, Naturals
from msm_rules.decide.emit import EMIT, is_call, ladder, variables
from msm_rules.decide.interpret import apply, leaf_key, leaf_missing
from msm_rules.decide.layout import Layout, Trace, layout
from msm_rules.facts.vocabulary import Vocabulary
from msm_rules.frozen import record
from msm_rules.graph.nodes import FactRef, Graph, Index, Node
from msm_rules.values.intervals import log10_of
from msm_rules.values.operators import OPERATORS, choose
from msm_rules.values.possible import Interval, Score, Value, hull
from msm_rules.values.scores import score_of, thousandths
from msm_rules.values.types import NUMBER, SetOf

Run = Callable[[Callable[..., Any]], Trace]
"""From the `get` of a model's values to the trace."""

MEMO = 4096
"""How many results of one licence question are kept: licences recur from model to model."""


@record
class Program:
    """A policy ready to be bound: its graph, the layout of its traces, and the generated code."""

    graph: Graph
    layout: Layout
    naturals: Naturals
    code: CodeType


def compile_graph(graph: Graph, vocabulary: Vocabulary) -> Program:
    """Generate the code of a policy."""
    shape = layout(graph)
    used = {n.const.path for n in graph.nodes if isinstance(n.const, FactRef)}
    naturals = {path: vocabulary.facts[path].missing for path in used}
    text = source_of(graph, shape)
    return Program(graph, shape, naturals, compile(text, "<generated from a policy>", "exec"))


def source_of(graph: Graph, shape: Layout) -> str:
    """The generated text: `make` takes the bound variables and returns `run`."""
    body: list[str] = []
    needed = _needed(graph, shape)
    for index, node in enumerate(graph.nodes):
        place = shape.places[index]
        if index not in needed:
            continue
        if place == "leaf":
            body.append(f"{', '.join(variables(node.type, index))} = get(q{index}, z{index})")
        elif place != "static":
            body += _lines(graph, index, node)
    body.append(f"return {_packed(graph, shape)}")
    inputs = sorted(_variables(graph, shape))
    lines = ["def make(given):"]
    lines += [f" {name} = given[{name!r}]" for name in inputs]
    lines.append(" def run(get):")
    lines += [f"  {line}" for line in body]
    lines.append(" return run")
    return "\n".join(lines) + "\n"


def _needed(graph: Graph, shape: Layout) -> frozenset[Index]:
    """The nodes whose values the trace, or the code of other nodes, needs.

    The steps of a ladder are computed as one, so the choices inside it need no code of their own.
    """
    needed: set[Index] = {graph.verdict}
    for index in range(len(graph.nodes) - 1, -1, -1):
        node = graph.nodes[index]
        if shape.places[index] in ("bool", "score", "ordered", "object"):
            needed.add(index)
        if index in needed:
            steps = ladder(graph, node) if node.op == "score_of" else None
            needed.update(node.args if steps is None else (*steps[0], *steps[1]))
    return frozenset(needed)


def _lines(graph: Graph, index: Index, node: Node) -> list[str]:
    if not is_call(graph, node):
        return EMIT[node.op](graph, index, node)
    targets = ", ".join(variables(node.type, index))
    return [f"{targets} = f{index}({', '.join(_values(graph, node))})"]


def _values(graph: Graph, node: Node) -> list[str]:
    """The arguments of a call: only those that differ from model to model."""
    found: list[str] = []
    for a in dict.fromkeys(node.args):
        if not graph.nodes[a].static:
            names = variables(graph.nodes[a].type, a)
            found.append(names[0] if len(names) == 1 else f"({', '.join(names)})")
    return found


def _packed(graph: Graph, shape: Layout) -> str:
    fields = [f"{end}{i}" for i in shape.ordered for end in "lh"]
    fields += [f"{end}{i}" for i in shape.scores for end in "lh"]
    for start in range(0, len(shape.bools), 4):
        four = shape.bools[start : start + 4]
        fields.append(" | ".join(f"v{i} << {2 * n}" if n else f"v{i}" for n, i in enumerate(four)))
    fields.append(f"v{graph.verdict}")
    packed = f"pack({', '.join(fields)})"
    if not shape.objects:
        return packed
    objects = [
        f"(a{i}, b{i})" if isinstance(graph.nodes[i].type, SetOf) else f"w{i}"
        for i in shape.objects
    ]
    return f"({packed}, {', '.join(objects)})"


def _variables(graph: Graph, shape: Layout) -> set[str]:
    """The names that `make` is given."""
    names = {"pack", "negated", "hull", "inf", "log10", f"v{graph.verdict}"}
    needed = _needed(graph, shape)
    for index, node in enumerate(graph.nodes):
        place = shape.places[index]
        if place == "static":
            if index in needed:
                names |= {*variables(node.type, index), f"c{index}"}
            continue
        if index not in needed:
            continue
        if place == "leaf":
            names |= {f"q{index}", f"z{index}"}
        elif is_call(graph, node):
            names.add(f"f{index}")
        elif node.op == "mean":
            names |= {f"n{index}", f"m{index}"}
            names |= {f"k{index}_{n}" for n in range(len(node.args) // 3)}
        elif node.op == "scale":
            names.add(f"d{index}")
        elif node.op == "if":
            names.add(f"t{index}")
        elif node.op == "score_of" and (steps := ladder(graph, node)) is not None:
            names |= {f"f{index}", *(f"s{index}_{n}" for n in range(len(steps[1])))}
    if not graph.nodes[graph.verdict].static:
        names.discard(f"v{graph.verdict}")
    return names


# --- binding -----------------------------------------------------------------------------------


def bound_run(program: Program, binding: Binding) -> Run:
    """The function that decides, for these params on this day."""
    graph, shape, static = program.graph, program.layout, binding.static
    given: dict[str, Any] = {
        "pack": shape.struct.pack,
        "negated": (3, 1, 1, 0),
        "hull": hull,
        "inf": inf,
        "log10": log10_of,
    }
    for index, node in enumerate(graph.nodes):
        place = shape.places[index]
        if place == "static":
            given |= _static_variables(node, index, static[index])
        elif place == "leaf":
            given[f"q{index}"] = leaf_key(node, [static[a] for a in node.args])
            given[f"z{index}"] = leaf_missing(node, program.naturals)
        else:
            given |= _operands(graph, node, index, static)
    space: dict[str, Any] = {}
    exec(program.code, space)
    run: Run = space["make"](given)
    return run


def _static_variables(node: Node, index: Index, value: Value) -> dict[str, Any]:
    names = variables(node.type, index)
    whole = isinstance(value, frozenset) and len(value) == 1
    found: dict[str, Any] = {f"c{index}": next(iter(value)) if whole else None}  # type: ignore[arg-type]
    if len(names) == 1:
        found[names[0]] = value
    else:
        found |= dict(zip(names, value, strict=True))  # type: ignore[arg-type]
    return found


def _operands(
    graph: Graph, node: Node, index: Index, static: Mapping[Index, Value]
) -> dict[str, Any]:
    if node.op == "mean":
        return _weights(node, index, static)
    if node.op == "if":
        return {f"t{index}": node.type}
    if is_call(graph, node):
        return {f"f{index}": _function(graph, node, static)}
    if node.op == "score_of":
        return _steps(graph, node, index, static)
    if node.op == "scale":
        lo, hi = static[node.args[1]], static[node.args[2]]
        return {f"d{index}": hi[0] - lo[0]}  # type: ignore[index,operator]
    return {}


def _weights(node: Node, index: Index, static: Mapping[Index, Value]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    total = 0
    for n, (weight, takes) in enumerate(zip(node.args[1::3], node.args[2::3], strict=True)):
        steps = thousandths(static[weight][0]) or 0  # type: ignore[index,arg-type]
        found[f"k{index}_{n}"] = share = steps if static[takes] == 3 else 0
        total += share
    common = gcd(*found.values())  # dividing all weights by it changes no mean
    if common > 1:
        found = {name: share // common for name, share in found.items()}
        total //= common
    return found | {f"n{index}": total, f"m{index}": 2 * total or 1}


def _steps(graph: Graph, node: Node, index: Index, static: Mapping[Index, Value]) -> dict[str, Any]:
    """The scores of a ladder's steps, and the function for uncertain conditions."""
    steps = ladder(graph, node)
    if steps is None:
        return {}
    values: list[Interval] = [static[v] for v in steps[1]]  # type: ignore[misc]

    def of(*conditions: int) -> Score:
        lo, hi = values[-1]
        for condition, value in zip(reversed(conditions), reversed(values[:-1]), strict=True):
            lo, hi = choose(NUMBER, condition, value, (lo, hi))  # type: ignore[misc,assignment]
        return score_of((lo, hi))

    found: dict[str, Any] = {f"s{index}_{n}": score_of(v) for n, v in enumerate(values)}
    return found | {f"f{index}": lru_cache(maxsize=MEMO)(of)}


def _function(graph: Graph, node: Node, static: Mapping[Index, Value]) -> Callable[..., Any]:
    """The meaning of an operator with what is static bound; licence questions are remembered."""
    changing = [a for a in dict.fromkeys(node.args) if not graph.nodes[a].static]
    types = [graph.nodes[a].type for a in node.args]

    def of(*values: Value) -> Value:
        at = dict(zip(changing, values, strict=True))
        args = [at[a] if a in at else static[a] for a in node.args]
        return apply(node, args, types, pending=False)

    row = OPERATORS[node.op]
    if row.kind == "quantifier" or row.recurring:
        return lru_cache(maxsize=MEMO)(of)
    if (
        row.kind == "plain"
        and not row.typed
        and len(changing) == len(node.args) == len(set(node.args))
    ):
        return row.meaning
    return of
