"""What the text of a policy says as a whole, in the shape in which proofs say it (`policy.graph`).

Where a proof has the id of a node, there is the number of a term here. Written from language.md
(Items of a file, Layering).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from msm_rules.frozen import record
from msm_rules.proof.check_proof import FOLDED, day_of
from msm_rules.proof.checker.claims import Row
from msm_rules.proof.checker.meaning.types import Type, to_json
from msm_rules.proof.checker.text.declarations import declared, written
from msm_rules.proof.checker.text.expressions import FORMS
from msm_rules.proof.checker.text.files import in_line, load
from msm_rules.proof.checker.text.layering import Placed, demand_distinct, layered
from msm_rules.proof.checker.text.names import fact, param
from msm_rules.proof.checker.text.rules import rule_row
from msm_rules.proof.checker.text.terms import Place, Shared, Table, must_be
from msm_rules.proof.checker.text.tiers import outcome
from msm_rules.proof.checker.text.words import (
    clauses_of,
    header,
    obligation_words,
    rule_words,
    waiver_words,
)
from msm_rules.syntax import tree as t


@record
class Meaning:
    """What the texts say: the terms, the parts of the graph, and the words around them."""

    table: Table
    facts: Mapping[str, Type]
    graph: Row
    header: Row
    rules: tuple[Row, ...]
    waivers: tuple[Row, ...]
    obligations: tuple[Row, ...]


@lru_cache(maxsize=8)
def meaning_of(files: tuple[tuple[str, str], ...]) -> Meaning:
    """What the files of a policy say, the policy's own first; kept for the next proof of it.

    Raises ValueError or LookupError where they are no policy.
    """
    main = load(files)
    root = Place(Shared(FORMS, declared(main.everything())), main)
    rules = layered(main)
    waivers = [waiver_words(w) for _, w in in_line(main, t.Waiver)]
    obligations = [obligation_words(o) for _, o in in_line(main, t.Obligation)]
    demand_distinct("waivers", (w["id"] for w in waivers))
    demand_distinct("obligations", (o["name"] for o in obligations))
    graph = _graph(root, rules)
    return Meaning(
        root.shared.table,
        root.shared.facts,
        graph,
        header(main),
        tuple(rule_words(rule, tier) for rule, tier, _ in rules),
        tuple(waivers),
        tuple(obligations),
    )


def _graph(root: Place, rules: list[Placed]) -> Row:
    main, shared = root.module, root.shared
    waivers = {w.id.value: _waiver(root, w, rules) for _, w in in_line(main, t.Waiver)}
    rows = [rule_row(Place(shared, module), rule, tier, waivers) for rule, tier, module in rules]
    due = {o.name.name: _obligation(Place(shared, m), o) for m, o in in_line(main, t.Obligation)}
    clauses = [c for _, policy in in_line(main, t.Policy) for c in policy.clauses]
    periods = [c for c in clauses if isinstance(c, t.Effective)]
    stale = [c.after.value for c in clauses if isinstance(c, t.Stale)]
    return {
        "format": "msm-graph/1",
        "rules": rows,
        "waivers": waivers,
        "obligations": due,
        **outcome(root, rows),
        "params": dict(
            _param(root, Place(shared, module), item)
            for module in main.everything()
            for item in module.items
            if isinstance(item, t.Param)
        ),
        "periods": [[e and day_of(e.ordinal) for e in (c.start, c.until)] for c in periods],
        "stale_after": min(stale, default=None),
    }


# --- params --------------------------------------------------------------------------------------


def _param(root: Place, home: Place, item: t.Param) -> tuple[str, Row]:
    leaf, type_ = param(home, item), written(item.type)
    value, place = _setting(root, item) or (item.default, home)
    ends = [item.range.lo, item.range.hi] if item.range else [None, None]
    default, *bounds = (
        None if expr is None else place.static(must_be(type_, where.read(expr, type_))).term
        for where, expr in ((place, value), (home, ends[0]), (home, ends[1]))
    )
    row = {"node": leaf.term, "type": to_json(type_), "default": default, "range": bounds}
    return home.term(leaf).const, row


def _setting(root: Place, wanted: t.Param) -> tuple[t.Expr, Place] | None:
    """What the line sets a param to; the last one counts."""
    found = None
    for module, item in in_line(root.module, t.Setting):
        home, target = module, item.target
        if isinstance(target, t.Attribute):
            home = module.uses[getattr(target.value, "name", "")]
        name = target.name.name if isinstance(target, t.Attribute) else target.name
        if home.symbol(name)[1] is wanted:
            found = item.value, Place(root.shared, module)
    return found


# --- waivers and obligations ---------------------------------------------------------------------


def _obligation(place: Place, item: t.Obligation) -> list[Any]:
    (asked,) = clauses_of(item, t.ObligationIf)
    return [place.joined("and", [place.holds(asked.expr)], item.span), item.text.value]


def _waiver(root: Place, item: t.Waiver, rules: list[Placed]) -> list[Any]:
    words = waiver_words(item)
    (period,), (models,) = clauses_of(item, t.WaiverPeriod), clauses_of(item, t.WaiverModels)
    _demand_waivable(rules, words["rule"], period)
    _demand_complete(words)
    today = root.leaf("today", None, "date", None)
    parts = [
        root.add(op, [today, root.read(edge)], "bool", period.span).term
        for op, edge in (("greater_equal", period.start), ("less_equal", period.until))
    ]
    who, tests = fact(root, "id", models.span), []
    for pattern in models.patterns:
        glob = root.constant(FOLDED, frozenset([pattern.value.casefold()]), pattern.span)
        tests.append(root.add("matches", [who, glob], "bool", pattern.span).term)
    parts.append(root.joined("or", tests, models.span))
    if words["revision"] is not None:
        only = root.constant("string", frozenset([words["revision"]]), item.id.span)
        held = [fact(root, "revision", item.id.span), only]
        parts.append(root.add("equal_words", held, "bool", item.span).term)
    return [words["rule"], root.joined("and", parts, item.span), words["from"], words["until"]]


def _demand_complete(words: Row) -> None:
    """Raise ValueError unless a waiver names the owners of its models, an approver and a reason."""
    owners = [pattern.partition("/") for pattern in words["models"]]
    named = all(slash and owner and not {*"*?"} & {*owner} for owner, slash, _ in owners)
    if not (owners and named and words["approved_by"].strip() and words["because"].strip()):
        raise ValueError(f"the waiver {words['id']} is not complete")


def _demand_waivable(rules: list[Placed], name: str, period: t.WaiverPeriod) -> None:
    """Raise ValueError unless the rule may be waived for so many days."""
    named = [r for r, tier, _ in rules if tier == "critical" and r.name.name == name]
    limits = [limit for rule in named for limit in clauses_of(rule, t.Waivable)]
    days = period.until.ordinal - period.start.ordinal + 1
    most = limits[0].at_most if limits else None
    if not limits or days < 1 or (most is not None and days > most.value):
        raise ValueError(f"the rule {name} may not be waived for {days} days")
