"""The types of nodes, from the types of their arguments, of facts, and of the texts of params.

Owns the table of facts by type (facts.md), the types of operators' results, and which arguments
must be alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from msm_rules.proof.checker.claims import Claims, Row, names
from msm_rules.proof.checker.modules import Module
from msm_rules.syntax import tree as t

_FOLDED = ["string", "folded"]


def _facts() -> dict[str, Any]:
    by_type: list[tuple[Any, str]] = [
        (_FOLDED, "id author"),
        ("string", "revision developer developer_country architecture dtype quantisation"),
        ("string", "license_declared relation"),
        ("date", "created modified released end_of_life knowledge_cutoff"),
        ("bool", "gated custom_code signed synthetic_data"),
        ("number", "parameters active_parameters context_length training_compute"),
        ("number", "training_tokens documentation price.input price.output downloads"),
        ("number", "downloads_all_time likes benchmarks prototypes"),
        ("bytes", "memory.fp32 memory.fp16 memory.int8 memory.int4 memory.stored"),
        ("bytes", "memory.kv_per_token"),
        ("licence", "license"),
        ("access", "access"),
        ("openness", "openness"),
        ({"set": "licence"}, "license_chain"),
        ({"set": _FOLDED}, "base_models ancestors distilled_from datasets"),
        ({"set": "string"}, "hosting_countries contaminated"),
    ]
    enumerated = {
        "task": "tasks", "modality": "inputs outputs", "capability": "capabilities",
        "flag": "content_flags", "format": "formats", "domain": "domains",
        "language": "languages", "library": "libraries", "runtime": "runtimes",
    }  # fmt: skip
    by_type += [({"set": name}, paths) for name, paths in enumerated.items()]
    return {path: type_ for type_, paths in by_type for path in paths.split()}


FACTS: Mapping[str, Any] = _facts()
"""The type of one value of each fact of the vocabulary."""

_RESULTS: Mapping[str, Any] = {
    **dict.fromkeys(
        names("not and or waive equal_bools less_equal less greater_equal greater equal equal_words"
        " in matches covers overlaps equal_sets licence_equal licence_in licence_matches permits"
        " requires prohibits category_in is_missing is_exact all any unknown_rejects"
        " unknown_passes"),
        "bool",
    ),
    **dict.fromkeys(
        names("prefer score_of mean unknown_scores take_lower take_upper blank"), "score"
    ),
    **dict.fromkeys(
        names("count licence_count size licence_size log10 scale user_cap fraction"), "number"
    ),
    "verdict": "verdict", "category": "category", "excluded_territories": {"set": "string"},
    "fold": _FOLDED, "fold_set": {"set": _FOLDED}, "today": "date", "observed": "date",
    "method": "method",
}  # fmt: skip
"""Operators whose result is of one type."""

_LIKE_LAST = frozenset(
    names("negate abs min max low_end high_end if default union difference licence_difference")
)
_ALIKE = frozenset(
    names(
        "less_equal less greater_equal greater equal equal_bools equal_words licence_equal covers"
        " overlaps equal_sets union difference licence_difference min max default scale"
        " is_missing waive and or"
    )
)


def check_types(claims: Claims, modules: Iterable[Module]) -> None:
    """The type of every node, bodies of quantifiers included."""
    facts = {**FACTS, **_declared(modules)}
    for id, row in claims.rows.items():
        _check(claims, id, row, claims.rows, facts, None)


def _check(
    claims: Claims, id: str, row: Row, rows: Mapping[str, Row], facts: Mapping[str, Any], outer: Any
) -> None:
    types = [rows[a]["type"] for a in row["args"]]
    if row["op"] == "constant":
        return
    claims.same(id, "the type", _type(claims, row, types, facts, outer), row["type"])
    compared = types[1:] if row["op"] == "if" else types
    if row["op"] in _ALIKE or row["op"] == "if":
        claims.same(id, "the type of its arguments", [compared[0]] * len(compared), compared)
    if row["op"] == "matches":
        pattern = _FOLDED if types[0] == _FOLDED else "string"
        claims.same(id, "the type of the pattern", pattern, types[1])
    if row["op"] in ("in", "licence_in"):
        claims.same(id, "the type of the set", {"set": types[0]}, types[1])
    for inner_id, inner in (row.get("body") or {"nodes": {}})["nodes"].items():
        _check(claims, f"{id}.{inner_id}", inner, row["body"]["nodes"], facts, types)


def _type(claims: Claims, row: Row, types: list[Any], facts: Mapping[str, Any], outer: Any) -> Any:
    op = row["op"]
    if op in _RESULTS:
        return _RESULTS[op]
    if op in _LIKE_LAST:
        return types[-1]
    if op in ("add", "subtract", "multiply", "divide"):
        return _arithmetic(op, *types)
    match op:
        case "fact":
            return facts[row["const"][0]]
        case "param":
            return claims.graph["params"][row["const"]]["type"]
        case "member":
            return outer[0]["set"]
        case "captured":
            return outer[int(row["const"])]
        case _:
            return {"set": types[0]}  # make_set


def _arithmetic(op: str, left: Any, right: Any) -> Any:
    """The type of `left op right` (language.md, Types)."""
    if op == "add":
        return "date" if "date" in (left, right) else left
    if op == "subtract":
        return "duration" if left == right == "date" else left
    if op == "multiply":
        return right if left == "number" else left
    return left if right == "number" else "number"


def _declared(modules: Iterable[Module]) -> dict[str, Any]:
    """The facts that the files declare."""
    items = [i for m in modules for i in m.items if isinstance(i, t.Fact)]
    found = {i.path.name.removeprefix("model."): written(i.type) for i in items}
    return {p: x["map"] if isinstance(x, dict) and "map" in x else x for p, x in found.items()}


def written(type_: t.TypeTree) -> Any:
    """A type as the text writes it, as JSON."""
    match type_:
        case t.NamedType(word):
            return {"license": "licence"}.get(word.name, word.name)
        case t.OneOfType(members):
            return ["choice", sorted(m.value for m in members)]
        case t.SetType(element):
            return {"set": written(element)}
        case t.MapType(element):
            return {"map": written(element)}
