"""What a graph means, as one number: the same meaning, the same digest.

Owns which parts of a graph have meaning. Spans, titles, reasons, citations, file names and the
order in which lets and params are written have none; weights, thresholds and the order of rules
have. The members of the vocabulary's enumerations are the checker's; only those that a policy
writes out itself say which values may be given.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from math import inf
from typing import Any

from msm_rules.graph.canonical import digest
from msm_rules.graph.nodes import Body, Clause, FactRef, Graph, Index, Node, Rule
from msm_rules.values.possible import FALSE, TRUE, VERDICTS, Value
from msm_rules.values.types import BOOL, DATE, SCORE, VERDICT, Enum, MapOf, Scalar, SetOf, Type

VERSION = "msm-graph/1"
OWN_WORDS = "choice"  # the name of an enumeration that a policy writes out itself


def graph_digest(graph: Graph) -> str:
    """The SHA-256, in hexadecimal, of the canonical JSON (RFC 8785) of the graph's meaning."""
    return digest(meaning(graph))


def meaning(graph: Graph) -> Mapping[str, object]:
    """Everything in a graph that has meaning, as JSON; nodes are named by their ids."""
    ids = [n.id for n in graph.nodes]

    def maybe(index: Index | None) -> str | None:
        return None if index is None else ids[index]

    return {
        "format": VERSION,
        "nodes": _nodes(graph.nodes),
        "params": {
            p.name: {
                "node": ids[p.node],
                "type": type_form(p.type),
                "default": maybe(p.default),
                "range": [maybe(p.lo), maybe(p.hi)],
            }
            for p in graph.params
        },
        "rules": [_rule(r, graph, ids) for r in graph.rules],
        "tiers": [[t.name, ids[t.result], ids[t.weight], ids[t.applies]] for t in graph.tiers],
        "waivers": {
            w.id: [w.rule, ids[w.active], _day(w.start), _day(w.until)] for w in graph.waivers
        },
        "obligations": {o.name: [ids[o.due], o.text] for o in graph.obligations},
        "rank": [[ids[k.node], k.descending] for k in graph.rank],
        "top": graph.top,
        "critical": ids[graph.critical],
        "soft": ids[graph.soft],
        "score": maybe(graph.score),
        "accept": ids[graph.accept],
        "review": ids[graph.review],
        "verdict": ids[graph.verdict],
        "valid_for": graph.valid_for,
        "periods": [[_maybe_day(p.start), _maybe_day(p.until)] for p in graph.periods],
        "stale_after": graph.stale_after,
    }


def _rule(rule: Rule, graph: Graph, ids: list[str]) -> Mapping[str, object]:
    def maybe(index: Index | None) -> str | None:
        return None if index is None else ids[index]

    def clause(c: Clause) -> list[str | None]:
        return [c.kind, maybe(c.node), maybe(c.value)]

    return {
        "name": rule.name,
        "tier": rule.tier,
        "raw": ids[rule.raw],
        "result": ids[rule.result],
        "clauses": [clause(c) for c in rule.clauses],
        "applies": maybe(rule.applies),
        "weight": maybe(rule.weight),
        "when": rule.when,
        "otherwise": rule.otherwise,
        "waivable": rule.waivable,
        "waivers": sorted(graph.waivers[i].id for i in rule.waivers),
    }


def _nodes(nodes: tuple[Node, ...]) -> Mapping[str, object]:
    ids = [n.id for n in nodes]
    return {
        n.id: {
            "op": n.op,
            "args": [ids[a] for a in n.args],
            "type": type_form(n.type),
            "const": _const(n),
            "body": None if n.body is None else _body(n.body),
        }
        for n in nodes
    }


def _body(body: Body) -> Mapping[str, object]:
    return {"nodes": _nodes(body.nodes), "result": body.nodes[body.result].id}


def _const(node: Node) -> object:
    match node.const:
        case FactRef(path, key):
            return [path, key]
        case None | str() if node.op != "constant":
            return node.const
        case _:
            return value_form(node.type, node.const)  # type: ignore[arg-type]


def type_form(type_: Type) -> object:
    """A type as JSON: its name, with the members only of an enumeration that a policy wrote out."""
    match type_:
        case Scalar(name, folded):
            return [name, "folded"] if folded else name
        case Enum(name, members):
            return [name, sorted(members)] if name == OWN_WORDS else name
        case SetOf(element):
            return {"set": type_form(element)}
        case MapOf(element):
            return {"map": type_form(element)}


def value_form(type_: Type, value: Value) -> object:
    """A set of possible values as JSON, as language.md has it; infinite ends are `inf`, `-inf`."""
    known: Any = value
    if known is None:
        return None
    if type_ == BOOL:
        return {TRUE: True, FALSE: False}.get(known)
    if type_ == VERDICT:
        return sorted(word for bit, word in VERDICTS.items() if known & bit)
    if isinstance(type_, SetOf):
        return _set_form(*known)
    if isinstance(known, tuple):
        lo, hi = (_end_form(type_, x) for x in known)
        return lo if known[0] == known[1] else {"between": [lo, hi]}
    words = sorted(known)
    return words[0] if len(words) == 1 else {"one_of": words}


def _set_form(lower: frozenset[str], upper: frozenset[str] | None) -> object:
    if lower == upper:
        return sorted(lower)
    bounds = {"at_least": sorted(lower)}
    return bounds if upper is None else bounds | {"at_most": sorted(upper)}


def _end_form(type_: Type, x: float) -> object:
    if x in (inf, -inf):
        return "inf" if x > 0 else "-inf"
    if type_ == DATE and x == int(x) and 1 <= x <= date.max.toordinal():
        return _day(int(x))
    return int(x) if type_ == SCORE else x


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def _maybe_day(ordinal: int | None) -> str | None:
    return None if ordinal is None else _day(ordinal)
