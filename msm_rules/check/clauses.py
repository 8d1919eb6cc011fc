"""Which clauses a rule may have in its tier, how often, and which it must have.

Reports `misplaced-clause` and hands on what is left. A rule with a misplaced clause or a syntax
error is not also told what it lacks.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TypeVar

from msm_rules.check.context import State
from msm_rules.diagnostics import Label
from msm_rules.frozen import record
from msm_rules.source import Span
from msm_rules.syntax import tree as t

_CRITICAL_ONLY = "in the critical tier"
_SCORED_ONLY = "in a scored tier"
_T = TypeVar("_T")


def words_of(clause: t.RuleClause) -> str:
    """How the author wrote a clause, without its content: `when unknown pass`."""
    match clause:
        case t.Condition("applies"):
            return "applies if"
        case t.Condition(kind) | t.Note(kind):
            return kind
        case t.Score():
            return "score"
        case t.WhenUnknown(choice):
            return f"when unknown {choice}"
        case t.WhenUncertain(take):
            return f"when uncertain take {take}"
        case t.Otherwise():
            return "otherwise review"
        case t.Waivable():
            return "waivable"


def _home(clause: t.RuleClause) -> str | None:
    """Where a clause belongs, None if anywhere."""
    match clause:
        case t.Condition("require" | "forbid") | t.Otherwise() | t.Waivable():
            return _CRITICAL_ONLY
        case t.WhenUnknown("reject" | "pass"):
            return _CRITICAL_ONLY
        case t.Condition("prefer") | t.Score() | t.WhenUncertain() | t.WhenUnknown("score"):
            return _SCORED_ONLY
        case _:
            return None


def _instead(clause: t.RuleClause, critical: bool) -> str | None:
    match clause:
        case t.Condition("prefer") | t.Score() if critical:
            return "a requirement is written `require` or `forbid`"
        case t.Condition("require") if not critical:
            return "a preference is written `prefer`, or `score 1 if …`"
        case t.Condition("forbid") if not critical:
            return "a preference is written `prefer not …`"
        case t.WhenUnknown("reject" | "pass") if not critical:
            return "a score that stands in for the unknown is written `when unknown score 0`"
        case t.WhenUnknown("score") if critical:
            return "write `when unknown reject` or `when unknown pass`"
        case _:
            return None


@record
class Clauses:
    """The clauses of a rule that stand where they may, by kind."""

    conditions: tuple[t.Condition, ...]  # require, forbid, prefer
    applies: t.Condition | None
    scores: tuple[t.Score, ...]
    unknown: t.WhenUnknown | None
    uncertain: t.WhenUncertain | None
    otherwise: t.Otherwise | None
    waivable: t.Waivable | None
    because: tuple[str, ...]
    cites: tuple[str, ...]
    complete: bool  # has what a rule of its tier needs


def sort_clauses(state: State, rule: t.Rule, critical: bool) -> Clauses:
    """The clauses of a rule by kind, after reporting those out of place, twice, or missing."""
    before = len(state.diagnostics)
    kept = [c for c in rule.clauses if _in_its_tier(state, c, critical)]
    single = [c for c in kept if not _may_repeat(c)]
    once(state, [(_slot(c), c.span) for c in single], "this rule")
    conditions = tuple(c for c in kept if isinstance(c, t.Condition) and c.kind != "applies")
    scores = tuple(c for c in kept if isinstance(c, t.Score))
    _prefer_or_score(state, conditions, scores)
    complete = bool(conditions or scores)
    if not complete and not rule.broken and len(state.diagnostics) == before:
        wanted = "`require` or `forbid`" if critical else "`prefer` or `score`"
        state.report(
            "misplaced-clause",
            f"the rule `{rule.name.name}` says nothing: it needs {wanted}",
            rule.name.span,
        )
    notes = [c for c in kept if isinstance(c, t.Note)]
    return Clauses(
        conditions,
        _first(c for c in kept if isinstance(c, t.Condition) and c.kind == "applies"),
        scores,
        _first(c for c in kept if isinstance(c, t.WhenUnknown)),
        _first(c for c in kept if isinstance(c, t.WhenUncertain)),
        _first(c for c in kept if isinstance(c, t.Otherwise)),
        _first(c for c in kept if isinstance(c, t.Waivable)),
        tuple(n.text.value for n in notes if n.kind == "because"),
        tuple(n.text.value for n in notes if n.kind == "cite"),
        complete,
    )


def _first(found: Iterable[_T]) -> _T | None:
    return next(iter(found), None)


def _in_its_tier(state: State, clause: t.RuleClause, critical: bool) -> bool:
    home = _home(clause)
    if home is None or (home == _CRITICAL_ONLY) == critical:
        return True
    state.report(
        "misplaced-clause",
        f"`{words_of(clause)}` stands only {home}",
        clause.span,
        hint=_instead(clause, critical),
    )
    return False


def _may_repeat(clause: t.RuleClause) -> bool:
    match clause:
        case t.Condition("require" | "forbid") | t.Score() | t.Note():
            return True
        case _:
            return False


def _slot(clause: t.RuleClause) -> str:
    """What there may be only one of: the two kinds of `when unknown` share a slot."""
    match clause:
        case t.WhenUnknown():
            return "when unknown"
        case t.WhenUncertain():
            return "when uncertain"
        case _:
            return words_of(clause)


def once(state: State, clauses: Sequence[tuple[str, Span]], owner: str) -> None:
    """Report every clause that stands a second time."""
    first: dict[str, Span] = {}
    for name, span in clauses:
        if name in first:
            state.report(
                "misplaced-clause",
                f"{owner} has `{name}` already",
                span,
                "and here again",
                (Label(first[name], "first here"),),
                "keep one of them",
            )
        else:
            first[name] = span


def _prefer_or_score(
    state: State, conditions: Sequence[t.Condition], scores: Sequence[t.Score]
) -> None:
    prefer = _first(c for c in conditions if c.kind == "prefer")
    if prefer and scores:
        state.report(
            "misplaced-clause",
            "a rule has either `prefer` or `score`, not both",
            scores[0].span,
            others=(Label(prefer.span, "`prefer` stands here"),),
        )
    for step in scores[:-1]:
        if step.condition is None:
            state.report(
                "misplaced-clause",
                "only the last `score` of a rule may lack `if`",
                step.span,
                "the steps below are never reached",
            )
