"""Waivers and obligations as nodes."""

from __future__ import annotations

from collections.abc import Sequence

from msm_rules.check.clauses import once
from msm_rules.check.context import Context, State, Typed
from msm_rules.check.demands import condition
from msm_rules.check.fact_paths import fact_leaf
from msm_rules.check.scope import Module, taken
from msm_rules.diagnostics import Label, nearest
from msm_rules.frozen import changed
from msm_rules.graph.nodes import Index, Obligation, Rule, Waiver
from msm_rules.source import Span
from msm_rules.syntax import tree as t
from msm_rules.values.types import BOOL, DATE, HUB_ID, STRING


def waivers(
    ctx: Context, main: Module, rules: Sequence[Rule], written: dict[str, t.Rule]
) -> tuple[tuple[Rule, ...], tuple[Waiver, ...]]:
    """All waivers of the line, and the rules with their results after them."""
    found: list[Waiver] = []
    ids: dict[str, Span] = {}
    by_name = {r.name: r for r in rules}
    for module in main.line():
        for item in module.file.items:
            if not isinstance(item, t.Waiver):
                continue
            if item.id.value in ids:
                first = ids[item.id.value]
                ctx.state.diagnostics.append(
                    taken(item.id.value, item.id.span, first, "the waiver")
                )
                continue
            ids[item.id.value] = item.id.span
            waiver = _waiver(ctx, item, by_name, written)
            if waiver is not None:
                found.append(waiver)
    return tuple(_waived(ctx, rule, found) for rule in rules), tuple(found)


def _waived(ctx: Context, rule: Rule, found: Sequence[Waiver]) -> Rule:
    """The rule after its waivers; a waivable rule has this node even without any."""
    if not rule.waivable:
        return rule
    own = tuple(i for i, w in enumerate(found) if w.rule == rule.name)
    args = (rule.result, *(found[i].active for i in own))
    result = ctx.builder.add(f"{rule.tier}.{rule.name}", "waive", args, BOOL)
    return changed(rule, result=result, waivers=own)


_REQUIRED = {
    "rule": "which `rule` it lifts",
    "models": "for which `models`",
    "period": "`from` which day `until` which",
    "approved": "who it is `approved by`",
    "because": "why: `because`",
}


def _slot(clause: t.WaiverClause) -> str:
    match clause:
        case t.WaiverRule():
            return "rule"
        case t.WaiverModels():
            return "models"
        case t.WaiverPeriod():
            return "period"
        case t.WaiverText(kind):
            return kind


def _waiver(
    ctx: Context, item: t.Waiver, rules: dict[str, Rule], written: dict[str, t.Rule]
) -> Waiver | None:
    state = ctx.state
    once(state, [(_slot(c), c.span) for c in item.clauses], "the waiver")
    there = {_slot(c): c for c in reversed(item.clauses)}
    if item.broken:
        return None
    lacking = [words for slot, words in _REQUIRED.items() if slot not in there]
    if lacking:
        state.report(
            "incomplete-waiver",
            f"the waiver `{item.id.value}` does not say {', '.join(lacking)}",
            item.id.span,
        )
    sound = not lacking
    for clause in there.values():
        match clause:
            case t.WaiverRule():
                sound = _may_lift(state, clause, rules, written) and sound
            case t.WaiverModels():
                sound = _owners(state, clause) and sound
            case t.WaiverPeriod():
                lifted = there.get("rule")
                name = lifted.rule.name if isinstance(lifted, t.WaiverRule) else ""
                sound = _period(state, clause, written.get(name)) and sound
            case t.WaiverText(kind, text) if not text.value.strip():
                state.report("incomplete-waiver", f"`{kind}` says nothing", text.span)
                sound = False
    return _build(ctx, item, there) if sound else None


def _may_lift(
    state: State, clause: t.WaiverRule, rules: dict[str, Rule], written: dict[str, t.Rule]
) -> bool:
    name = clause.rule.name
    rule = written.get(name)
    if rule is None:
        near = nearest(name, written)
        state.report(
            "unknown-name", f"there is no rule called `{name}`", clause.rule.span,
            f"did you mean `{near[0]}`?" if near else "",
        )  # fmt: skip
        return False
    if rule.broken or any(isinstance(c, t.Waivable) for c in rule.clauses):
        return name in rules
    state.report(
        "closed-rule",
        f"the rule `{name}` may not be waived",
        clause.rule.span,
        others=(Label(rule.name.span, "this rule is not `waivable`"),),
        hint="its owner would have to add `waivable at most … days`",
    )
    return False


def _owners(state: State, clause: t.WaiverModels) -> bool:
    """Every pattern names its owner in full, so that a waiver never reaches strangers."""
    sound = bool(clause.patterns)
    if not sound:
        state.report("incomplete-waiver", "the waiver names no models", clause.span)
    for pattern in clause.patterns:
        owner, slash, _ = pattern.value.partition("/")
        if not slash or not owner or "*" in owner or "?" in owner:
            state.report(
                "incomplete-waiver",
                f"the pattern `{pattern.value}` does not name whose models it means",
                pattern.span,
                hint='write the owner in full: "meta-llama/*"',
            )
            sound = False
    return sound


def _period(state: State, clause: t.WaiverPeriod, rule: t.Rule | None) -> bool:
    days = clause.until.ordinal - clause.start.ordinal + 1
    if days <= 0:
        state.report("bad-range", "this waiver ends before it starts", clause.span)
        return False
    limit = next((c for c in rule.clauses if isinstance(c, t.Waivable)), None) if rule else None
    if limit is not None and limit.at_most is not None and days > limit.at_most.value:
        state.report(
            "bad-range",
            f"this waiver holds for {days} days, and its rule allows "
            f"{limit.at_most.value:g} at most",
            clause.span,
            others=(Label(limit.span, "the rule says so here"),),
        )
        return False
    return True


def _build(ctx: Context, item: t.Waiver, there: dict[str, t.WaiverClause]) -> Waiver:
    rule, models, period = there["rule"], there["models"], there["period"]
    assert isinstance(rule, t.WaiverRule)
    assert isinstance(models, t.WaiverModels)
    assert isinstance(period, t.WaiverPeriod)
    path = f"waiver.{item.id.value}"
    texts = {k: c.text.value for k, c in there.items() if isinstance(c, t.WaiverText)}
    parts = [*_days(ctx, period, path), _named(ctx, models, path)]
    if "revision" in texts:
        revision = fact_leaf(ctx, ctx.state.vocabulary.facts["revision"], item.id.span)
        only = ctx.constant(
            f"{path}.revision.is", STRING, frozenset({texts["revision"]}), item.id.span
        )
        parts.append(
            ctx.add(f"{path}.revision", "equal_words", [revision, only], BOOL, item.span).node
        )
    active = ctx.builder.add(path, "and", parts, BOOL, span=item.span)
    return Waiver(
        item.id.value,
        rule.rule.name,
        tuple(p.value for p in models.patterns),
        period.start.ordinal,
        period.until.ordinal,
        texts["approved"],
        texts["because"],
        texts.get("revision"),
        active,
        item.span,
    )


def _days(ctx: Context, period: t.WaiverPeriod, path: str) -> list[Index]:
    root = ctx.state.root
    today = Typed(root.leaf("today", "today", DATE), DATE, period.span)
    first, last = float(period.start.ordinal), float(period.until.ordinal)
    start = ctx.constant(f"{path}.from.day", DATE, (first, first), period.start.span)
    until = ctx.constant(f"{path}.until.day", DATE, (last, last), period.until.span)
    return [
        ctx.add(f"{path}.from", "greater_equal", [today, start], BOOL, period.span).node,
        ctx.add(f"{path}.until", "less_equal", [today, until], BOOL, period.span).node,
    ]


def _named(ctx: Context, models: t.WaiverModels, path: str) -> Index:
    id = fact_leaf(ctx, ctx.state.vocabulary.facts["id"], models.span)
    tests: list[Index] = []
    for n, pattern in enumerate(models.patterns, 1):
        glob = frozenset({pattern.value.casefold()})
        only = ctx.constant(f"{path}.models.{n}.pattern", HUB_ID, glob, pattern.span)
        tests.append(ctx.add(f"{path}.models.{n}", "matches", [id, only], BOOL, pattern.span).node)
    return ctx.builder.add(f"{path}.models", "or", tests, BOOL, span=models.span)


def obligations(ctx: Context, main: Module) -> tuple[Obligation, ...]:
    """All obligations of the line."""
    found: list[Obligation] = []
    names: dict[str, Span] = {}
    for module in main.line():
        for item in module.file.items:
            if not isinstance(item, t.Obligation):
                continue
            name = item.name.name
            if name in names:
                ctx.state.diagnostics.append(
                    taken(name, item.name.span, names[name], "the obligation")
                )
                continue
            names[name] = item.name.span
            one = _obligation(ctx.at(module=module), item)
            if one is not None:
                found.append(one)
    return tuple(found)


def _obligation(ctx: Context, item: t.Obligation) -> Obligation | None:
    conditions = [c for c in item.clauses if isinstance(c, t.ObligationIf)]
    once(ctx.state, [("if", c.span) for c in conditions], "the obligation")
    if not conditions:
        if not item.broken:
            ctx.state.report(
                "misplaced-clause",
                f"the obligation `{item.name.name}` does not say when it is due",
                item.name.span,
                hint="add `if …`; `if true` for always",
            )
        return None
    path = f"obligation.{item.name.name}"
    due = condition(ctx, conditions[0].expr, f"{path}.if", "an obligation")
    if due is None:
        return None
    node = ctx.builder.add(path, "and", (due.node,), BOOL, span=item.span)
    cites = tuple(c.text.value for c in item.clauses if isinstance(c, t.Note) and c.kind == "cite")
    return Obligation(item.name.name, item.text.value, node, cites, item.span)
