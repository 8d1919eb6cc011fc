"""What is asked of each member of a set, as an answer in words: `MIT permits commercial-use`.

Owns how the body of a quantifier reads once its answer is known. What the quantifier found, and
what its set is called, stands in `sentences`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from msm_rules.frozen import record
from msm_rules.graph.nodes import Body, Index, Node
from msm_rules.values.display import NOT_KNOWN, display
from msm_rules.values.licence_terms import alternatives_of
from msm_rules.values.operators import OPERATORS
from msm_rules.values.possible import FALSE, TRUE

_YES_NO = {
    "permits": ("{0} permits {1}", "{0} does not permit {1}"),
    "requires": ("{0} requires {1}", "{0} does not require {1}"),
    "prohibits": ("{0} prohibits {1}", "{0} does not prohibit {1}"),
    "less_equal": ("{0} ≤ {1}", "{0} > {1}"),
    "less": ("{0} < {1}", "{0} ≥ {1}"),
    "greater_equal": ("{0} ≥ {1}", "{0} < {1}"),
    "greater": ("{0} > {1}", "{0} ≤ {1}"),
    "equal": ("{0} = {1}", "{0} ≠ {1}"),
    **dict.fromkeys(("in", "licence_in"), ("{0} is among {1}", "{0} is not among {1}")),
    "category_in": ("the category of {0} is among {1}", "the category of {0} is not among {1}"),
    **dict.fromkeys(("matches", "licence_matches"),
                    ("{0} looks like {1}", "{0} does not look like {1}")),
    **dict.fromkeys(("equal_words", "licence_equal", "equal_sets", "equal_bools"),
                    ("{0} is {1}", "{0} is not {1}")),
    "covers": ("{0} include all of {1}", "{0} do not include all of {1}"),
    "overlaps": ("{0} include some of {1}", "{0} include none of {1}"),
}  # fmt: skip
"""A question that holds, and one that does not; every other one is told as `not so: ...`."""

_OF_LICENCES = {
    "user_cap": "the users that {0} allows",
    "excluded_territories": "the territories that {0} leaves out",
}

Said = Callable[[Index], str]
"""What argument N of a quantifier is called: a value from outside of its body."""


def answer(body: Body, who: str, result: int, said: Said, of: Said | None = None) -> str:
    """The body's question about `who`, with the answer it got.

    `of` tells what a node of the body, by its index, comes to where `who` is one member alone.
    """
    told = _Question(body, who, said, of or (lambda _: "")).answer(body.result, result)
    return told.replace(" among the list ", " on the list ")


@record
class _Question:
    body: Body
    who: str
    said: Said
    of: Said

    def answer(self, index: Index, result: int) -> str:
        node = self.body.nodes[index]
        if node.op == "not":
            return self.answer(node.args[0], {TRUE: FALSE, FALSE: TRUE}.get(result, result))
        operands = [self.operand(a) for a in node.args]
        if node.op in _YES_NO:
            yes, no = (text.format(*operands) for text in _YES_NO[node.op])
        else:
            yes = _plain(node, operands)
            no = f"it is not so that {yes}"
        return yes if result == TRUE else no if result == FALSE else f"not known whether {yes}"

    def operand(self, index: Index) -> str:
        node = self.body.nodes[index]
        if node.op == "member":
            return self.who
        if node.op == "captured":
            return self.said(int(str(node.const)))
        if not node.args:
            return display(node.type, node.const)  # type: ignore[arg-type]
        told = _plain(node, [self.operand(a) for a in node.args])
        value = self.of(index) if node.op in _OF_LICENCES else ""
        return f"{told} ({value})" if value else told


def _plain(node: Node, operands: Sequence[str]) -> str:
    if node.op in ("and", "or"):
        return f" {node.op} ".join(operands)
    text = _OF_LICENCES.get(node.op, OPERATORS[node.op].english)
    return text.format(*operands, args=", ".join(operands), fact="")


def of_licence(body: Body, index: Index, licence: str) -> str:
    """What a node that asks one licence for its users or territories comes to; empty for others."""
    node = body.nodes[index]
    if node.op not in _OF_LICENCES or body.nodes[node.args[0]].op != "member":
        return ""
    told = display(node.type, OPERATORS[node.op].meaning(alternatives_of(licence)))
    return "" if told == NOT_KNOWN else told
