"""What the text says a rule is: its raw result, its result, and the terms of its clauses.

Written from language.md (Items of a file): critical rules are conditions that hold together,
scored rules a number; then `when ...`, then waivers.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from msm_rules.proof.checker.claims import Row
from msm_rules.proof.checker.text.terms import Place, must_be
from msm_rules.proof.checker.text.words import clauses_of, one_of, rule_words
from msm_rules.syntax import tree as t

_WHEN = {"reject": "unknown_rejects", "pass": "unknown_passes"}
_WORDS = ("name", "tier", "when", "otherwise", "waivable")
Built = tuple[int, int, int | None, list[Any]]


def rule_row(place: Place, rule: t.Rule, tier: str, waivers: Mapping[str, Any]) -> Row:
    """A rule as `policy.graph` of a proof has it; `waivers` are the rule and term of each."""
    _demand_own(rule, tier == "critical")
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
    return place.static(must_be("number", place.read(written))).term


def _demand_own(rule: t.Rule, critical: bool) -> None:
    """Raise ValueError where a clause of another tier stands in a rule, or none that it needs."""
    needed = False
    for clause in rule.clauses:
        match clause:
            case t.Condition("applies") | t.Note():
                continue
            case t.Condition(kind):
                own, needed = (kind != "prefer") == critical, True
            case t.Score():
                own, needed = not critical, True
            case t.WhenUnknown(choice):
                own = (choice != "score") == critical
            case t.WhenUncertain():
                own = not critical
            case _:
                own = critical
        if not own:
            raise ValueError(f"the rule {rule.name.name} has a clause of another tier")
    if not needed:
        raise ValueError(f"the rule {rule.name.name} says nothing")


def _applies(rule: t.Rule) -> t.Condition | None:
    return one_of(rule, t.Condition, lambda c: c.kind == "applies")


def _critical(place: Place, rule: t.Rule) -> Built:
    parts, clauses = [], []
    for clause in clauses_of(rule, t.Condition, lambda c: c.kind in ("require", "forbid")):
        node = place.holds(clause.expr)
        clauses.append([clause.kind, node, None])
        forbids = clause.kind == "forbid"
        parts.append(place.joined("not", [node], clause.span) if forbids else node)
    raw = place.joined("and", parts)
    if (where := _applies(rule)) is not None:
        node = place.holds(where.expr)
        clauses.append(["applies", node, None])
        raw = place.joined("or", [place.joined("not", [node], where.span), raw])
    unknown = one_of(rule, t.WhenUnknown)
    result = raw if unknown is None else place.joined(_WHEN[unknown.choice], [raw])
    return raw, result, None, clauses


def _scored(place: Place, rule: t.Rule) -> Built:
    applies, clauses = None, list[Any]()
    if (where := _applies(rule)) is not None:
        applies = place.static(must_be("bool", place.read(where.expr))).term
        clauses.append(["applies", applies, None])
    steps = [_step(place, step) for step in clauses_of(rule, t.Score)]
    prefer = one_of(rule, t.Condition, lambda c: c.kind == "prefer")
    if (prefer is None) == (not steps):
        raise ValueError(f"the rule {rule.name.name} has `prefer` or `score`")
    if prefer is None:
        raw = place.make("score_of", [_chosen(place, steps)], "score")
    else:
        node = place.holds(prefer.expr)
        clauses.append(["prefer", node, None])
        raw = place.make("prefer", [node], "score", prefer.span)
    return raw, _settled(place, rule, raw), applies, [*clauses, *steps]


def _step(place: Place, step: t.Score) -> list[Any]:
    holds = None if step.condition is None else place.holds(step.condition)
    return ["score", holds, place.number(step.value)]


def _chosen(place: Place, steps: Sequence[Any]) -> int:
    """Nested choices, the last step innermost; 0 where none holds."""
    rest = place.constant("number", (0.0, 0.0), None).term
    for _, holds, value in reversed(steps):
        rest = value if holds is None else place.make("if", [holds, value, rest], "number")
    return rest


def _settled(place: Place, rule: t.Rule, raw: int) -> int:
    """The score after `when unknown score` and `when uncertain take`."""
    result = raw
    if (unknown := one_of(rule, t.WhenUnknown)) is not None:
        if unknown.score is None:
            raise ValueError(f"the rule {rule.name.name} says no score")
        instead = place.make("score_of", [place.number(unknown.score)], "score")
        blank = place.add("blank", [], "score", None, const=raw).term
        result = place.make("unknown_scores", [raw, blank, instead], "score")
    if (uncertain := one_of(rule, t.WhenUncertain)) is not None:
        result = place.make(f"take_{uncertain.take}", [result], "score")
    return result
