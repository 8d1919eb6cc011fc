"""Whether the parts of a proof are the policy of the text: rules, tiers, verdict, waivers, words.

None may be missing, added, re-weighted or named otherwise.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from typing import Any

from msm_rules.proof.checker.claims import Claims, Row, digest, same_json
from msm_rules.proof.checker.steps.nodes import Nodes
from msm_rules.proof.checker.steps.telling import NOWHERE, TOLD, differences
from msm_rules.proof.checker.text.policy import Meaning

_RESULTS = frozenset({"raw", "result", "applies", "status", "waiver"})
At = Callable[[Any], Any]


def check_graph(claims: Claims, nodes: Nodes) -> None:
    """Compare what the proof says the policy is with what its text says."""
    _digests(claims, nodes)
    _words(claims, nodes)
    ids = {n: id for id, n in reversed(nodes.numbers.items())}
    held = _relabelled(claims.graph, lambda id: _number(nodes, id))
    wanted = nodes.meaning.graph
    if not same_json(wanted, held):
        shown = _relabelled(wanted, ids.get)
        found = [*differences("policy.graph", shown, claims.graph, wanted, held)]
        for at, one, other in found or [("policy.graph", None, None)]:
            claims.wrong(at, "this is not what the text of the policy says", one, other)
    _named(claims, nodes)
    _needed(claims, nodes)


def _number(nodes: Nodes, id: Any) -> int | None:
    if id is None:
        return None
    return nodes.numbers.get(id, TOLD if id in nodes.rows else NOWHERE)


def named_parts(claims: Claims, meaning: Meaning) -> dict[str, int]:
    """For the nodes that a proof says are parts of its policy, the terms that the text says are."""
    ids, numbers = _ids(claims.graph), _ids(meaning.graph)
    return dict(zip(ids, numbers, strict=False)) if len(ids) == len(numbers) else {}


def _digests(claims: Claims, nodes: Nodes) -> None:
    """The digest of the graph covers the nodes without values, spans and texts, by id."""
    for file in claims.proof["policy"]["files"]:
        at = f"policy.files.{file['path']}"
        claims.same(at, "the list of parts", ["path", "sha256", "text"], sorted(file))
        sha = sha256(file["text"].encode()).hexdigest()
        claims.same(at, "the digest of the text", sha, file["sha256"])
    rest = {name: part for name, part in claims.graph.items() if name != "digest"}
    rows = {
        id: {part: row.get(part) for part in ("op", "args", "type", "const", "body")}
        for id, row in nodes.rows.items()
    }
    found = digest({**rest, "nodes": rows})
    claims.same("policy.graph.digest", "the digest of the graph", found, claims.graph["digest"])


def _relabelled(graph: Row, at: At) -> Row:
    """What a graph says, with other names for its nodes."""
    found = {name: part for name, part in graph.items() if name != "digest"}
    for name in ("critical", "soft", "score", "accept", "review", "verdict"):
        found[name] = at(graph[name])
    return {
        **found,
        "params": {
            name: {**p, "node": at(p["node"]), "default": at(p["default"]),
                   "range": [at(end) for end in p["range"]]}
            for name, p in graph["params"].items()
        },
        "rules": [
            {**rule, **{part: at(rule[part]) for part in ("raw", "result", "applies", "weight")},
             "clauses": [[kind, at(node), at(value)] for kind, node, value in rule["clauses"]]}
            for rule in graph["rules"]
        ],
        "tiers": [[name, *map(at, rest)] for name, *rest in graph["tiers"]],
        "waivers": {
            id: [rule, at(node), *days] for id, (rule, node, *days) in graph["waivers"].items()
        },
        "obligations": {
            name: [at(node), *text] for name, (node, *text) in graph["obligations"].items()
        },
        "rank": [[at(node), *way] for node, *way in graph["rank"]],
    }  # fmt: skip


def _named(claims: Claims, nodes: Nodes) -> None:
    """The result of a rule has the rule's name, and what is made of the results names them so."""
    rules = claims.graph["rules"]
    for rule in rules:
        claims.same(rule["result"], "its name", f"{rule['tier']}.{rule['name']}", rule["result"])
    hard = [r for r in rules if r["tier"] == "critical"]
    made = [("critical", [r["result"] for r in hard if r["otherwise"] is None])]
    made += [("soft", [r["result"] for r in hard if r["otherwise"] is not None])]
    for name, mean, *_ in claims.graph["tiers"]:
        own = [r for r in rules if r["tier"] == name]
        args = nodes.rows[mean]["args"]
        claims.same(mean, "the list of its rules", [r["result"] for r in own], args[::3])
        claims.same(mean, "the list of its weights", [r["weight"] for r in own], args[1::3])
    for name, results in made:
        claims.same(name, "the list of its rules", results, nodes.rows[claims.graph[name]]["args"])


def _needed(claims: Claims, nodes: Nodes) -> None:
    """Every node is one that something of the policy rests on."""
    todo: list[Any] = [*_ids(claims.graph)]
    seen: set[str] = set()
    while todo:
        id = todo.pop()
        if id in nodes.rows and id not in seen:
            seen.add(id)
            todo += nodes.rows[id]["args"]
    for id in nodes.rows:
        if id not in seen:
            claims.wrong(id, "nothing in the policy rests on this node")


def _ids(graph: Row) -> list[Any]:
    found: list[Any] = []
    _relabelled(graph, found.append)
    return [id for id in found if id is not None]


# --- words ---------------------------------------------------------------------------------------


def _words(claims: Claims, nodes: Nodes) -> None:
    """Header, rules, waivers and obligations are those of the text, with the same words."""
    proof, meaning, graph = claims.proof, nodes.meaning, claims.graph
    for part, said in meaning.header.items():
        claims.same(f"policy.{part}", "the header", said, proof["policy"][part])
    weights = {r["name"]: r["weight"] for r in graph["rules"]}
    wanted = [{**r, "weight": weights.get(r["name"])} for r in meaning.rules]
    _lists(claims, "rules", wanted, proof["rules"], _RESULTS)
    _lists(
        claims,
        "waivers",
        _placed(meaning.waivers, graph["waivers"], "id", 1),
        proof["waivers"],
        {"active"},
    )
    _lists(
        claims,
        "obligations",
        _placed(meaning.obligations, graph["obligations"], "name", 0),
        proof["obligations"],
        {"due"},
    )


def _placed(rows: Sequence[Row], held: Mapping[str, Any], key: str, n: int) -> list[Row]:
    """The words with the node that the graph gives each."""
    return [{**row, "node": held[row[key]][n]} for row in rows]


def _lists(claims: Claims, what: str, wanted: Sequence[Row], held: Sequence[Row], own: Any) -> None:
    claims.same(what, f"the number of {what}", len(wanted), len(held))
    for one, other in zip(wanted, held, strict=False):
        at = f"{what}.{one.get('name', one.get('id'))}"
        claims.same(at, "the list of parts", sorted({*one, *own}), sorted(other))
        for part, said in one.items():
            claims.same(f"{at}.{part}", "what the text says", said, other.get(part))
