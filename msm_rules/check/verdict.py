"""Tiers, the verdict and the order of candidates as nodes (language.md, Verdict)."""

from __future__ import annotations

from collections.abc import Sequence

from msm_rules.check.clauses import once
from msm_rules.check.context import Context, Typed
from msm_rules.check.demands import condition, ordered
from msm_rules.check.header import a_duration
from msm_rules.check.rules import weight_node
from msm_rules.check.tiers import SCORED, Layered
from msm_rules.frozen import record
from msm_rules.graph.nodes import Index, RankKey, Rule, Tier
from msm_rules.syntax import tree as t
from msm_rules.values.possible import FALSE, TRUE
from msm_rules.values.types import BOOL, NUMBER, SCORE, VERDICT


@record
class Verdict:
    """The nodes of the outcome."""

    tiers: tuple[Tier, ...]
    critical: Index
    soft: Index
    score: Index | None
    accept: Index
    review: Index
    verdict: Index
    valid_for: float | None


def verdict_nodes(ctx: Context, layered: Layered, rules: Sequence[Rule]) -> Verdict | None:
    """The nodes from the rules' results to the verdict; None if a condition is in error."""
    state, builder = ctx.state, ctx.builder
    hard = [r.result for r in rules if r.tier == "critical" and r.otherwise is None]
    soft = [r.result for r in rules if r.tier == "critical" and r.otherwise is not None]
    critical_node = _all(ctx, "critical", hard)
    soft_node = _all(ctx, "soft", soft)
    state.tiers["critical"] = critical_node
    tiers = _tiers(ctx, layered, rules)
    score = _score(ctx, tiers) if tiers else None
    decide = layered.decide.item if layered.decide else None
    inside = ctx.at(module=layered.decide.module if layered.decide else ctx.module, in_decide=True)
    conditions = _conditions(inside, decide if isinstance(decide, t.Decide) else None)
    if conditions is None:
        return None
    accept, review, valid_for = conditions
    accept_all = builder.add("verdict.accept", "and", (critical_node, soft_node, accept), BOOL)
    not_soft = builder.add("verdict.soft.fails", "not", (soft_node,), BOOL)
    softened = builder.add("verdict.soft.review", "and", (accept, not_soft), BOOL)
    either = builder.add("verdict.review.if", "or", (review, softened), BOOL)
    review_all = builder.add("verdict.review", "and", (critical_node, either), BOOL)
    wanted = builder.add("verdict.wanted", "or", (accept, review), BOOL)
    kept = builder.add("verdict.kept", "and", (critical_node, wanted), BOOL)
    reject = builder.add("verdict.reject", "not", (kept,), BOOL)
    outcome = builder.add("verdict", "verdict", (accept_all, review_all, reject), VERDICT)
    return Verdict(tiers, critical_node, soft_node, score, accept, review, outcome, valid_for)


def _all(ctx: Context, id: str, results: list[Index]) -> Index:
    if not results:
        return ctx.builder.add(id, "constant", (), BOOL, const=TRUE)
    return ctx.builder.add(id, "and", results, BOOL)


def _tiers(ctx: Context, layered: Layered, rules: Sequence[Rule]) -> tuple[Tier, ...]:
    builder, found = ctx.builder, []
    always = builder.leaf("true", "constant", BOOL, TRUE)
    for name in SCORED:
        block = layered.weights.get(name)
        own = [r for r in rules if r.tier == name]
        if block is None:
            continue
        weight = weight_node(ctx.at(module=block[1]), block[0].weight, f"{name}.weight")
        if weight is None or not own:
            continue
        triples: list[Index] = []
        for rule in own:
            assert rule.weight is not None
            takes = always if rule.applies is None else rule.applies
            triples += [rule.result, rule.weight, takes]
        mean = builder.add(name, "mean", triples, SCORE)
        applies = builder.add(f"{name}.applies", "or", triples[2::3], BOOL)
        ctx.state.tiers[name] = builder.add(f"{name}.number", "fraction", (mean,), NUMBER)
        found.append(
            Tier("important" if name == "important" else "contextual", mean, weight, applies)
        )
    return tuple(found)


def _score(ctx: Context, tiers: Sequence[Tier]) -> Index:
    triples = [i for tier in tiers for i in (tier.result, tier.weight, tier.applies)]
    score = ctx.builder.add("score", "mean", triples, SCORE)
    ctx.state.tiers["score"] = ctx.builder.add("score.number", "fraction", (score,), NUMBER)
    return score


def _conditions(ctx: Context, decide: t.Decide | None) -> tuple[Index, Index, float | None] | None:
    """The accept and the review condition, and for how many days an accept holds."""
    clauses = decide.clauses if decide else ()
    named = [(c.kind if isinstance(c, t.DecideIf) else "valid", c.span) for c in clauses]
    once(ctx.state, named, "`decide`")
    found: dict[str, Index | None] = {}
    valid_for = None
    for clause in clauses:
        if isinstance(clause, t.ValidFor):
            if a_duration(ctx.state, clause.duration, "`valid for`"):
                valid_for = clause.duration.value
            continue
        holds = condition(ctx, clause.expr, f"decide.{clause.kind}", f"`{clause.kind} if`")
        found.setdefault(clause.kind, holds.node if holds else None)
    if None in found.values() or (decide and decide.broken):
        return None
    constant = ctx.builder.leaf
    accept = found.get("accept")
    if accept is None:
        open_ = "review" not in found
        accept = constant("decide.accept", "constant", BOOL, TRUE if open_ else FALSE)
    review = found.get("review")
    if review is None:
        review = constant("decide.review", "constant", BOOL, FALSE)
    return accept, review, valid_for


def rank_keys(ctx: Context, layered: Layered) -> tuple[tuple[RankKey, ...], int | None]:
    """The keys of the order of candidates, and how many are asked for."""
    if layered.rank is None or not isinstance(layered.rank.item, t.Rank):
        return (), None
    inside = ctx.at(module=layered.rank.module, in_decide=True)
    keys: list[RankKey] = []
    tops: list[t.Top] = []
    for n, clause in enumerate(layered.rank.item.clauses, 1):
        if isinstance(clause, t.Top):
            tops.append(clause)
            continue
        found: Typed | None = ordered(inside, clause.expr, f"rank.{n}", "`by`")
        if found is not None:
            keys.append(RankKey(found.node, clause.descending))
    once(ctx.state, [("top", c.span) for c in tops], "`rank`")
    if not keys and not layered.rank.item.broken and not layered.rank.item.clauses:
        ctx.state.report(
            "misplaced-clause", "`rank` does not say by what", layered.rank.item.kind_span
        )
    for top in tops:
        if top.count.unit != "number" or top.count.value < 1 or top.count.value % 1:
            ctx.state.report("bad-range", "`top` needs a whole number of models", top.count.span)
            return tuple(keys), None
    return tuple(keys), int(tops[0].count.value) if tops else None
