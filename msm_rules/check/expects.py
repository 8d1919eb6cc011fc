"""What a test expects: whether it names what exists and asks it what it can answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from msm_rules.check.constants import Params, constant, is_one
from msm_rules.check.context import Context, State
from msm_rules.check.given import fact_named
from msm_rules.check.scope import Module, taken
from msm_rules.diagnostics import nearest
from msm_rules.frozen import changed, record
from msm_rules.graph.nodes import Obligation, Rule
from msm_rules.source import Span
from msm_rules.syntax import tree as t
from msm_rules.values.possible import Interval
from msm_rules.values.types import NUMBER


@record
class Names:
    """What expectations may name: rules, obligations, and those of which the text is in error."""

    rules: dict[str, Rule]
    obligations: frozenset[str]
    damaged: frozenset[str]  # written, but in error: nothing more is said of them
    complete: bool  # whether all rules and obligations could be read


def names(main: Module, rules: Sequence[Rule], obligations: Sequence[Obligation]) -> Names:
    """The names of the policy and of what it extends."""
    items = [item for module in main.line() for item in module.file.items]
    tiers = [i for i in items if isinstance(i, t.Tier)]
    written = {r.name.name for tier in tiers for r in tier.rules}
    written |= {i.name.name for i in items if isinstance(i, t.Obligation)}
    sound = {r.name: r for r in rules}
    due = frozenset(o.name for o in obligations)
    complete = not any(isinstance(i, t.Broken) for i in items) and not any(i.broken for i in tiers)
    return Names(sound, due, frozenset(written) - sound.keys() - due, complete)


def expected(
    ctx: Context, known: Names, clause: t.Expect, path: str, params: Params
) -> t.Expect | None:
    """The clause with its number computed; None after a diagnostic."""
    match clause:
        case t.ExpectVerdict():
            return clause if _rejected_by(ctx.state, known, clause) else None
        case t.ExpectValue():
            return _value(ctx, known, clause, path, params)
        case t.ExpectRule():
            return clause if _answers(ctx.state, known, clause) else None
        case t.ExpectOpen():
            return clause if fact_named(ctx, clause.fact) is not None else None
        case t.ExpectObligation():
            return clause if _obligation(ctx.state, known, clause.name) else None


def _rule(state: State, known: Names, word: t.Word) -> Rule | None:
    """The rule of that name; None after a diagnostic, here or where the rule stands."""
    found = known.rules.get(word.name)
    if found is None and word.name not in known.damaged and known.complete:
        _unknown(state, "rule", word, known.rules)
    return found


def _unknown(state: State, what: str, word: t.Word, known: Sequence[str] | dict[str, Rule]) -> None:
    near = nearest(word.name, known)
    label = f"did you mean `{near[0]}`?" if near else ""
    state.report("unknown-name", f"there is no {what} called `{word.name}`", word.span, label)


def _rejected_by(state: State, known: Names, clause: t.ExpectVerdict) -> bool:
    first: dict[str, Span] = {}
    before = len(state.diagnostics)
    for word in clause.by:
        rule = _rule(state, known, word)
        if rule is not None and rule.tier != "critical":
            state.report(
                "type-mismatch",
                f"`{word.name}` gives a score, and only critical rules reject",
                word.span,
            )
        if word.name in first:
            state.diagnostics.append(taken(word.name, word.span, first[word.name], "the rule"))
        first.setdefault(word.name, word.span)
    return len(state.diagnostics) == before


def _answers(state: State, known: Names, clause: t.ExpectRule) -> bool:
    rule, word = _rule(state, known, clause.rule), clause.rule
    if rule is None:
        return False
    if rule.tier != "critical":
        state.report(
            "type-mismatch",
            f"`{word.name}` gives a score, and is neither true nor false",
            clause.span,
            hint=f"compare it: `expect rule {word.name} == 1`",
        )
        return False
    if clause.state == "waived" and not rule.waivable:
        state.report(
            "closed-rule",
            f"the rule `{word.name}` may not be waived, so it never is",
            clause.span,
            hint="its owner would have to add `waivable at most … days`",
        )
        return False
    return True


def _obligation(state: State, known: Names, word: t.Word) -> bool:
    if word.name in known.obligations:
        return True
    if word.name not in known.damaged and known.complete:
        _unknown(state, "obligation", word, sorted(known.obligations))
    return False


# --- scores ------------------------------------------------------------------------------------


def _value(
    ctx: Context, known: Names, clause: t.ExpectValue, path: str, params: Params
) -> t.ExpectValue | None:
    subject = _has_score(ctx.state, known, clause)
    name = clause.subject.name
    value = constant(ctx, clause.value, f"{path}.expect.{name}", NUMBER, name, params)
    if value is None or not subject:
        return None
    x, span = cast(Interval, value)[0], clause.value.span
    if not is_one(NUMBER, cast(Interval, value)) or not 0 <= x <= 1:
        hint = f"write {x:g}%" if 1 < x <= 100 else None
        message = f"a score lies between 0 and 1, and this is {x:g}"
        ctx.state.report("bad-range", message, span, hint=hint)
        return None
    return changed(clause, value=t.Number(x, "number", span.text, span))


def _has_score(state: State, known: Names, clause: t.ExpectValue) -> bool:
    name, span = clause.subject.name, clause.subject.span
    if clause.is_rule:
        rule = _rule(state, known, clause.subject)
        if rule is not None and rule.tier == "critical":
            state.report(
                "type-mismatch",
                f"`{name}` is a critical rule, and has no score",
                span,
                hint=f"write `expect rule {name} is true`, `false`, `unknown` or `waived`",
            )
            return False
        return rule is not None
    if name == "critical":
        state.report("type-mismatch", "the critical tier has no score", span)
    elif name not in state.tiers_written:
        what = "no scored tier" if name == "score" else f"no `{name}` tier"
        state.report("unknown-name", f"this policy has {what}", span)
    else:
        return True
    return False
