"""What would settle a decision, in sentences: what we still need to know.

Owns the wording of open facts and of licence terms on which nobody knows a licence's word.
"""

from __future__ import annotations

from collections.abc import Mapping

from msm_rules import licences
from msm_rules.diagnostics.cells import visible
from msm_rules.graph.nodes import Index
from msm_rules.proof.document import leaf_key
from msm_rules.proof.evidence import facts_under
from msm_rules.proof.nouns import noun
from msm_rules.proof.phrases import fact_shown
from msm_rules.proof.subject import Subject
from msm_rules.values.display import NOT_KNOWN

_MODEL, _LICENCE = "model.", "licence "

_OF_LICENCE = {
    "category": "which kind of licence {} is",
    "user-cap": "above how many users {} ends",
    "territories": "which countries {} leaves out",
}


def needs(subject: Subject) -> tuple[str, ...]:
    """A sentence for each thing that is open, in the order of the open facts."""
    if not subject.open_facts:
        return ()
    used = _rules_by_fact(subject)
    return tuple(_sentence(subject, name, used) for name in subject.open_facts)


def _sentence(subject: Subject, name: str, used: Mapping[str, list[str]]) -> str:
    if name.startswith(_LICENCE):
        return _about_licence(name.removeprefix(_LICENCE))
    key = name.removeprefix(_MODEL)
    leaf = _leaf(subject, key)
    value = NOT_KNOWN if leaf is None else fact_shown(subject, leaf)
    so_far = "" if value == NOT_KNOWN else f" ({value} so far)"
    return f"{noun(key)}{so_far}" + (f", for {', '.join(used[key])}" if key in used else "")


def _about_licence(said: str) -> str:
    licence, colon, term = said.partition(": ")
    shown = visible(licences.resolve(licence) or licence)
    if not colon:
        return f"which part of {shown} applies: its parts differ"
    if term in _OF_LICENCE:
        return _OF_LICENCE[term].format(shown)
    return f"what {shown} says of {visible(term)}"


def _leaf(subject: Subject, key: str) -> Index | None:
    nodes = subject.graph.nodes
    leaves = (i for i, n in enumerate(nodes) if n.op == "fact" and leaf_key(subject, i) == key)
    return next(leaves, None)


def _rules_by_fact(subject: Subject) -> Mapping[str, list[str]]:
    """The rules that rest on each fact."""
    found: dict[str, list[str]] = {}
    for rule in subject.graph.rules:
        for key in {leaf_key(subject, i) for i in facts_under(subject, rule.raw)}:
            found.setdefault(key, []).append(visible(rule.name))
    return found
