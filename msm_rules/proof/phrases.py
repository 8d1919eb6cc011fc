"""Nodes in words: `needed 34.7 GiB`, `0.9 × 24 GiB = 21.6 GiB`, `its languages: en`.

Owns how one value of a decision is told from its expression, with values put in for names. What
is said of rules stands in `sentences`.
"""

from __future__ import annotations

from typing import Any

from msm_rules.facts.keys import split_key
from msm_rules.facts.render import display as display_fact
from msm_rules.graph.nodes import FactRef, Index, Node
from msm_rules.graph.wording import on_one_line
from msm_rules.proof.document import leaf_key
from msm_rules.proof.nouns import let_noun, noun, spec_of
from msm_rules.proof.subject import Subject
from msm_rules.values.display import display
from msm_rules.values.operators import OPERATORS
from msm_rules.values.types import LICENCE, NUMBER, SCORE, SetOf

_SYMBOLS = {"add": "+", "subtract": "−", "multiply": "×", "divide": "/"}
_CALLS = {
    "min": "the least of",
    "max": "the greatest of",
    "size": "number of",
    "licence_size": "number of",
    "log10": "log10 of",
}
_SIDEWAYS = frozenset({"fold", "fold_set", "fraction", "score_of", "low_end", "high_end"})
"""Operators that show a value of their argument in another form."""


WITHHELD = "withheld"
"""What stands in the place of a value that a redacted proof does not show."""


def fact_key(subject: Subject, index: Index) -> str | None:
    """The key of the fact whose value a node is, None if it is no fact."""
    node = subject.graph.nodes[index]
    return leaf_key(subject, index) if isinstance(node.const, FactRef) else None


def shown(subject: Subject, index: Index) -> str:
    """The value of a node in human units."""
    if index in subject.hidden:
        return WITHHELD
    node = subject.graph.nodes[index]
    value = subject.values[index]
    if node.op == "fact":
        return fact_shown(subject, index)
    if node.op == "fraction":
        return shown(subject, node.args[0])
    if node.op == "constant" and node.type == NUMBER and node.span is not None:
        text = on_one_line(node.span)
        return text if text.endswith("%") else display(node.type, value)
    return display(node.type, value)


def fact_shown(subject: Subject, index: Index) -> str:
    """The value of a fact, with its unit."""
    if index in subject.hidden:
        return WITHHELD
    node = subject.graph.nodes[index]
    key = leaf_key(subject, index)
    return display_fact(spec_of(split_key(key)[0], node.type), subject.values[index])


def let_name(node: Node) -> str | None:
    """The name of the let whose value a node is."""
    name = node.id.partition("#")[0]
    parts = name.removeprefix("let.").split(".")
    return let_noun(parts[-1]) if name.startswith("let.") and len(parts) == 1 else None


def name(subject: Subject, index: Index) -> str:
    """What a node is called: a fact's noun, a let's or param's name, else its formula in words."""
    node = subject.graph.nodes[index]
    key = fact_key(subject, index)
    if key is not None:
        return noun(key) if node.op == "fact" else OPERATORS[node.op].english.format(fact=noun(key))
    if node.op in _SIDEWAYS:
        return name(subject, node.args[0])
    if node.op == "param":
        return let_noun(str(node.const))
    if node.op == "mean" or (node.op == "constant" and node.id == "critical"):
        return f"the {node.id} score" if node.id != "score" else "the score"
    return let_name(node) or formula(subject, index)


def side(subject: Subject, index: Index, beside: Index | None = None) -> str:
    """One side of a comparison with its value: `needed 34.7 GiB`, `0.9 × 24 GiB = 21.6 GiB`.

    A constant beside a fact is told in the fact's unit.
    """
    node = subject.graph.nodes[index]
    if node.op in ("constant", "param", "today", "make_set"):
        return _in_unit_of(subject, index, beside)
    value = shown(subject, index)
    if fact_key(subject, index) is not None:
        return f"{name(subject, index)} {value}"
    said = name(subject, index)
    if let_name(node) or _is_score(node):
        return f"{said} {value}"
    return f"{said} = {value}"


def _in_unit_of(subject: Subject, index: Index, beside: Index | None) -> str:
    key = None if beside is None else fact_key(subject, beside)
    type_ = subject.graph.nodes[index].type
    if beside is None or key is None or type_ != NUMBER:
        return shown(subject, index)
    spec = spec_of(split_key(key)[0], type_)
    return display_fact(spec, subject.values[index])


def _is_score(node: Node) -> bool:
    return node.op == "fraction" or node.type == SCORE


def formula(subject: Subject, index: Index) -> str:
    """The expression of a node with the values of what it is made of."""
    node = subject.graph.nodes[index]
    inner = [_operand(subject, a) for a in node.args]
    if node.op in _SYMBOLS and len(inner) == 2:
        if _is_age(subject, node):
            return f"the age of {name(subject, node.args[1])}"
        return f" {_SYMBOLS[node.op]} ".join(inner)
    if node.op in _CALLS:
        return f"{_CALLS[node.op]} {', '.join(inner)}"
    if not inner:
        return shown(subject, index)
    if node.op == "default":
        fact, natural, _ = node.args
        missing = subject.values[fact] == subject.values[natural]
        return (
            f"{inner[2]} (standing in: {name(subject, fact)} is not known)" if missing else inner[0]
        )
    return OPERATORS[node.op].english.format(*inner, args=", ".join(inner), fact="")


def _is_age(subject: Subject, node: Node) -> bool:
    return node.op == "subtract" and subject.graph.nodes[node.args[0]].op == "today"


def _operand(subject: Subject, index: Index) -> str:
    node = subject.graph.nodes[index]
    if not node.args or let_name(node) or fact_key(subject, index) is not None:
        return shown(subject, index)
    inside = formula(subject, index)
    return f"({inside})" if node.op in ("add", "subtract") else inside


def words_of(subject: Subject, index: Index) -> list[str]:
    """The members of an exact set, or the one word of a value; sorted."""
    value: Any = subject.values[index]
    found = value[0] if isinstance(value, tuple) else value
    return sorted(found or ())


def is_licences(node: Node) -> bool:
    """Whether a node is a set of licences."""
    return node.type == SetOf(LICENCE)
