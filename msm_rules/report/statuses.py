"""What a decision found of every node, as pictures of a graph show it.

Owns which value stands in which box and how it is coloured. Boxes and arrows are `graph`'s.
"""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from typing import Any

from msm_rules.facts import Vocabulary, display
from msm_rules.graph.elements import Status, StatusKind
from msm_rules.graph.nodes import FactRef, Node
from msm_rules.graph.wording import fact_id, is_fact, lets
from msm_rules.proof.subject import Subject
from msm_rules.report.words import score_of
from msm_rules.values import display as words
from msm_rules.values.possible import FALSE, TRUE, Value
from msm_rules.values.types import BOOL, SCORE, VERDICT

Statuses = Mapping[str, Status]

_CONDITIONS: dict[Any, StatusKind] = {TRUE: "true", FALSE: "false"}
_OUTCOMES: dict[str, StatusKind] = {"accept": "true", "reject": "false"}


def statuses(
    subject: Subject,
    vocabulary: Vocabulary,
    asked: Container[str] | None = None,
    *,
    short: bool = False,
) -> Statuses:
    """The status of every node by its id, of lets by `let.NAME` and of facts by their names; only
    of those `asked` for, where that is given. With `short` scores are rounded."""
    return {
        name: status
        for name, status in _statuses(subject, vocabulary, asked, short)
        if asked is None or name in asked
    }


def _statuses(
    subject: Subject, vocabulary: Vocabulary, asked: Container[str] | None, short: bool
) -> Iterator[tuple[str, Status]]:
    graph, values = subject.graph, subject.values
    named = lets(graph)
    for index, node in enumerate(graph.nodes):
        let = f"let.{named[index]}" if index in named else node.id
        if asked is None or node.id in asked or let in asked:
            status = _status(node, values[index], short)
            yield node.id, status
            yield let, status
    for rule in graph.rules:
        if rule.name in subject.waived:
            yield graph.nodes[rule.result].id, Status("waived", subject.waived[rule.name])
    yield from _facts(subject, vocabulary)


def _facts(subject: Subject, vocabulary: Vocabulary) -> Iterator[tuple[str, Status]]:
    """The facts that the policy asks for, by their own values."""
    for index, node in enumerate(subject.graph.nodes):
        if is_fact(node) and node.op == "fact" and isinstance(node.const, FactRef):
            spec, value = vocabulary.facts[node.const.path], subject.values[index]
            kind: StatusKind = "missing" if value == spec.missing else "given"
            yield fact_id(node), Status(kind, display(spec, value))


def _status(node: Node, value: Value, short: bool) -> Status:
    if node.type == BOOL:
        return Status(_CONDITIONS.get(value, "unknown"))
    if node.type == SCORE and short:
        return Status("score", score_of(value))
    text = words.display(node.type, value)
    if node.type == VERDICT:
        return Status(_OUTCOMES.get(text, "unknown"), text)
    return Status("score" if node.type == SCORE else "given", text)
