"""What a graph's parts are called in a picture: names of lets and facts, figures, source texts.

Owns how a node is told from its id and place, and how an author's words are put on one line.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from msm_rules.diagnostics.cells import visible
from msm_rules.graph.nodes import FactRef, Graph, Index, Node, Rule
from msm_rules.source import Span
from msm_rules.values.display import display

_COMMENT = re.compile(r'("(?:\\.|[^"\\\n])*")|#[^\n]*')

_NUMBERED = re.compile(r"\.\d.*")

_WHEN = {
    "reject": "unknown counts as failed",
    "pass": "unknown passes",
    "lower": "takes the lower end",
    "upper": "takes the upper end",
}


def on_one_line(span: Span | None) -> str:
    """The author's words without comments and line ends; empty where there is no span."""
    if span is None:
        return ""
    return visible(" ".join(_COMMENT.sub(lambda m: m[1] or " ", span.text).split()))


def fact_id(node: Node) -> str:
    """The leaf of a fact, however much of it is asked: `observed(model.license)` is its fact."""
    return node.id if node.op == "fact" else node.id.removeprefix(f"{node.op}(").removesuffix(")")


def is_fact(node: Node) -> bool:
    """Whether the node says something of a fact: its value, or how or when it is known."""
    return isinstance(node.const, FactRef)


def lets(graph: Graph) -> Mapping[Index, str]:
    """The nodes that are the value of a let, and the let's name; one let may have several.

    A let's own node has the id `let.NAME`, what it is computed from has longer ones, and `#2` is
    the same let read as another type. Where several tests became one, its id ends in a number.
    """
    read = ((i, n.id.partition("#")[0]) for i, n in enumerate(graph.nodes))
    found = {i: id for i, id in read if id.startswith("let.")}
    ids = set(found.values())
    own = {i: id for i, id in found.items() if not ids & set(_wholes(id))}
    return {i: _NUMBERED.sub("", id.removeprefix("let.")) for i, id in own.items()}


def _wholes(id: str) -> list[str]:
    """The ids of what a node may be part of: `let.a.left` is of `let.a`."""
    words = id.split(".")
    return [".".join(words[:n]) for n in range(2, len(words))]


def figure(graph: Graph, index: Index) -> str:
    """The value of a constant in words, the name of a param, else the author's own words."""
    node = graph.nodes[index]
    if node.op == "constant" and not isinstance(node.const, FactRef | str):
        return display(node.type, node.const)
    return str(node.const) if node.op == "param" else on_one_line(node.span)


def rule_note(graph: Graph, rule: Rule) -> str:
    """The small print of a rule: its weight in a scored tier, what unknown means, who is asked."""
    scored = rule.tier != "critical"
    parts = [f"weight {figure(graph, rule.weight)}"] if scored and rule.weight is not None else []
    parts += [_WHEN[w] for w in rule.when.split() if w in _WHEN]
    if "score" in rule.when.split():
        parts.append("a score stands in for unknown")
    if rule.otherwise is not None:
        parts.append(f"else review by {visible(rule.otherwise)}")
    if rule.waivable:
        parts.append("waivable")
    return " · ".join(parts)


def rule_tip(rule: Rule) -> str:
    """The whole rule in lines: name and title, its clauses, why, and its references."""
    head = ": ".join(filter(None, (rule.name, visible(rule.title))))
    notes = (*rule.because, *(f"see {c}" for c in rule.cites))
    return "\n".join((head, *(on_one_line(c.span) for c in rule.clauses), *map(visible, notes)))
