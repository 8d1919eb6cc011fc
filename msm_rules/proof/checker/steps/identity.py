"""Which term of the text each node of a proof is, found by looking it up.

A node has an operator, arguments (ids of nodes before it), a type, and `const`: the value of a
constant, the path and entry of a fact, the name of a param, the node that a `blank` stands for.

A quantifier has a `body` as well, nodes of its own that are asked about every member of its first
argument. In a body `member` is that member, and `captured` with `const` N is the quantifier's
argument number N, counted from 0: a value from outside. What is captured is there because the
result of the body rests on it, and so is every node of the body.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msm_rules.proof.check_proof import LEAVES, write
from msm_rules.proof.checker.claims import Row, same_json
from msm_rules.proof.checker.meaning.types import from_json, frozen
from msm_rules.proof.checker.text.terms import Table, Term

_OUTSIDE = LEAVES | {"param", "today", "blank"}
_GIVEN = ("member", "captured", "constant")
_INNER_KEYS = {"args", "body", "const", "op", "type"}


def number_of(table: Table, row: Row, numbers: Mapping[str, int]) -> int | None:
    """The number of the term that a node is, `numbers` being those of the nodes before it.

    None where the text says no such term. Raises ValueError where a node cannot be read.
    """
    if row["op"] in ("member", "captured"):
        raise ValueError(f"a {row['op']} stands in a body alone")
    const = numbers[row["const"]] if row["op"] == "blank" else row.get("const")
    return _looked_up(table, row, [numbers[a] for a in row["args"]], const, 0)


def asked_in(table: Table, row: Row, numbers: Mapping[str, int]) -> list[int]:
    """The terms of the steps of a quantifier's body, which are made for each member anew."""
    body = _Body(table, row["body"], [numbers[a] for a in row["args"]], 1)
    body.result()
    steps = (id for id, inner in row["body"]["nodes"].items() if inner["op"] not in _GIVEN)
    return [n for id in steps if (n := body.numbers[id]) is not None]


def _looked_up(table: Table, row: Row, args: list[int], const: Any, depth: int) -> int | None:
    if not isinstance(row["args"], list):
        raise ValueError("arguments are a list")
    body = None
    if row.get("body") is not None:
        result = _Body(table, row["body"], args, depth + 1).result()
        if result is None:
            return None
        args, body = args[:1], (depth + 1, result)
    if row["op"] in LEAVES:
        const = tuple(const)
    elif row["op"] == "constant":
        const = frozen(const)
    found = table.numbers.get(Term(row["op"], tuple(args), from_json(row["type"]), const, body))
    if found is None or row["op"] != "constant":
        return found
    said = write(table.terms[found].type, table.constants[found])
    return (
        found if same_json(said, row.get("const")) else None
    )  # 1 is not true, though Python says so


class _Body:
    """The body of a quantifier, whose arguments are the terms `args`."""

    def __init__(self, table: Table, body: Row, args: list[int], depth: int) -> None:
        if set(body) != {"nodes", "result"}:
            raise ValueError("a body has nodes and a result")
        self.table, self.body, self.args, self.depth = table, body, args, depth
        self.numbers: dict[str, int | None] = {}
        self.captured: set[int] = set()

    def result(self) -> int | None:
        """The term of the result. Raises ValueError where it does not rest on all that is there."""
        found = self._of(self.body["result"])
        if found is None:
            return None
        if unneeded := self.body["nodes"].keys() - self.numbers.keys():
            raise ValueError(f"nothing in the body rests on {', '.join(sorted(unneeded))}")
        if self.captured != set(range(1, len(self.args))):
            raise ValueError("the arguments after the set are those that the body captures")
        return found

    def _of(self, id: str) -> int | None:
        if id not in self.numbers:
            self.numbers[id] = self._number(id, self.body["nodes"][id])
        return self.numbers[id]

    def _number(self, id: str, row: Row) -> int | None:
        if set(row) != _INNER_KEYS:
            raise ValueError(f"{id} holds other parts than nodes of a body hold")
        if row["op"] == "captured":
            return self._capture(row)
        if row["op"] in _OUTSIDE:
            raise ValueError(f"{id} is a value from outside, and is not captured")
        args = [self._of(a) for a in row["args"]]
        const = row["const"]
        if row["op"] == "member":
            const = self.depth if const is None else None
        if None in args:
            return None
        return _looked_up(self.table, row, args, const, self.depth)  # type: ignore[arg-type]

    def _capture(self, row: Row) -> int | None:
        position = int(row["const"])
        self.captured.add(position)
        sound = row["const"] == str(position) and row["args"] == [] and row["body"] is None
        same = self.table.terms[self.args[position]].type == from_json(row["type"])
        return self.args[position] if sound and same else None
