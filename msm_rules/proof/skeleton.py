"""What is the same in every proof of one policy: its nodes without values, its texts, its digest.

Owns the parts of the document that come from the graph alone, made once and shared.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any

from msm_rules.frozen import record
from msm_rules.graph.canonical import digest, number, text_of
from msm_rules.graph.digest import meaning
from msm_rules.graph.nodes import FactRef, Graph, Index, Obligation, Rule, Waiver
from msm_rules.proof.forms import Form, day, form_of
from msm_rules.source import Source, Span
from msm_rules.values.types import LICENCE, SetOf

Part = dict[str, object]

_LICENCES = (LICENCE, SetOf(LICENCE))


@record
class Skeleton:
    """The parts of a proof that do not depend on the model, the day or the params."""

    policy: Part
    policy_text: Mapping[str, str]  # the canonical text of each part of it
    nodes: tuple[Part, ...]
    node_texts: tuple[str, ...]  # the canonical text of each node but for what is its own
    forms: tuple[Form, ...]
    leaves: tuple[bool, ...]  # which nodes read a fact
    licences: tuple[Index, ...]  # the leaves that are licences or sets of them
    rules: tuple[Part, ...]
    rule_texts: tuple[Mapping[str, str], ...]  # the canonical text of each part of each rule
    waivers: tuple[Part, ...]
    obligations: tuple[Part, ...]


class _Same:
    """A graph as the key of a cache: the very same object, not an equal one."""

    __slots__ = ("graph",)

    def __init__(self, graph: Graph) -> None:
        self.graph = graph

    def __hash__(self) -> int:
        return id(self.graph)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.graph is self.graph


def skeleton(graph: Graph) -> Skeleton:
    """The skeleton of the proofs of a policy."""
    return _made(_Same(graph))


@lru_cache(maxsize=16)
def _made(key: _Same) -> Skeleton:
    graph = key.graph
    whole = plain(meaning(graph))
    rows = whole.pop("nodes")
    nodes = [
        {"id": n.id, **_without_nothing(rows[n.id]), **placed(n.span, with_text=True)}
        for n in graph.nodes
    ]
    rules = tuple(_rule(r, graph) for r in graph.rules)
    policy = _policy(graph, {**whole, "nodes": rows}, whole)
    return Skeleton(
        policy,
        _texts(policy),
        tuple(nodes),
        tuple(text_of(n) for n in nodes),
        tuple(form_of(n.type) for n in graph.nodes),
        tuple(isinstance(n.const, FactRef) for n in graph.nodes),
        tuple(i for i, n in enumerate(graph.nodes) if not n.args and n.type in _LICENCES),
        rules,
        tuple(_texts(r) for r in rules),
        tuple(_waiver(w, graph) for w in graph.waivers),
        tuple(_obligation(o, graph) for o in graph.obligations),
    )


def _texts(part: Part) -> Mapping[str, str]:
    return {name: text_of(value) for name, value in part.items()}


def plain(value: Any) -> Any:
    """JSON with every number as documents hold it."""
    if isinstance(value, Mapping):
        return {key: plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return number(value) if isinstance(value, float) else value


def _without_nothing(row: Mapping[str, object]) -> Part:
    return {name: part for name, part in row.items() if part is not None}


def _policy(graph: Graph, whole: Mapping[str, object], rest: Part) -> Part:
    head = graph.header
    return {
        "name": head.name,
        "version": head.version,
        "title": head.title,
        "owner": head.owner,
        "description": head.description,
        "files": [_file(source) for source in graph.sources],
        "graph": {"digest": digest(whole), **rest},
    }


def _file(source: Source) -> Part:
    sha = sha256(source.text.encode()).hexdigest()
    return {"path": source.name, "sha256": sha, "text": source.text}


def placed(span: Span | None, *, with_text: bool = False) -> Part:
    """Where something stands in the policy; nothing where the policy does not write it."""
    if span is None:
        return {}
    at = {
        "file": span.file,
        "start": span.start,
        "end": span.end,
        "line": span.line,
        "column": span.column,
    }
    return {"span": at, "text": span.text} if with_text else {"span": at}


def _rule(rule: Rule, graph: Graph) -> Part:
    ids = graph.nodes
    return {
        "name": rule.name,
        "tier": rule.tier,
        "title": rule.title,
        "because": list(rule.because),
        "cites": list(rule.cites),
        "otherwise": rule.otherwise,
        "when": rule.when,
        "waivable": rule.waivable,
        "weight": None if rule.weight is None else ids[rule.weight].id,
        "raw": {"node": ids[rule.raw].id},
        "result": {"node": ids[rule.result].id},
        **placed(rule.span),
    }


def _waiver(waiver: Waiver, graph: Graph) -> Part:
    return {
        "id": waiver.id,
        "rule": waiver.rule,
        "models": list(waiver.patterns),
        "revision": waiver.revision,
        "from": day(waiver.start),
        "until": day(waiver.until),
        "approved_by": waiver.approved_by,
        "because": waiver.because,
        "node": graph.nodes[waiver.active].id,
        **placed(waiver.span),
    }


def _obligation(obligation: Obligation, graph: Graph) -> Part:
    return {
        "name": obligation.name,
        "text": obligation.text,
        "cites": list(obligation.cites),
        "node": graph.nodes[obligation.due].id,
        **placed(obligation.span),
    }
