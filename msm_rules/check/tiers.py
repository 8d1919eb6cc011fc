"""Layering: which rules, tiers, decide and rank a policy ends up with, after its bases.

What a base wrote is closed unless it is marked `open`; whatever replaces it is marked `override`
and keeps its place. Reports `closed-rule`, blocks that stand twice, and names that clash.
"""

from __future__ import annotations

from dataclasses import dataclass

from msm_rules.check.clauses import once
from msm_rules.check.context import State
from msm_rules.check.scope import Module, taken
from msm_rules.diagnostics import Label
from msm_rules.frozen import record
from msm_rules.syntax import tree as t

SCORED = ("important", "contextual")


@record
class Placed:
    """A rule, the module it was written in, and its tier."""

    rule: t.Rule
    module: Module
    tier: str


@record
class Block:
    """`decide` or `rank` and the module it was written in."""

    item: t.Decide | t.Rank
    module: Module


@dataclass(slots=True)
class Layered:
    """What a policy consists of after layering."""

    rules: list[Placed]
    places: dict[str, int]  # where the rule of each name stands
    weights: dict[str, tuple[t.Tier, Module]]  # the block that first wrote each tier
    decide: Block | None
    rank: Block | None


def layer(state: State, main: Module) -> Layered:
    """Put a policy and its bases together, bases first."""
    _one_with_scores(state, main)
    found = Layered([], {}, {}, None, None)
    latest: dict[str, tuple[t.Tier, Module]] = {}
    for module in main.line():
        items = module.file.items
        once(state, [(i.kind, i.kind_span) for i in items if isinstance(i, t.Tier)], "the policy")
        seen: set[str] = set()
        for item in items:
            if isinstance(item, t.Tier) and item.kind not in seen:
                seen.add(item.kind)
                _tier(state, found, latest, item, module)
        found.decide = _block(state, t.Decide, "decide", found.decide, module)
        found.rank = _block(state, t.Rank, "rank", found.rank, module)
    _not_empty(state, found, latest)
    return found


def _tier(
    state: State,
    found: Layered,
    latest: dict[str, tuple[t.Tier, Module]],
    item: t.Tier,
    module: Module,
) -> None:
    first = found.weights.get(item.kind)
    if item.kind == "critical" and item.weight is not None:
        state.report("misplaced-clause", "the critical tier has no weight", item.weight.span)
    if first is not None and item.kind in SCORED:
        _extended_tier(state, latest[item.kind][0], item)
    found.weights.setdefault(item.kind, (item, module))
    latest[item.kind] = (item, module)
    for rule in item.rules:
        _rule(state, found, rule, module, item.kind)


def _extended_tier(state: State, base: t.Tier, item: t.Tier) -> None:
    """A scored tier of a base takes new rules only if it is open, and keeps its weight."""
    there = (Label(base.kind_span, "the base wrote it here"),)
    if item.weight is not None:
        state.report(
            "closed-rule", f"the weight of the inherited tier `{item.kind}` stays as it is",
            item.weight.span, others=there,
        )  # fmt: skip
    added = [r for r in item.rules if not r.override]
    if added and not base.open:
        state.report(
            "closed-rule",
            f"the tier `{item.kind}` of the base takes no further rules",
            item.kind_span,
            f"this adds {len(added)} rule{'' if len(added) == 1 else 's'}",
            there,
            f"the base would have to say `open {item.kind}`",
        )


def _rule(state: State, found: Layered, rule: t.Rule, module: Module, tier: str) -> None:
    """Place a rule; one that may not stand there is reported, and still checked where it stands."""
    name = rule.name.name
    at = found.places.get(name)
    old = found.rules[at] if at is not None else None
    if rule.override:
        if at is None or old is None or old.module is module or old.tier != tier:
            state.report(
                "closed-rule",
                f"there is no inherited rule `{name}` in this tier to override",
                rule.name.span,
                hint="take `override` away if this is a new rule",
            )
        elif not old.rule.open:
            state.report(
                "closed-rule",
                f"the base does not leave the rule `{name}` open",
                rule.name.span,
                "this would replace it",
                (Label(old.rule.name.span, "the base wrote it here"),),
                f"the base would have to say `open rule {name}`; "
                "a waiver, or a rule of your own beside it, may serve instead",
            )
        else:
            found.rules[at] = Placed(rule, module, tier)
            return
    elif old is not None:
        state.diagnostics.append(taken(name, rule.name.span, old.rule.name.span, "the rule"))
        if old.module is not module and old.rule.open:
            last = state.diagnostics.pop()
            state.report(
                last.name, last.message, last.span, last.label, last.others,
                f"to replace it, write `override rule {name}`",
            )  # fmt: skip
    found.places.setdefault(name, len(found.rules))
    found.rules.append(Placed(rule, module, tier))


def _block(
    state: State, kind: type[t.Decide | t.Rank], name: str, old: Block | None, module: Module
) -> Block | None:
    items = [i for i in module.file.items if isinstance(i, kind)]
    once(state, [(name, i.kind_span) for i in items], "the policy")
    if not items:
        return old
    item = items[0]
    if old is None:
        if item.override:
            state.report(
                "closed-rule", f"there is no inherited `{name}` to override", item.kind_span
            )
        return Block(item, module)
    if item.override and old.item.open:
        return Block(item, module)
    said = "open" if item.override else "override" if old.item.open else "closed"
    state.report(
        "closed-rule",
        f"the base has a `{name}` of its own, and does not leave it open"
        if said != "override"
        else f"the base has a `{name}` of its own",
        item.kind_span,
        others=(Label(old.item.kind_span, "the base wrote it here"),),
        hint=f"to replace it, write `override {name}`"
        if said == "override"
        else f"the base would have to say `open {name}`",
    )
    return old


def _not_empty(state: State, found: Layered, latest: dict[str, tuple[t.Tier, Module]]) -> None:
    for kind, (tier, _) in latest.items():
        empty = not any(p.tier == kind for p in found.rules)
        if kind in SCORED and empty and not tier.broken and not tier.rules:
            state.report(
                "misplaced-clause", f"the tier `{kind}` has no rules", tier.kind_span,
                hint="write a rule, or leave the tier out",
            )  # fmt: skip


def _one_with_scores(state: State, main: Module) -> None:
    """If a policy extends several, at most one of them has scored tiers, `decide` or `rank`."""
    policy = main.policy
    if policy is None or len(main.bases) < 2:
        return
    first: Module | None = None
    for base in main.bases:
        owners = {m.source.name for m in base.line() if _scores(m)}
        if not owners:
            continue
        if first is None:
            first = base
            continue
        if owners <= {m.source.name for m in first.line()}:
            continue  # the same base, reached twice
        state.report(
            "closed-rule",
            f"`{base.source.name}` and `{first.source.name}` both have scored tiers, `decide` or "
            "`rank`, and a policy takes these from one base",
            policy.name.span,
            hint="extend one of them, and take requirements alone from the other",
        )


def _scores(module: Module) -> bool:
    return any(
        isinstance(i, t.Decide | t.Rank) or (isinstance(i, t.Tier) and i.kind in SCORED)
        for i in module.file.items
    )
