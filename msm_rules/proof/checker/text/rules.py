"""What the text says a rule is: its raw result, its result, and the terms of its clauses.

Written from language.md (Items of a file): critical rules are conditions that hold together,
scored rules a number; then `when ...`, then waivers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msm_rules.proof.checker.claims import Row
from msm_rules.proof.checker.text.terms import Place
from msm_rules.proof.checker.text.words import clauses_of, rule_words
from msm_rules.syntax import tree as t

_WHEN = {"reject": "unknown_rejects", "pass": "unknown_passes"}
_WORDS = ("name", "tier", "when", "otherwise", "waivable")
Built = tuple[int, int, int | None, list[Any]]


def rule_row(place: Place, rule: t.Rule, tier: str, waivers: Mapping[str, Any]) -> Row:
    """A rule as `policy.graph` of a proof has it; `waivers` are the rule and term of each."""
    words = rule_words(rule, tier)
    raw, result, applies, clauses = (_critical if tier == "critical" else _scored)(place, rule)
    own = [n for n, w in waivers.items() if w[0] == words["name"]] if words["waivable"] else []
    if words["waivable"]:
        result = place.joined("waive", [result, *(waivers[n][1] for n in own)])
    return {
        **{word: words[word] for word in _WORDS},
        "raw": raw,
        "result": result,
        "clauses": clauses,
        "applies": applies,
        "weight": weight(place, rule.weight),
        "waivers": sorted(own),
    }


def weight(place: Place, written: t.Expr | None) -> int:
    """A weight; one that is not written is 1."""
    if written is None:
        return place.constant("number", (1.0, 1.0), None).term
    return place.read(written).term


def _applies(rule: t.Rule) -> list[t.Condition]:
    return clauses_of(rule, t.Condition, lambda c: c.kind == "applies")


def _critical(place: Place, rule: t.Rule) -> Built:
    parts, clauses = [], []
    for clause in clauses_of(rule, t.Condition, lambda c: c.kind != "applies"):
        node = place.read(clause.expr).term
        clauses.append([clause.kind, node, None])
        forbids = clause.kind == "forbid"
        parts.append(place.joined("not", [node], clause.span) if forbids else node)
    raw = place.joined("and", parts)
    for clause in _applies(rule):
        node = place.read(clause.expr).term
        clauses.append(["applies", node, None])
        raw = place.joined("or", [place.joined("not", [node], clause.span), raw])
    result = raw
    for unknown in clauses_of(rule, t.WhenUnknown):
        result = place.joined(_WHEN[unknown.choice], [raw])
    return raw, result, None, clauses


def _scored(place: Place, rule: t.Rule) -> Built:
    applies, raw, clauses = None, None, list[Any]()
    for clause in _applies(rule):
        applies = place.read(clause.expr).term
        clauses.append(["applies", applies, None])
    for clause in clauses_of(rule, t.Condition, lambda c: c.kind == "prefer"):
        node = place.read(clause.expr).term
        clauses.append(["prefer", node, None])
        raw = place.make("prefer", [node], "score", clause.span)
    steps = [_step(place, step) for step in clauses_of(rule, t.Score)]
    if raw is None:
        raw = place.make("score_of", [_chosen(place, steps)], "score")
    return raw, _settled(place, rule, raw), applies, [*clauses, *steps]


def _step(place: Place, step: t.Score) -> list[Any]:
    holds = None if step.condition is None else place.read(step.condition).term
    return ["score", holds, place.read(step.value).term]


def _chosen(place: Place, steps: Sequence[Any]) -> int:
    """Nested choices, the last step innermost; 0 where none holds."""
    rest = place.constant("number", (0.0, 0.0), None).term
    for _, holds, value in reversed(steps):
        rest = value if holds is None else place.make("if", [holds, value, rest], "number")
    return rest


def _settled(place: Place, rule: t.Rule, raw: int) -> int:
    """The score after `when unknown score` and `when uncertain take`."""
    result = raw
    for unknown in clauses_of(rule, t.WhenUnknown):
        if unknown.score is None:
            raise ValueError(f"the rule {rule.name.name} says no score")
        instead = place.make("score_of", [place.read(unknown.score).term], "score")
        blank = place.add("blank", [], "score", None, const=raw).term
        result = place.make("unknown_scores", [raw, blank, instead], "score")
    for uncertain in clauses_of(rule, t.WhenUncertain):
        result = place.make(f"take_{uncertain.take}", [result], "score")
    return result
