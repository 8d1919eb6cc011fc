"""Nodes in words: `needed 34.7 GiB`, `0.9 × 24 GiB = 21.6 GiB`, `its languages: en`.

Owns how one value of a decision is told from its expression, with values put in for names. What
is said of rules stands in `sentences`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msm_rules.facts.keys import split_key
from msm_rules.facts.render import display as display_fact
from msm_rules.graph.nodes import FactRef, Index, Node
from msm_rules.graph.wording import lets, on_one_line
from msm_rules.proof.asked import answer
from msm_rules.proof.document import leaf_key
from msm_rules.proof.nouns import let_noun, noun, spec_of
from msm_rules.proof.subject import Subject
from msm_rules.values.display import display
from msm_rules.values.operators import OPERATORS
from msm_rules.values.possible import TRUE
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


_MOST_LISTED = 6
"""How many members of a set of the policy are written out before its name says more."""

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
    if node.op in ("count", "licence_count"):
        return f"({said})"  # its value stands in it
    if let_name(node) or _is_score(node):
        return f"{said} {value}"
    return f"{said} = {value}"


def with_value(subject: Subject, index: Index) -> str:
    """What a node is called, and its value in brackets: `its file formats (at least pickle)`."""
    called, value = name(subject, index), shown(subject, index)
    return value if called == value else f"{called} ({value})"


def argument(subject: Subject, index: Index) -> str:
    """A value that others are asked about: a set that has a name in the policy by this name, and
    what is in it if that is little; a param with its name.
    """
    node = subject.graph.nodes[index]
    value: Any = subject.values[index]
    if node.op == "param" and not isinstance(node.type, SetOf):
        return f"{name(subject, index)} {shown(subject, index)}"
    if not isinstance(node.type, SetOf) or index in subject.hidden or not node.static:
        return shown(subject, index) if node.static else side(subject, index)
    members = shown(subject, index)
    called = lets(subject.graph).get(index) if node.id.startswith("let.") else None
    if called is None:
        return members
    few = f" ({members})" if len(value[0]) <= _MOST_LISTED else ""
    return f'the list "{let_noun(called)}"{few}'


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
    if node.op in _OWN_WORDS:
        return _OWN_WORDS[node.op](subject, index)
    inner = [_operand(subject, a) for a in node.args]
    if node.op in _SYMBOLS and len(inner) == 2:
        if _is_age(subject, node):
            return f"the age of {name(subject, node.args[1])}"
        return f" {_SYMBOLS[node.op]} ".join(f"({x})" if _in_words(x) else x for x in inner)
    if node.op in _CALLS:
        return f"{_CALLS[node.op]} {', '.join(_called(subject, a) for a in node.args)}"
    if not inner:
        return shown(subject, index)
    return OPERATORS[node.op].english.format(*inner, args=", ".join(inner), fact="")


def _stand_in(subject: Subject, index: Index) -> str:
    fact, natural, fallback = subject.graph.nodes[index].args
    if subject.values[fact] == subject.values[natural]:
        missing = name(subject, fact)
        return f"{_operand(subject, fallback)} (standing in: {missing} is not known)"
    return _operand(subject, fact)


def _scaled(subject: Subject, index: Index) -> str:
    x, lo, hi = subject.graph.nodes[index].args
    return f"{side(subject, x)}, on the scale {shown(subject, lo)} … {shown(subject, hi)}"


def _counted(subject: Subject, index: Index) -> str:
    """How many members of a set are as asked: `1 of its languages (en): each of them is ...`."""
    node = subject.graph.nodes[index]
    assert node.body is not None
    asked = answer(node.body, "each of them", TRUE, lambda n: argument(subject, node.args[n]))
    return f"{shown(subject, index)} of {with_value(subject, node.args[0])}: {asked}"


_OWN_WORDS: Mapping[str, Callable[[Subject, Index], str]] = {
    "default": _stand_in,
    "scale": _scaled,
    "count": _counted,
    "licence_count": _counted,
}


def _in_words(operand: str) -> bool:
    """Whether an operand is told in so many words that it needs brackets of its own."""
    return operand.startswith(("between ", "at least ", "at most ", "about ")) or any(
        words in operand for words in (", on the scale ", ": each of them ")
    )


def _called(subject: Subject, index: Index) -> str:
    """What a function is applied to, with its name if it is a fact."""
    is_fact = fact_key(subject, index) is not None
    return with_value(subject, index) if is_fact else _operand(subject, index)


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
