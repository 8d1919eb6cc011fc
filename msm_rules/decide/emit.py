"""Generated code, operator by operator: the lines that compute one node.

A table keyed by operator. What is hot is written out; the rest calls the operator's meaning. The
names of variables: `v3` a bool or the verdict, `l3 h3` the ends of an interval or score, `w3`
words, `a3 b3` a set.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msm_rules.graph.nodes import Graph, Index, Node
from msm_rules.values.operators import OPERATORS
from msm_rules.values.types import BOOL, SCORE, VERDICT, SetOf, Type, is_ordered

Lines = list[str]


def variables(type_: Type, index: Index) -> tuple[str, ...]:
    """The variables that hold a node of this type."""
    if type_ in (BOOL, VERDICT):
        return (f"v{index}",)
    if type_ == SCORE or is_ordered(type_):
        return f"l{index}", f"h{index}"
    return (f"a{index}", f"b{index}") if isinstance(type_, SetOf) else (f"w{index}",)


def as_value(type_: Type, index: Index) -> str:
    """An expression for the whole value of a node."""
    names = variables(type_, index)
    return names[0] if len(names) == 1 else f"({', '.join(names)})"


def _targets(graph: Graph, index: Index) -> str:
    return ", ".join(variables(graph.nodes[index].type, index))


def _compared(must: str, may: str) -> Callable[[Graph, Index, Node], Lines]:
    def lines(graph: Graph, i: Index, node: Node) -> Lines:
        a, b = node.args
        return [f"v{i} = 3 if {must.format(a=a, b=b)} else 1 if {may.format(a=a, b=b)} else 0"]

    return lines


def _joined(symbol: str) -> Callable[[Graph, Index, Node], Lines]:
    def lines(graph: Graph, i: Index, node: Node) -> Lines:
        return _in_parts(f"v{i}", symbol, [f"v{a}" for a in node.args])

    return lines


LONGEST = 50
"""Operands of one line, and steps of one ladder: Python reads longer ones by deep recursion."""


def _in_parts(target: str, symbol: str, terms: Lines) -> Lines:
    """The joining of any number of terms, in lines of bounded length."""
    parts = [f" {symbol} ".join(terms[n : n + LONGEST]) for n in range(0, len(terms), LONGEST)]
    return [f"{target} = {parts[0]}", *(f"{target} {symbol}= {part}" for part in parts[1:])]


def _written(*templates: str) -> Callable[[Graph, Index, Node], Lines]:
    """Lines with `{i}` the node and `{0}`, `{1}`, ... its arguments."""

    def lines(graph: Graph, i: Index, node: Node) -> Lines:
        return [t.format(*node.args, i=i) for t in templates]

    return lines


def _in(graph: Graph, i: Index, node: Node) -> Lines:
    """Membership; of a single constant word without building sets."""
    x, s = node.args
    word = graph.nodes[x]
    if word.op == "constant" and isinstance(word.const, frozenset) and len(word.const) == 1:
        return [f"v{i} = 3 if c{x} in a{s} else 1 if b{s} is None or c{x} in b{s} else 0"]
    whole = f"v{i} = 3 if w{x} <= a{s} else 1 if b{s} is None or not w{x}.isdisjoint(b{s}) else 0"
    return [f"if w{x} is None: v{i} = 1 if b{s} is None or b{s} else 0", f"else: {whole}"]


def _if(graph: Graph, i: Index, node: Node) -> Lines:
    condition, yes, no = node.args
    targets = variables(node.type, i)
    of_yes, of_no = variables(node.type, yes), variables(node.type, no)
    lines = [f"if v{condition} == 3: {'; '.join(map('{} = {}'.format, targets, of_yes))}"]
    lines.append(f"elif not v{condition}: {'; '.join(map('{} = {}'.format, targets, of_no))}")
    if node.type == BOOL:
        lines.append(f"else: v{i} = v{yes} if v{yes} == v{no} else 1")
    elif is_ordered(node.type):
        low = f"l{i} = l{yes} if l{yes} < l{no} else l{no}"
        lines.append(f"else: {low}; h{i} = h{yes} if h{yes} > h{no} else h{no}")
    else:
        values = f"{as_value(node.type, yes)}, {as_value(node.type, no)}"
        lines.append(f"else: {_targets(graph, i)} = hull(t{i}, {values})")
    return lines


def _scale(graph: Graph, i: Index, node: Node) -> Lines:
    """A scale whose ends are constants is written out; `d3` is the difference of its ends."""
    x, lo, hi = node.args
    ends = [graph.nodes[e] for e in (lo, hi)]
    if any(e.op != "constant" for e in ends):
        return _call(graph, i, node)
    rising = ends[0].const[0] < ends[1].const[0]  # type: ignore[index,operator]
    low, high = ("l", "h") if rising else ("h", "l")
    share = "0.0 if x <= 0.0 else 1.0 if x >= 1.0 else x"
    return [
        f"x = (l{x} - l{lo}) / d{i}",
        f"{low}{i} = {share}",
        f"if h{x} == l{x}: {high}{i} = {low}{i}",
        "else:",
        f" x = (h{x} - l{lo}) / d{i}",
        f" {high}{i} = {share}",
    ]


def ladder(graph: Graph, node: Node) -> tuple[list[Index], list[Index]] | None:
    """The conditions and values of a score in steps whose values are the same for every model.

    The last value stands where no condition holds. None where the score is no such ladder.
    """
    conditions: list[Index] = []
    values: list[Index] = []
    at = node.args[0]
    while graph.nodes[at].op == "if" and not graph.nodes[at].static:
        condition, value, at = graph.nodes[at].args
        conditions.append(condition)
        values.append(value)
    values.append(at)
    if not conditions or not all(graph.nodes[v].static for v in values):
        return None
    return conditions, values


def _score_of(graph: Graph, i: Index, node: Node) -> Lines:
    """A number as a score; of a ladder, the step that holds, and `f3` where that is uncertain."""
    steps = ladder(graph, node)
    if steps is not None:
        return _ladder(i, steps[0])
    (x,) = node.args
    if graph.nodes[x].op == "scale":  # lies between 0 and 1
        whole = "int({e} * 1e6 + 0.5)"
    else:
        whole = "0 if {e} <= 0.0 else 1000000 if {e} >= 1.0 else int({e} * 1e6 + 0.5)"
    return [
        f"l{i} = " + whole.format(e=f"l{x}"),
        f"h{i} = l{i} if h{x} == l{x} else " + whole.format(e=f"h{x}"),
    ]


def _ladder(i: Index, conditions: list[Index]) -> Lines:
    uncertain = f"l{i}, h{i} = f{i}({', '.join(f'v{c}' for c in conditions)})"
    if len(conditions) > LONGEST:
        return [uncertain]
    lines: Lines = []
    for n, condition in enumerate(conditions):
        lines.append(f"{'elif' if n else 'if'} v{condition} == 3: l{i}, h{i} = s{i}_{n}")
        lines.append(f"elif v{condition}: {uncertain}")
    lines.append(f"else: l{i}, h{i} = s{i}_{len(conditions)}")
    return lines


def _mean(graph: Graph, i: Index, node: Node) -> Lines:
    """Sums of whole numbers; `k3_0` is the weight of the first score, 0 where it takes no part."""
    scores = node.args[::3]
    low = _in_parts(f"l{i}", "+", [f"k{i}_{n} * l{s}" for n, s in enumerate(scores)])
    high = _in_parts(f"h{i}", "+", [f"k{i}_{n} * h{s}" for n, s in enumerate(scores)])
    rounded = [f"{end}{i} = (2 * {end}{i} + n{i}) // m{i}" for end in "lh"]
    return [*low, *high, *rounded]


def _call(graph: Graph, i: Index, node: Node) -> Lines:
    """A call of the operator's meaning, bound as `f3`."""
    values = ", ".join(as_value(graph.nodes[a].type, a) for a in node.args)
    return [f"{_targets(graph, i)} = f{i}({values})"]


def _subtract(graph: Graph, i: Index, node: Node) -> Lines:
    """Ends of the day and of facts are finite or open to one side, so only inf − inf is caught."""
    return [
        "l{i} = l{0} - h{1}; h{i} = h{0} - l{1}".format(*node.args, i=i),
        f"if l{i} != l{i}: l{i} = -inf",
        f"if h{i} != h{i}: h{i} = inf",
    ]


def _add(graph: Graph, i: Index, node: Node) -> Lines:
    return [
        "l{i} = l{0} + l{1}; h{i} = h{0} + h{1}".format(*node.args, i=i),
        f"if l{i} != l{i}: l{i} = -inf",
        f"if h{i} != h{i}: h{i} = inf",
    ]


def _log10(graph: Graph, i: Index, node: Node) -> Lines:
    (x,) = node.args
    return [f"l{i} = log10(l{x}); h{i} = l{i} if h{x} == l{x} else log10(h{x})"]


_WRITTEN: dict[str, Callable[[Graph, Index, Node], Lines]] = {
    "not": _written("v{i} = negated[v{0}]"),
    "and": _joined("&"),
    "or": _joined("|"),
    "waive": _joined("|"),
    "equal_bools": _written("v{i} = 1 if v{0} == 1 or v{1} == 1 else 3 if v{0} == v{1} else 0"),
    "less_equal": _compared("h{a} <= l{b}", "l{a} <= h{b}"),
    "less": _compared("h{a} < l{b}", "l{a} < h{b}"),
    "greater_equal": _compared("l{a} >= h{b}", "h{a} >= l{b}"),
    "greater": _compared("l{a} > h{b}", "h{a} > l{b}"),
    "add": _add,
    "subtract": _subtract,
    "log10": _log10,
    "scale": _scale,
    "in": _in,
    "covers": _written(
        "v{i} = 3 if b{1} is not None and b{1} <= a{0}"
        " else 1 if b{0} is None or a{1} <= b{0} else 0"
    ),
    "if": _if,
    "unknown_rejects": _written("v{i} = 3 if v{0} == 3 else 0"),
    "unknown_passes": _written("v{i} = 3 if v{0} else 0"),
    "prefer": _written(
        "if v{0} == 3: l{i} = h{i} = 1000000",
        "elif v{0}: l{i} = 0; h{i} = 1000000",
        "else: l{i} = h{i} = 0",
    ),
    "score_of": _score_of,
    "unknown_scores": _written(
        "if l{0} != h{0} and l{0} == l{1} and h{0} == h{1}: l{i} = l{2}; h{i} = h{2}",
        "else: l{i} = l{0}; h{i} = h{0}",
    ),
    "take_lower": _written("l{i} = h{i} = l{0}"),
    "take_upper": _written("l{i} = h{i} = h{0}"),
    "mean": _mean,
    "fraction": _written("l{i} = l{0} / 1e6; h{i} = h{0} / 1e6"),
    "verdict": _written(
        "v{i} = (1 if v{0} else 0) | (4 if v{0} != 3 and v{1} else 0) | (2 if v{2} else 0)"
    ),
}

EMIT: Mapping[str, Callable[[Graph, Index, Node], Lines]] = {
    name: _WRITTEN.get(name, _call) for name in OPERATORS
}


def is_call(graph: Graph, node: Node) -> bool:
    """Whether the code of a node calls the operator's meaning."""
    if node.op == "scale":
        return any(graph.nodes[e].op != "constant" for e in node.args[1:])
    return EMIT[node.op] is _call
