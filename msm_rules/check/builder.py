"""Building the graph: nodes are appended once their arguments are there.

Owns numbering, ids, sharing of leaves, and what is already known of a node while checking: whether
it rests on a fact (`static`) and, if it rests on constants alone, its value.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from msm_rules.graph.nodes import Body, FactRef, Index, Node
from msm_rules.source import Span
from msm_rules.values.operators import OPERATORS
from msm_rules.values.possible import Value
from msm_rules.values.types import Type

STATIC_LEAVES = frozenset({"constant", "param", "today", "blank"})
FACT_LEAVES = frozenset({"fact", "method", "observed"})
"""Leaves that rest on a fact although their only argument, the name of an entry, does not."""


@dataclass(slots=True)
class Builder:
    """The nodes so far.

    `outer` is the builder around a quantifier's body, `captures` what it takes from there.
    """

    outer: Builder | None = None
    nodes: list[Node] = field(default_factory=list)
    by_id: dict[str, Index] = field(default_factory=dict)
    constants: dict[Index, Value] = field(default_factory=dict)
    captures: list[Index] = field(default_factory=list)

    def add(
        self,
        id: str,
        op: str,
        args: Sequence[Index],
        type: Type,
        *,
        const: Value | FactRef | str = None,
        span: Span | None = None,
        body: Body | None = None,
    ) -> Index:
        """Append a node and give its number; an id that is taken gets a number of its own."""
        rests = op in FACT_LEAVES or not args or not all(self.nodes[a].static for a in args)
        static = op in STATIC_LEAVES or not rests
        node = Node(self._free(id), op, tuple(args), type, const, static, span, body)
        index = len(self.nodes)
        self.nodes.append(node)
        self.by_id[node.id] = index
        self._fold(index, node)
        return index

    def leaf(self, id: str, op: str, type: Type, const: Value | FactRef | str = None) -> Index:
        """A leaf that is there once, however often it is used."""
        found = self.by_id.get(id)
        return found if found is not None else self.add(id, op, (), type, const=const)

    def constant(self, id: str, type: Type, value: Value, span: Span | None = None) -> Index:
        """A constant."""
        return self.add(id, "constant", (), type, const=value, span=span)

    def capture(self, outer_index: Index) -> Index:
        """The leaf, in this body, of a value computed outside it."""
        assert self.outer is not None
        if outer_index not in self.captures:
            self.captures.append(outer_index)
        position = self.captures.index(outer_index) + 1
        outer_node = self.outer.nodes[outer_index]
        found = self.by_id.get(f"captured.{position}")
        if found is not None:
            return found
        index = self.add(
            f"captured.{position}", "captured", (), outer_node.type, const=str(position)
        )
        if outer_index in self.outer.constants:
            self.constants[index] = self.outer.constants[outer_index]
        if outer_node.static:
            self.nodes[index] = Node(
                f"captured.{position}", "captured", (), outer_node.type, str(position), True
            )
        return index

    def _free(self, id: str) -> str:
        if id not in self.by_id:
            return id
        n = 2
        while f"{id}#{n}" in self.by_id:
            n += 1
        return f"{id}#{n}"

    def _fold(self, index: Index, node: Node) -> None:
        """Keep the value of a node that rests on constants alone."""
        if node.op == "constant":
            self.constants[index] = node.const  # type: ignore[assignment]
            return
        row = OPERATORS[node.op]
        if row.kind != "plain" or not node.args or node.op == "mean":
            return
        values = [self.constants[a] for a in node.args if a in self.constants]
        if len(values) == len(node.args):
            leading = (self.nodes[node.args[-1]].type,) if row.typed else ()
            self.constants[index] = row.meaning(*leading, *values)
