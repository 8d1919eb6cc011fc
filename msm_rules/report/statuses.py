"""What a decision found of every node, as pictures of a graph show it.

Owns which value stands in which box and how it is coloured. Boxes and arrows are `graph`'s.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any

from msm_rules.facts import Vocabulary, display
from msm_rules.graph.elements import Status, StatusKind
from msm_rules.graph.nodes import FactRef, Graph, Index, Node
from msm_rules.graph.wording import lets
from msm_rules.proof.phrases import WITHHELD
from msm_rules.proof.subject import Subject
from msm_rules.report.words import score_of
from msm_rules.values import display as words
from msm_rules.values.possible import FALSE, TRUE, Value
from msm_rules.values.types import BOOL, SCORE, VERDICT

Statuses = Mapping[str, Status]
_HIDDEN = Status("given", WITHHELD)
"""What a box shows whose value a redacted proof withholds: no colour, and no sign."""

Plan = tuple[tuple[str, Index], ...]
"""Names that pictures know, each with the node whose value it shows."""

_CONDITIONS: dict[Any, StatusKind] = {TRUE: "true", FALSE: "false"}
_OUTCOMES: dict[str, StatusKind] = {"accept": "true", "reject": "false"}


def plan_of(graph: Graph, asked: Container[str] | None = None) -> Plan:
    """Every node by its id and every let by `let.NAME`, or those of them that are `asked` for."""
    return tuple((n, i) for n, i in _names(graph) if asked is None or n in asked)


def _names(graph: Graph) -> Iterator[tuple[str, Index]]:
    named = lets(graph)
    for index, node in enumerate(graph.nodes):
        yield node.id, index
        if index in named:
            yield f"let.{named[index]}", index


def statuses(
    subject: Subject, vocabulary: Vocabulary, plan: Plan, *, short: bool = False
) -> Statuses:
    """The statuses of a decision by name. With `short` scores are rounded."""
    graph, values = subject.graph, subject.values
    found = {
        name: _HIDDEN
        if index in subject.hidden
        else _status(graph.nodes[index], values[index], vocabulary, short)
        for name, index in plan
    }
    for rule in graph.rules:
        name = graph.nodes[rule.result].id
        if rule.name in subject.waived and name in found:
            found[name] = Status("waived", subject.waived[rule.name])
    return found


def _status(node: Node, value: Value, vocabulary: Vocabulary, short: bool) -> Status:
    type_ = node.type
    if node.op == "fact" and isinstance(node.const, FactRef):
        spec = vocabulary.facts[node.const.path]
        kind: StatusKind = "missing" if value == spec.missing else "given"
        return Status(kind, display(spec, value))
    if type_ == BOOL:
        return Status(_CONDITIONS.get(value, "unknown"))
    if type_ == SCORE and short:
        return Status("score", score_of(value))
    text = words.display(type_, value)
    if type_ == VERDICT:
        return Status(_OUTCOMES.get(text, "unknown"), text)
    return Status("score" if type_ == SCORE else "given", text)
