"""What a policy's text says as a whole: its rules, tiers, verdict, waivers, obligations and order.

`meaning_of` reads the texts into terms and says in which of them each part of the policy ends, in
the shape in which proofs say it (`policy.graph`), with numbers of terms where proofs have ids.
Written from language.md (Items of a file, Verdict, Layering).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from msm_rules.frozen import record
from msm_rules.proof.checker.expressions import FORMS, fact, param
from msm_rules.proof.checker.terms import Place, Shared, Table, Typed
from msm_rules.proof.checker.texts import Module, in_line, load
from msm_rules.proof.checker.types import FOLDED, Type, declared, to_json, written
from msm_rules.proof.checker.words import (
    Row,
    clauses_of,
    day,
    header,
    obligation_words,
    rule_words,
    waiver_words,
)
from msm_rules.source import Span
from msm_rules.syntax import tree as t

_WHEN = {"reject": "unknown_rejects", "pass": "unknown_passes"}
_SCORED = ("important", "contextual")
Placed = tuple[t.Rule, str, Module]


@record
class Meaning:
    """What the texts say: the terms, the parts of the graph, and the words around them."""

    table: Table
    facts: dict[str, Type]
    graph: Row
    header: Row
    rules: tuple[Row, ...]
    waivers: tuple[Row, ...]
    obligations: tuple[Row, ...]
    sources: dict[str, Any]


@lru_cache(maxsize=8)
def meaning_of(files: tuple[tuple[str, str], ...]) -> Meaning:
    """What the files of a policy say, the policy's own first; kept for the next proof of it.

    Raises ValueError or LookupError where they are no policy.
    """
    main = load(files)
    shared = Shared(FORMS, declared(main.everything()))
    reader = _Policy(shared, main)
    graph = reader.graph()
    return Meaning(
        shared.table,
        shared.facts,
        graph,
        header(main),
        tuple(rule_words(r, tier) for r, tier, _ in reader.rules),
        tuple(waiver_words(w) for _, w in in_line(main, t.Waiver)),
        tuple(obligation_words(o) for _, o in in_line(main, t.Obligation)),
        {m.source.name: m.source for m in main.everything()},
    )


def layered(main: Module) -> list[Placed]:
    """The rules of a line of extension; one that overrides takes the place of the other."""
    found: list[Placed] = []
    for module, tier in in_line(main, t.Tier):
        for rule in tier.rules:
            there = [r.name.name for r, _, _ in found] if rule.override else []
            if rule.name.name in there:
                found[there.index(rule.name.name)] = (rule, tier.kind, module)
            else:
                found.append((rule, tier.kind, module))
    return found


class _Policy:
    def __init__(self, shared: Shared, main: Module) -> None:
        self.shared, self.main = shared, main
        self.rules = layered(main)
        self.root = Place(shared, main)

    def graph(self) -> Row:
        """`policy.graph` of a proof, but for its digest."""
        waivers = {w.id.value: self._waiver(w) for _, w in in_line(self.main, t.Waiver)}
        rules = [self._rule(*placed, waivers) for placed in self.rules]
        obligations = {
            o.name.name: self._obligation(m, o) for m, o in in_line(self.main, t.Obligation)
        }
        outcome = self._outcome(rules)
        clauses = [c for _, p in in_line(self.main, t.Policy) for c in p.clauses]
        return {
            "format": "msm-graph/1",
            "params": self._params(),
            "rules": rules,
            "waivers": waivers,
            "obligations": obligations,
            **outcome,
            **self._rank(),
            "periods": [
                [e and day(e.ordinal) for e in (c.start, c.until)]
                for c in clauses
                if isinstance(c, t.Effective)
            ],
            "stale_after": min(
                (c.after.value for c in clauses if isinstance(c, t.Stale)), default=None
            ),
        }

    # --- terms that no text of their own says ----------------------------------------------------

    def _make(self, op: str, args: Sequence[int], type_: Type, span: Span | None = None) -> int:
        held = [Typed(a, None, span) for a in args]  # type: ignore[arg-type]
        return self.root.add(op, held, type_, span).term

    def _constant(self, type_: Type, value: Any) -> int:
        return self.root.constant(type_, value, None).term

    def _all(self, op: str, args: Sequence[int], span: Span | None = None) -> int:
        return self._make(op, args, "bool", span)

    # --- params ----------------------------------------------------------------------------------

    def _params(self) -> Row:
        found = {}
        for module in self.main.everything():
            for item in module.items:
                if isinstance(item, t.Param):
                    name, row = self._param(Place(self.shared, module), item)
                    found[name] = row
        return found

    def _param(self, home: Place, item: t.Param) -> tuple[str, Row]:
        leaf, type_ = param(home, item), written(item.type)
        value, place = self._setting(item) or (item.default, home)
        ends = [item.range.lo, item.range.hi] if item.range else [None, None]

        def of_type(where: Place, expr: t.Expr | None) -> int | None:
            if expr is None:
                return None
            found = where.read(expr, type_)
            if found.type != type_:
                raise ValueError(f"the value of {item.name.name} is of another type")
            return found.term

        default, bounds = of_type(place, value), [of_type(home, e) for e in ends]
        row = {"node": leaf.term, "type": to_json(type_), "default": default, "range": bounds}
        return home.term(leaf).const, row

    def _setting(self, wanted: t.Param) -> tuple[t.Expr, Place] | None:
        """What the line sets a param to; the last one counts."""
        found = None
        for module, item in in_line(self.main, t.Setting):
            target, home = item.target, module
            if isinstance(target, t.Attribute):
                home, target = module.uses[target.value.name], target.name  # type: ignore[union-attr,assignment]
            if home.symbol(target.name)[1] is wanted:  # type: ignore[arg-type]
                found = item.value, Place(self.shared, module)
        return found

    # --- rules -----------------------------------------------------------------------------------

    def _rule(self, rule: t.Rule, tier: str, module: Module, waivers: Row) -> Row:
        place = Place(self.shared, module)
        words = rule_words(rule, tier)
        build = self._critical if tier == "critical" else self._scored
        raw, result, applies, clauses = build(place, rule)
        own = [n for n, w in waivers.items() if w[0] == words["name"]] if words["waivable"] else []
        if words["waivable"]:
            result = self._all("waive", [result, *(waivers[n][1] for n in own)])
        return {
            **{k: words[k] for k in ("name", "tier", "when", "otherwise", "waivable")},
            "raw": raw,
            "result": result,
            "clauses": clauses,
            "applies": applies,
            "weight": self._weight(place, rule.weight),
            "waivers": sorted(own),
        }

    def _weight(self, place: Place, weight: t.Expr | None) -> int:
        return self._constant("number", (1.0, 1.0)) if weight is None else place.read(weight).term

    def _critical(self, place: Place, rule: t.Rule) -> tuple[int, int, None, list[Any]]:
        parts, clauses = [], []
        for clause in clauses_of(rule, t.Condition, lambda c: c.kind != "applies"):
            node = place.read(clause.expr).term
            clauses.append([clause.kind, node, None])
            forbids = clause.kind == "forbid"
            parts.append(self._all("not", [node], clause.span) if forbids else node)
        raw = self._all("and", parts)
        for clause in clauses_of(rule, t.Condition, lambda c: c.kind == "applies"):
            node = place.read(clause.expr).term
            clauses.append(["applies", node, None])
            raw = self._all("or", [self._all("not", [node], clause.span), raw])
        result = raw
        for unknown in clauses_of(rule, t.WhenUnknown):
            result = self._all(_WHEN[unknown.choice], [raw])
        return raw, result, None, clauses

    def _scored(self, place: Place, rule: t.Rule) -> tuple[int, int, int | None, list[Any]]:
        applies, clauses, raw = None, [], None
        for clause in clauses_of(rule, t.Condition, lambda c: c.kind == "applies"):
            applies = place.read(clause.expr).term
            clauses.append(["applies", applies, None])
        for clause in clauses_of(rule, t.Condition, lambda c: c.kind == "prefer"):
            node = place.read(clause.expr).term
            clauses.append(["prefer", node, None])
            raw = self._make("prefer", [node], "score", clause.span)
        steps = [
            [
                "score",
                step.condition and place.read(step.condition).term,
                place.read(step.value).term,
            ]
            for step in clauses_of(rule, t.Score)
        ]
        if raw is None:
            raw = self._make("score_of", [self._steps(steps)], "score")
        result = raw
        for unknown in clauses_of(rule, t.WhenUnknown):
            number = place.read(unknown.score).term  # type: ignore[arg-type]
            instead = self._make("score_of", [number], "score")
            blank = self.root.add("blank", [], "score", None, const=raw).term
            result = self._make("unknown_scores", [raw, blank, instead], "score")
        for uncertain in clauses_of(rule, t.WhenUncertain):
            result = self._make(f"take_{uncertain.take}", [result], "score")
        return raw, result, applies, [*clauses, *steps]

    def _steps(self, steps: Sequence[Any]) -> int:
        """Nested choices, the last step innermost; 0 where none holds."""
        rest = self._constant("number", (0.0, 0.0))
        for _, condition, value in reversed(steps):
            rest = (
                value if condition is None else self._make("if", [condition, value, rest], "number")
            )
        return rest

    # --- tiers and verdict -----------------------------------------------------------------------

    def _outcome(self, rules: Sequence[Row]) -> Row:
        hard = [r["result"] for r in rules if r["tier"] == "critical" and r["otherwise"] is None]
        soft = [
            r["result"] for r in rules if r["tier"] == "critical" and r["otherwise"] is not None
        ]
        true = self._constant("bool", (True, True))
        critical, escalated = (self._all("and", x) if x else true for x in (hard, soft))
        self.shared.tiers["critical"] = critical, "bool"
        tiers = self._tiers(rules, true)
        score = self._mean("score", [i for tier in tiers for i in tier[1:]]) if tiers else None
        accept, review, valid_for = self._conditions()
        return {
            "tiers": tiers,
            "critical": critical,
            "soft": escalated,
            "score": score,
            "accept": accept,
            "review": review,
            "verdict": self._verdict(critical, escalated, accept, review),
            "valid_for": valid_for,
        }

    def _tiers(self, rules: Sequence[Row], true: int) -> list[list[Any]]:
        first: dict[str, tuple[Module, t.Tier]] = {}
        for module, tier in in_line(self.main, t.Tier):
            first.setdefault(tier.kind, (module, tier))
        found = []
        for name in (n for n in _SCORED if n in first):
            module, tier = first[name]
            own = [r for r in rules if r["tier"] == name]
            takes = [true if r["applies"] is None else r["applies"] for r in own]
            triples = [
                i
                for r, takes_ in zip(own, takes, strict=True)
                for i in (r["result"], r["weight"], takes_)
            ]
            weight = self._weight(Place(self.shared, module), tier.weight)
            found.append([name, self._mean(name, triples), weight, self._all("or", takes)])
        return found

    def _mean(self, name: str, triples: Sequence[int]) -> int:
        mean = self._make("mean", triples, "score")
        self.shared.tiers[name] = self._make("fraction", [mean], "number"), "number"
        return mean

    def _conditions(self) -> tuple[int, int, float | None]:
        module, block = [(self.main, None), *in_line(self.main, t.Decide)][-1]
        clauses = block.clauses if block else ()
        asked = {c.kind: c.expr for c in clauses if isinstance(c, t.DecideIf)}
        place = Place(self.shared, module)
        default = {"accept": "review" not in asked, "review": False}
        accept, review = (
            place.read(asked[k]).term if k in asked else self._constant("bool", (default[k],) * 2)
            for k in ("accept", "review")
        )
        days = next((c.duration.value for c in clauses if isinstance(c, t.ValidFor)), None)
        return accept, review, days

    def _verdict(self, critical: int, soft: int, accept: int, review: int) -> int:
        softened = self._all("and", [accept, self._all("not", [soft])])
        kept = self._all("and", [critical, self._all("or", [accept, review])])
        parts = [
            self._all("and", [critical, soft, accept]),
            self._all("and", [critical, self._all("or", [review, softened])]),
            self._all("not", [kept]),
        ]
        return self._make("verdict", parts, "verdict")

    def _rank(self) -> Row:
        module, block = [(self.main, None), *in_line(self.main, t.Rank)][-1]
        clauses = block.clauses if block else ()
        place = Place(self.shared, module)
        keys = [[place.read(c.expr).term, c.descending] for c in clauses if isinstance(c, t.RankBy)]
        tops = [c.count.value for c in clauses if isinstance(c, t.Top)]
        return {"rank": keys, "top": tops[0] if tops else None}

    # --- waivers and obligations -----------------------------------------------------------------

    def _obligation(self, module: Module, item: t.Obligation) -> list[Any]:
        (asked,) = clauses_of(item, t.ObligationIf)
        due = Place(self.shared, module).read(asked.expr).term
        return [self._all("and", [due], item.span), item.text.value]

    def _may_lift(self, name: str, period: t.WaiverPeriod) -> None:
        """Raise ValueError unless the rule may be waived for so many days."""
        rule = next(r for r, tier, _ in self.rules if tier == "critical" and r.name.name == name)
        (limit,) = clauses_of(rule, t.Waivable)
        days = period.until.ordinal - period.start.ordinal + 1
        if days < 1 or (limit.at_most is not None and days > limit.at_most.value):
            raise ValueError(f"the rule {name} may not be waived for {days} days")

    def _waiver(self, item: t.Waiver) -> list[Any]:
        words, root = waiver_words(item), self.root
        (period,), (models,) = clauses_of(item, t.WaiverPeriod), clauses_of(item, t.WaiverModels)
        self._may_lift(words["rule"], period)
        today = root.leaf("today", None, "date", None)
        parts = []
        for op, edge in (("greater_equal", period.start), ("less_equal", period.until)):
            at = root.read(edge)
            parts.append(root.add(op, [today, at], "bool", period.span).term)
        who = fact(root, "id", models.span)
        tests = []
        for pattern in models.patterns:
            glob = root.constant(FOLDED, frozenset([pattern.value.casefold()]), pattern.span)
            tests.append(root.add("matches", [who, glob], "bool", pattern.span).term)
        parts.append(self._all("or", tests, models.span))
        if words["revision"] is not None:
            only = root.constant("string", frozenset([words["revision"]]), item.id.span)
            held = [fact(root, "revision", item.id.span), only]
            parts.append(root.add("equal_words", held, "bool", item.span).term)
        active = self._all("and", parts, item.span)
        return [words["rule"], active, words["from"], words["until"]]
