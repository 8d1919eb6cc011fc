"""Every node of a proof, computed again from what it says its arguments are.

The first node whose value does not follow is where a proof goes wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msm_rules.proof.checker import leaves, terms
from msm_rules.proof.checker.claims import Claims, Row
from msm_rules.proof.checker.meanings import CHOICES, LICENCES, MILLION, PLAIN, quantified
from msm_rules.proof.checker.sets import LINE, missing, read, write

LEAVES = frozenset({"fact", "method", "observed"})
_UNREADABLE = (ValueError, TypeError, LookupError, AttributeError, ArithmeticError)
_KEYS = frozenset(
    {"id", "op", "args", "type", "const", "body", "span", "text", "value", "fact", "members"}
)


def check_nodes(claims: Claims) -> None:
    """Recompute every node, in the order given; arguments stand before."""
    for row in claims.proof["nodes"]:
        id = row["id"]
        try:
            _check_row(claims, row)
        except _UNREADABLE as problem:
            claims.wrong(id, f"cannot be computed again: {type(problem).__name__} {problem}")
        claims.rows[id] = row
        try:
            claims.values[id] = read(row["type"], row["value"])
        except _UNREADABLE:
            claims.wrong(id, "its value is no value of its type", found=row.get("value"))


def _check_row(claims: Claims, row: Row) -> None:
    id = row["id"]
    if id in claims.rows:
        claims.wrong(id, "stands twice")
    if extra := sorted(set(row) - _KEYS):
        claims.wrong(id, f"holds what nodes do not hold: {', '.join(extra)}")
    if early := [a for a in row["args"] if a not in claims.values]:
        claims.wrong(id, f"rests on what does not stand before it: {', '.join(early)}")
        return
    _check_form(claims, id, row)
    _rests(claims, row)
    claims.same(id, "the value", write(row["type"], value_of(claims, row)), row["value"])
    _check_marks(claims, row)


_WITH_CONST = LEAVES | {"constant", "param", "blank", "captured"}
_WITHOUT_ARGS = frozenset({"constant", "param", "today", "blank", "member", "captured"})
QUANTIFIERS = frozenset({"all", "any", "count", "licence_count"})
_INNER_KEYS = ["args", "body", "const", "op", "type"]


def _check_form(claims: Claims, id: str, row: Row) -> None:
    """A node holds a constant, arguments and a body where its operator has them, else not."""
    op, body = row["op"], row.get("body")
    if op == "constant":
        claims.same(
            id,
            "the constant",
            write(row["type"], read(row["type"], row.get("const"))),
            row.get("const"),
        )
    if op not in _WITH_CONST and row.get("const") is not None:
        claims.wrong(id, "holds a constant", None, row["const"])
    if op in _WITHOUT_ARGS and row["args"]:
        claims.wrong(id, "holds arguments", [], row["args"])
    claims.same(id, "whether it holds a body", op in QUANTIFIERS, body is not None)
    for inner_id, inner in (body["nodes"] if body else {}).items():
        claims.same(f"{id}.{inner_id}", "the list of parts", _INNER_KEYS, sorted(inner))
        _check_form(claims, f"{id}.{inner_id}", inner)
    if body:
        claims.same(id, "the parts of its body", ["nodes", "result"], sorted(body))


def _rests(claims: Claims, row: Row) -> None:
    asked = row["op"] in LEAVES and leaves.is_pending(claims, leaves.key_of(claims, row))
    if row["op"] not in LEAVES and all(a in claims.static for a in row["args"]):
        claims.static.add(row["id"])
    if asked or any(a in claims.resting for a in row["args"]):
        claims.resting.add(row["id"])


def value_of(claims: Claims, row: Row) -> Any:
    """The value of a node, from the values of its arguments, the facts, the params or the day."""
    op, type_ = row["op"], row["type"]
    if op in LEAVES:
        return leaves.leaf(claims, row)
    if op == "constant":
        return read(type_, row.get("const"))
    if op == "param":
        return read(type_, claims.proof["policy"]["params"][row["const"]])
    if op == "today":
        return (leaves.today(claims),) * 2
    if op == "blank":
        return blank(claims, row["const"])
    args = [claims.values[a] for a in row["args"]]
    types = [claims.rows[a]["type"] for a in row["args"]]
    return applied(claims, row, args, types, row["id"] in claims.resting)


def applied(claims: Claims, row: Row, args: list[Any], types: list[Any], pending: bool) -> Any:
    """The value of an operator on the values of its arguments."""
    op = row["op"]
    if op in PLAIN:
        return PLAIN[op](*args)
    if op in LICENCES:
        return LICENCES[op](claims.proof["licences"]["entries"], *args)
    if op in CHOICES:
        return CHOICES[op](pending, types[-1], *args)
    if op in QUANTIFIERS:
        return quantified(op, args[0], members(claims, row, args, types, pending))
    raise ValueError(f"there is no operator {op}")


def members(
    claims: Claims, row: Row, args: list[Any], types: list[Any], pending: bool
) -> dict[str, Any]:
    """What a quantifier's body says of each member that is possible."""
    lower, upper = args[0]
    licences = types[0] == {"set": "licence"}
    found = {}
    for m in sorted(lower if upper is None else upper):
        member = terms.words_of(m) if licences else frozenset([m])
        found[m] = _of_member(claims, row["body"], member, args, pending)
    return found


def _of_member(claims: Claims, body: Row, member: Any, args: list[Any], pending: bool) -> Any:
    rows: Mapping[str, Row] = body["nodes"]

    def value(id: str) -> Any:
        row = rows[id]
        if row["op"] == "member":
            return member
        if row["op"] == "captured":
            return args[int(row["const"])]
        if row["op"] == "constant":
            return read(row["type"], row["const"])
        types = [rows[a]["type"] for a in row["args"]]
        return applied(claims, row, [value(a) for a in row["args"]], types, pending)

    return value(body["result"])


def blank(claims: Claims, target: str) -> Any:
    """The value of a node with every fact missing."""
    found: dict[str, Any] = {}
    for id, row in claims.rows.items():
        if row["op"] in LEAVES:
            found[id] = _BLANK[row["op"]](row)
        elif not row["args"]:
            found[id] = (0, MILLION) if row["op"] == "blank" else claims.values[id]
        else:
            args = [found[a] for a in row["args"]]
            types = [claims.rows[a]["type"] for a in row["args"]]
            found[id] = applied(claims, row, args, types, False)
        if id == target:
            break
    return found[target]


_BLANK: Mapping[str, Callable[[Row], Any]] = {
    "fact": lambda row: missing(row["const"][0], row["type"]),
    "method": lambda row: frozenset([""]),
    "observed": lambda row: LINE,
}


def _check_marks(claims: Claims, row: Row) -> None:
    """What a node says beside its value: its fact's state and evidence, its members' results."""
    id, fact = row["id"], None
    if row["op"] in LEAVES:
        key, path = leaves.key_of(claims, row), row["const"][0]
        type_ = row["type"] if row["op"] == "fact" else None
        state = _state(claims, row, key, path, type_)
        fact = {"key": key, "state": state, "evidence": len(leaves.evidence_of(claims, key))}
    claims.same(id, "what it says of its fact", fact, row.get("fact"))
    found = None
    if "body" in row:
        args = [claims.values[a] for a in row["args"]]
        types = [claims.rows[a]["type"] for a in row["args"]]
        pairs = members(claims, row, args, types, id in claims.resting)
        found = {m: write("bool", pair) for m, pair in pairs.items()}
    claims.same(id, "what it found of each member", found, row.get("members"))


def _state(claims: Claims, row: Row, key: str, path: str, type_: Any) -> str:
    """The state of a leaf; of how and when a fact is known, its value's type is not at hand."""
    if type_ is not None:
        return leaves.state(claims, key, path, type_)
    claimed: str = row["fact"]["state"]
    if leaves.is_pending(claims, key):
        return "not needed"
    there = leaves.raw_of(claims, key) is not None
    if not there:
        return "missing"
    return "stale" if leaves.is_stale(claims, key) else claimed
