"""Steps of a score that can never be reached.

A step is shadowed where its condition implies that of a step above it. What implies what is read
off the nodes: equal ones, parts of `and` and `or`, and one value compared with two constants.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import inf
from typing import NamedTuple, cast

from msm_rules.check.builder import Builder
from msm_rules.check.lints.linted import Linted
from msm_rules.diagnostics import Diagnostic, Label
from msm_rules.graph.nodes import Clause, Index, Node
from msm_rules.values.possible import TRUE, Interval, Members

_MIRRORED = {
    "less": "greater",
    "less_equal": "greater_equal",
    "greater": "less",
    "greater_equal": "less_equal",
    "equal": "equal",
}
_LISTS = {
    "in": "word",
    "equal_words": "word",
    "licence_in": "licence",
    "licence_equal": "licence",
    "category_in": "category",
    "covers": "covers",
}
_LISTS_OF_ONE = ("equal_words", "licence_equal")


def lint(linted: Linted) -> Iterator[Diagnostic]:
    """`shadowed-score` in the policy's own file."""
    implications: _Implications | None = None
    for rule in linted.rules:
        steps = [c for c in rule.clauses if c.kind == "score"]
        if len(steps) < 2 or rule.span.source is not linted.main.source:
            continue
        implications = implications or _Implications(linted.ctx.state.root)
        yield from _shadowed(implications, steps)


def _shadowed(implications: _Implications, steps: Sequence[Clause]) -> Iterator[Diagnostic]:
    for n, step in enumerate(steps):
        above = next((e for e in steps[:n] if implications.of_steps(step, e)), None)
        if above is not None:
            yield Diagnostic(
                "shadowed-score",
                "this step is never reached: wherever it holds, one above it holds too",
                step.span,
                others=(Label(above.span, "this one is taken first"),),
                hint="put the stricter condition first",
            )


class _Compared(NamedTuple):
    """One value (by its number) compared with a constant: the interval where it holds."""

    value: int
    low: tuple[float, bool]  # an end, and whether it is left out
    high: tuple[float, bool]


class _Listed(NamedTuple):
    """One value (by its number) asked for in a constant list."""

    kind: str
    value: int
    words: frozenset[str]


class _Implications:
    """Which conditions of a graph imply which; equal nodes have equal numbers."""

    def __init__(self, root: Builder) -> None:
        self._root = root
        known: dict[object, int] = {}
        self._numbers: list[int] = []
        for node in root.nodes:
            args = tuple(self._numbers[a] for a in node.args)
            meaning = (node.op, node.type, node.const, args, _body(node))
            self._numbers.append(known.setdefault(meaning, len(known)))

    def of_steps(self, step: Clause, above: Clause) -> bool:
        """Whether a step never comes first; one below a step without `if` is an error already."""
        if above.node is None:
            return False
        if self._root.constants.get(above.node) == TRUE:
            return True
        return step.node is not None and self._implies(step.node, above.node)

    def _implies(self, a: Index, b: Index) -> bool:
        if self._numbers[a] == self._numbers[b]:
            return True
        left, right = self._root.nodes[a], self._root.nodes[b]
        if left.op == "or":
            return all(self._implies(part, b) for part in left.args)
        if right.op == "and":
            return all(self._implies(a, part) for part in right.args)
        if left.op == "and" and any(self._implies(part, b) for part in left.args):
            return True
        if right.op == "or":
            return any(self._implies(a, part) for part in right.args)
        return self._narrower(left, right) or self._fewer(left, right)

    def _narrower(self, left: Node, right: Node) -> bool:
        """`x >= 100` implies `x >= 10`."""
        a, b = self._compared(left), self._compared(right)
        if a is None or b is None or a.value != b.value:
            return False
        (low, open_low), (high, open_high) = a.low, a.high
        above = low > b.low[0] or (low == b.low[0] and open_low >= b.low[1])
        below = high < b.high[0] or (high == b.high[0] and open_high >= b.high[1])
        return above and below

    def _compared(self, node: Node) -> _Compared | None:
        if node.op not in _MIRRORED:
            return None
        (value, other), op = node.args, node.op
        if value in self._root.constants:
            value, other, op = other, value, _MIRRORED[op]
        if other not in self._root.constants or value in self._root.constants:
            return None
        end = cast(Interval, self._root.constants[other])[0]
        low = (
            (end, op == "greater") if op in ("greater", "greater_equal", "equal") else (-inf, False)
        )
        high = (end, op == "less") if op in ("less", "less_equal", "equal") else (inf, False)
        return _Compared(self._numbers[value], low, high)

    def _fewer(self, left: Node, right: Node) -> bool:
        """`x in {"a"}` implies `x in {"a", "b"}`; of `covers` it is the other way round."""
        a, b = self._listed(left), self._listed(right)
        if a is None or b is None or a[:2] != b[:2]:
            return False
        return a.words >= b.words if a.kind == "covers" else a.words <= b.words

    def _listed(self, node: Node) -> _Listed | None:
        kind = _LISTS.get(node.op)
        if kind is None:
            return None
        value, other = node.args
        if value in self._root.constants:
            value, other = other, value
        words = self._root.constants.get(other)
        if node.op in _LISTS_OF_ONE:
            sure = isinstance(words, frozenset) and len(words) == 1
        else:
            sure = isinstance(words, tuple) and node.args[1] == other
        if not sure or value in self._root.constants:
            return None
        members = words if isinstance(words, frozenset) else cast(Members, words)[0]
        return _Listed(kind, self._numbers[value], members)


def _body(node: Node) -> object:
    """What a quantifier asks, without where it stands."""
    if node.body is None:
        return None
    asked = tuple((n.op, n.type, n.const, n.args, _body(n)) for n in node.body.nodes)
    return asked, node.body.result
