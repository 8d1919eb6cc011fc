"""Whether the nodes of a proof are the policy of the text: every rule, tier, waiver and condition.

Works from the parsed texts to the nodes: what the text asks for must be there, in this shape, and
the lists of the proof must hold nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from hashlib import sha256
from typing import Any

from msm_rules.proof.checker.claims import Claims, Row, names
from msm_rules.proof.checker.expressions import Place, Reader, Scope
from msm_rules.proof.checker.modules import Module, at, load
from msm_rules.proof.checker.types import check_types, written
from msm_rules.syntax import tree as t

_PARAM_PARTS = sorted(names("node type default range"))
_GRAPH_RULE = sorted(
    names("name tier raw result clauses applies weight when otherwise waivable waivers")
)
_RULE_WORDS = names("name tier title because cites otherwise when waivable span")
_RULE_RESULTS = names("weight raw result applies status waiver")

Placed = tuple[t.Rule, str, Module]
_CHOSEN = {"reject": "unknown_rejects", "pass": "unknown_passes", "score": "unknown_scores"}


def check_structure(claims: Claims) -> None:
    """Compare the policy's text with what the proof says of it, and with the nodes."""
    claims.same("policy.graph.format", "the format", "msm-graph/1", claims.graph["format"])
    for file in claims.proof["policy"]["files"]:
        claims.same("policy.files", "the parts of a file", ["path", "sha256", "text"], sorted(file))
        sha = sha256(file["text"].encode()).hexdigest()
        claims.same(f"policy.files.{file['path']}", "the digest of the text", sha, file["sha256"])
    main = load(claims)
    if main is None:
        return
    _Structure(claims, main).check()


def _day(ordinal: int) -> str:
    return date.fromordinal(ordinal).isoformat()


def layered(line: Sequence[Module]) -> list[Placed]:
    """The rules of a line of extension, each where it was first written."""
    found: list[Placed] = []
    for module in line:
        for tier in (i for i in module.items if isinstance(i, t.Tier)):
            for rule in tier.rules:
                there = [r.name.name for r, _, _ in found]
                if rule.override and rule.name.name in there:
                    found[there.index(rule.name.name)] = (rule, tier.kind, module)
                else:
                    found.append((rule, tier.kind, module))
    return found


class _Structure:
    def __init__(self, claims: Claims, main: Module) -> None:
        self.claims, self.main, self.line = claims, main, main.line()
        self.graph = claims.graph
        self.reader = Reader(claims)
        self.rules = layered(self.line)

    def check(self) -> None:
        self._header()
        check_types(self.claims, self._all_modules())
        self._texts()
        self._needed()
        self._lists()
        self._params()
        self._rules()
        self._tiers()
        self._verdict()
        self._rank()
        self._waivers()
        self._obligations()

    # --- helpers --------------------------------------------------------------------------------

    def _items(self, kind: type[Any]) -> Iterator[tuple[Module, Any]]:
        for module in self.line:
            for item in module.items:
                if isinstance(item, kind):
                    yield module, item

    def _row(self, id: str) -> Row:
        return self.claims.rows[id]

    def _is(self, id: str, op: str, args: Sequence[str], what: str) -> None:
        row = self._row(id)
        self.claims.same(id, what, [op, list(args)], [row["op"], row["args"]])

    def _says(self, expr: t.Expr, id: str, module: Module) -> None:
        """A problem where a node is not what the text says."""
        try:
            sound = self.reader.follows(expr, Place(self.claims.rows, id), Scope(module))
        except (KeyError, IndexError, ValueError, TypeError, AttributeError):
            sound = False
        if not sound:
            self.claims.wrong(id, f"this is not what line {expr.span.line} says", expr.span.text)

    def _by_op(self, id: str, op: str, what: str) -> list[str]:
        row = self._row(id)
        if row["op"] != op:
            self.claims.wrong(id, f"{what}: another operator stands here", op, row["op"])
            raise LookupError(id)
        args: list[str] = row["args"]
        return args

    def _constant(self, id: str, value: Any, what: str) -> None:
        row = self._row(id)
        self.claims.same(id, what, ["constant", value], [row["op"], row.get("const")])

    # --- what the text says of itself -----------------------------------------------------------

    def _header(self) -> None:
        policy, claims = self.main.header(), self.claims
        if policy is None:
            claims.wrong("policy", "the text holds no policy")
            return
        texts = {c.kind: c.text.value for c in policy.clauses if isinstance(c, t.HeaderText)}
        said = {k: texts.get(k, "") for k in ("version", "title", "owner", "description")}
        expected = {"name": policy.name.name, **said}
        found = {k: claims.proof["policy"][k] for k in expected}
        claims.same("policy", "the header", expected, found)
        clauses = [c for _, p in self._items(t.Policy) for c in p.clauses]
        days = [
            [_day(c.start.ordinal) if c.start else None, _day(c.until.ordinal) if c.until else None]
            for c in clauses
            if isinstance(c, t.Effective)
        ]
        claims.same("policy.graph.periods", "when it is in effect", days, self.graph["periods"])
        stale = min((c.after.value for c in clauses if isinstance(c, t.Stale)), default=None)
        claims.same("policy.graph.stale_after", "what is stale", stale, self.graph["stale_after"])

    def _texts(self) -> None:
        """Every node's text stands where it says, and lines and columns are counted rightly."""
        files = {f["path"]: f["text"] for f in self.claims.proof["policy"]["files"]}
        for id, row in self.claims.rows.items():
            span = row.get("span")
            if span is None:
                self.claims.same(id, "its text", None, row.get("text"))
                continue
            text = files.get(span["file"], "")
            first, last = span["start"], span["end"]
            place = {
                "file": span["file"],
                "start": first,
                "end": last,
                "line": text.count("\n", 0, first) + 1,
                "column": first - text.rfind("\n", 0, first),
            }
            self.claims.same(id, "its place in the text", place, span)
            self.claims.same(id, "its text", text[first:last], row.get("text"))

    def _lists(self) -> None:
        """Rules, waivers and obligations are those of the text, with the same words."""
        proof, claims = self.claims.proof, self.claims
        for rule in proof["rules"]:
            parts = sorted({*_RULE_WORDS, *_RULE_RESULTS})
            claims.same(f"rules.{rule['name']}", "the list of parts", parts, sorted(rule))
        said = [_words_of(r, tier) for r, tier, _ in self.rules]
        held = [{k: r[k] for k in _RULE_WORDS} for r in proof["rules"]]
        _same_list(claims, "rules", said, held)
        waivers = [_waiver_words(w) for _, w in self._items(t.Waiver)]
        held = [
            {k: v for k, v in w.items() if k not in ("node", "active")} for w in proof["waivers"]
        ]
        _same_list(claims, "waivers", waivers, held)
        due = [_obligation_words(o) for _, o in self._items(t.Obligation)]
        held = [
            {k: v for k, v in o.items() if k not in ("node", "due")} for o in proof["obligations"]
        ]
        _same_list(claims, "obligations", due, held)

    def _needed(self) -> None:
        """Every node is one that something of the policy rests on."""
        graph = self.graph
        todo = [graph[k] for k in ("critical", "soft", "accept", "review", "verdict", "score")]
        todo += [node for node, _ in graph["rank"]]
        todo += [row[0] for row in graph["obligations"].values()]
        todo += [row[1] for row in graph["waivers"].values()]
        todo += [node for row in graph["tiers"] for node in row[1:]]
        for row in graph["params"].values():
            todo += [row["node"], row["default"], *row["range"]]
        for row in graph["rules"]:
            todo += [row["raw"], row["result"], row["applies"], row["weight"]]
            todo += [node for clause in row["clauses"] for node in clause[1:]]
        seen: set[str] = set()
        while todo:
            id = todo.pop()
            if id is not None and id not in seen:
                seen.add(id)
                todo += self._row(id)["args"]
        for id in self.claims.rows.keys() - seen:
            self.claims.wrong(id, "nothing in the policy rests on this node")

    def _params(self) -> None:
        """Every param of every file, with its type, its range and its default."""
        wanted: dict[str, tuple[t.Param, Module]] = {}
        for module in self._all_modules():
            for item in module.items:
                if isinstance(item, t.Param):
                    wanted[item.name.name] = item, module
        found = {name.rpartition(".")[2]: row for name, row in self.graph["params"].items()}
        self.claims.same("policy.graph.params", "the params", sorted(wanted), sorted(found))
        for name in wanted.keys() & found.keys():
            self._param(found[name], *wanted[name])

    def _param(self, row: Row, item: t.Param, module: Module) -> None:
        node, claims = row["node"], self.claims
        claims.same(node, "the parts of a param", _PARAM_PARTS, sorted(row))
        claims.same(node, "the type of the param", written(item.type), row["type"])
        ends = [item.range.lo, item.range.hi] if item.range else [None, None]
        default = self._setting(item) or (item.default, module)
        asked = [(ends[0], module), (ends[1], module), default]
        for (expr, home), id in zip(asked, [*row["range"], row["default"]], strict=True):
            if expr is None or id is None:
                claims.same(node, "its range and default", [expr is None], [id is None])
            else:
                self._says(expr, id, home)
                claims.same(id, "its type", row["type"], self._row(id)["type"])

    def _setting(self, param: t.Param) -> tuple[t.Expr, Module] | None:
        """What the line sets a param to; the last one counts."""
        found = None
        for module, item in self._items(t.Setting):
            target = item.target
            if isinstance(target, t.Name):
                known = module.symbol(target.name)
            else:
                library = module.uses.get(getattr(target.value, "name", ""))
                known = library.symbol(target.name.name) if library else None
            if known is not None and known[1] is param:
                found = item.value, module
        return found

    def _all_modules(self) -> list[Module]:
        found: list[Module] = []
        todo = [self.main]
        while todo:
            module = todo.pop()
            if module not in found:
                found.append(module)
                todo += [*module.bases, *module.uses.values()]
        return found

    # --- rules ----------------------------------------------------------------------------------

    def _rules(self) -> None:
        listed = [r["name"] for r in self.graph["rules"]]
        expected = [r.name.name for r, _, _ in self.rules]
        if not self.claims.same("policy.graph.rules", "the list of rules", expected, listed):
            return
        held = {r["name"]: r for r in self.claims.proof["rules"]}
        for (rule, tier, module), row in zip(self.rules, self.graph["rules"], strict=True):
            words = {k: v for k, v in _words_of(rule, tier).items() if k in row}
            found = {k: row[k] for k in words}
            self.claims.same(f"rules.{row['name']}", "the rule", words, found)
            at_rule = f"rules.{row['name']}"
            self.claims.same(at_rule, "the parts of a rule", _GRAPH_RULE, sorted(row))
            own = sorted(self._waivers_of(row["name"])) if row["waivable"] else []
            self.claims.same(at_rule, "its waivers", own, row["waivers"])
            said = held[row["name"]]["weight"]
            self.claims.same(f"rules.{row['name']}", "the weight", row["weight"], said)
            self._weight(rule.weight, row["weight"], module)
            try:
                (self._critical if tier == "critical" else self._scored)(rule, row, module)
            except (LookupError, ValueError, TypeError) as problem:
                self.claims.wrong(f"rules.{row['name']}", f"has another shape: {problem}")

    def _weight(self, expr: t.Expr | None, id: str, module: Module) -> None:
        if expr is None:
            self._constant(id, 1, "a weight that is not written is 1")
        else:
            self._says(expr, id, module)

    def _clauses(self, rule: t.Rule, row: Row, module: Module, order: list[Any]) -> None:
        kinds = [_clause_kind(c) for c in order]
        held = [c[0] for c in row["clauses"]]
        if not self.claims.same(f"rules.{row['name']}", "the clauses", kinds, held):
            raise LookupError("clauses")
        for clause, (_, node, value) in zip(order, row["clauses"], strict=True):
            condition = clause.condition if isinstance(clause, t.Score) else clause.expr
            if condition is not None:
                self._says(condition, node, module)
            else:
                self.claims.same(f"rules.{row['name']}", "a step without if", None, node)
            if isinstance(clause, t.Score):
                self._says(clause.value, value, module)
            else:
                self.claims.same(f"rules.{row['name']}", "a condition has no score", None, value)

    def _critical(self, rule: t.Rule, row: Row, module: Module) -> None:
        conditions = [c for c in rule.clauses if isinstance(c, t.Condition) and c.kind != "applies"]
        applies = [c for c in rule.clauses if isinstance(c, t.Condition) and c.kind == "applies"]
        self._clauses(rule, row, module, [*conditions, *applies])
        self.claims.same(f"rules.{row['name']}", "`applies if`", None, row["applies"])
        inside = row["raw"]
        if applies:
            outside, inside = self._by_op(row["raw"], "or", "a rule with `applies if`")
            self._is(outside, "not", [row["clauses"][-1][1]], "outside `applies if`")
        parts = self._by_op(inside, "and", "the conditions of a rule")
        nodes = [c[1] for c in row["clauses"] if c[0] != "applies"]
        for condition, part, node in zip(conditions, parts, nodes, strict=True):
            if condition.kind == "forbid":
                self._is(part, "not", [node], "`forbid`")
            else:
                self.claims.same(part, "`require`", node, part)
        result = row["result"]
        if row["waivable"]:
            active = [self.graph["waivers"][w][1] for w in self._waivers_of(row["name"])]
            result, *held = self._by_op(result, "waive", "a waivable rule")
            self.claims.same(row["result"], "the waivers of the rule", active, held)
        chosen = row["when"]
        if chosen:
            self._is(result, _CHOSEN[chosen], [row["raw"]], "`when unknown`")
        else:
            self.claims.same(row["result"], "the result", row["raw"], result)

    def _waivers_of(self, rule: str) -> list[str]:
        return [
            w.id.value for _, w in self._items(t.Waiver) if _slot(w, t.WaiverRule).rule.name == rule
        ]

    def _scored(self, rule: t.Rule, row: Row, module: Module) -> None:
        applies = [c for c in rule.clauses if isinstance(c, t.Condition) and c.kind == "applies"]
        prefer = [c for c in rule.clauses if isinstance(c, t.Condition) and c.kind == "prefer"]
        steps = [c for c in rule.clauses if isinstance(c, t.Score)]
        self._clauses(rule, row, module, [*applies, *prefer, *steps])
        wanted = row["clauses"][0][1] if applies else None
        self.claims.same(f"rules.{row['name']}", "`applies if`", wanted, row["applies"])
        own = row["clauses"][len(applies) :]
        if prefer:
            self._is(row["raw"], "prefer", [own[0][1]], "`prefer`")
        else:
            (chain,) = self._by_op(row["raw"], "score_of", "`score`")
            self._steps(chain, own)
        result = row["result"]
        taken = [c for c in rule.clauses if isinstance(c, t.WhenUncertain)]
        if taken:
            (result,) = self._by_op(result, f"take_{taken[0].take}", "`when uncertain`")
        unknown = [c for c in rule.clauses if isinstance(c, t.WhenUnknown)]
        if unknown and unknown[0].score is not None:
            raw, blank, stand_in = self._by_op(result, "unknown_scores", "`when unknown score`")
            held = [self._row(blank)["op"], self._row(blank).get("const")]
            self.claims.same(blank, "the blank score", ["blank", raw], held)
            (number,) = self._by_op(stand_in, "score_of", "the score that stands in")
            self._says(unknown[0].score, number, module)
            result = raw
        self.claims.same(row["result"], "the result", row["raw"], result)

    def _steps(self, id: str, clauses: list[Any]) -> None:
        """Nested choices, the last step innermost; 0 if none holds."""
        for _, condition, value in clauses:
            if condition is None:
                self.claims.same(id, "the last step", value, id)
                return
            held, yes, rest = self._by_op(id, "if", "a step of a score")
            self.claims.same(id, "a step of a score", [condition, value], [held, yes])
            id = rest
        self._constant(id, 0, "where no step holds")

    # --- tiers and verdict ----------------------------------------------------------------------

    def _tiers(self) -> None:
        graph = self.graph
        hard = [r for r in graph["rules"] if r["tier"] == "critical"]
        self._all(graph["critical"], [r["result"] for r in hard if r["otherwise"] is None])
        self._all(graph["soft"], [r["result"] for r in hard if r["otherwise"] is not None])
        written: dict[str, tuple[t.Tier, Module]] = {}
        for module, tier in self._items(t.Tier):
            written.setdefault(tier.kind, (tier, module))
        scored = [n for n in ("important", "contextual") if n in written]
        self.claims.same("policy.graph.tiers", "the tiers", scored, [r[0] for r in graph["tiers"]])
        for name, result, weight, applies in graph["tiers"]:
            tier, module = written[name]
            self._weight(tier.weight, weight, module)
            rules = [r for r in graph["rules"] if r["tier"] == name]
            taking = self._mean(result, [(r["result"], r["weight"], r["applies"]) for r in rules])
            self._is(applies, "or", taking, "whether the tier takes part")
        if graph["score"] is None:
            self.claims.same("policy.graph.score", "the score", [], graph["tiers"])
        else:
            self._mean(graph["score"], [tuple(row[1:]) for row in graph["tiers"]])

    def _all(self, id: str, results: list[str]) -> None:
        if results:
            self._is(id, "and", results, "all rules of the tier")
        else:
            self._constant(id, True, "a tier without rules holds")

    def _mean(self, id: str, triples: Sequence[Any]) -> list[str]:
        """The mean is over exactly these; returns which nodes say what takes part."""
        args = self._by_op(id, "mean", "a weighted mean")
        found = [tuple(args[i : i + 3]) for i in range(0, len(args), 3)]
        for (result, weight, applies), held in zip(triples, found, strict=True):
            if applies is None:
                self._constant(held[2], True, "a rule that always takes part")
            expected = [result, weight, held[2] if applies is None else applies]
            self.claims.same(id, "the weighted mean", expected, list(held))
        return [triple[2] for triple in found]

    def _verdict(self) -> None:
        graph = self.graph
        blocks = [(m, d) for m, d in self._items(t.Decide)]
        module, block = blocks[-1] if blocks else (self.main, None)
        clauses = block.clauses if block else ()
        asked = {c.kind: c.expr for c in clauses if isinstance(c, t.DecideIf)}
        for kind, default in (("accept", "review" not in asked), ("review", False)):
            if kind in asked:
                self._says(asked[kind], graph[kind], module)
            else:
                self._constant(graph[kind], default, f"`{kind} if` that is not written")
        days = next((c.duration.value for c in clauses if isinstance(c, t.ValidFor)), None)
        self.claims.same("policy.graph.valid_for", "`valid for`", days, graph["valid_for"])
        self._shape()

    def _shape(self) -> None:
        """The verdict from the tiers and the two conditions (language.md, Verdict)."""
        g = self.graph
        critical, soft, a, r = (g[k] for k in ("critical", "soft", "accept", "review"))
        accept, review, reject = self._by_op(g["verdict"], "verdict", "the verdict")
        self._is(accept, "and", [critical, soft, a], "accept")
        first, either = self._by_op(review, "and", "review")
        self.claims.same(review, "review", critical, first)
        asked, softened = self._by_op(either, "or", "review")
        self.claims.same(either, "review", r, asked)
        held, fails = self._by_op(softened, "and", "review by a person")
        self.claims.same(softened, "review by a person", a, held)
        self._is(fails, "not", [soft], "a requirement that only asks for a person")
        (kept,) = self._by_op(reject, "not", "reject")
        first, wanted = self._by_op(kept, "and", "reject")
        self.claims.same(kept, "reject", critical, first)
        self._is(wanted, "or", [a, r], "reject")

    def _rank(self) -> None:
        blocks = list(self._items(t.Rank))
        module, block = blocks[-1] if blocks else (self.main, None)
        keys = [c for c in (block.clauses if block else ()) if isinstance(c, t.RankBy)]
        for key, (node, descending) in zip(keys, self.graph["rank"], strict=True):
            self._says(key.expr, node, module)
            self.claims.same("policy.graph.rank", "the order", key.descending, descending)
        tops = [c.count.value for c in (block.clauses if block else ()) if isinstance(c, t.Top)]
        top = tops[0] if tops else None
        self.claims.same("policy.graph.top", "how many are asked for", top, self.graph["top"])

    # --- waivers and obligations ----------------------------------------------------------------

    def _waivers(self) -> None:
        held = {w["id"]: w for w in self.claims.proof["waivers"]}
        wanted = sorted(w.id.value for _, w in self._items(t.Waiver))
        self.claims.same(
            "policy.graph.waivers", "the waivers", wanted, sorted(self.graph["waivers"])
        )
        for _, waiver in self._items(t.Waiver):
            row = self.graph["waivers"][waiver.id.value]
            words = _waiver_words(waiver)
            node = held[waiver.id.value]["node"]
            expected = [words["rule"], node, words["from"], words["until"]]
            self.claims.same(node, "the waiver", expected, row)
            self._active(waiver, node, words)

    def _active(self, waiver: t.Waiver, id: str, words: Row) -> None:
        start, until, models, *revision = self._by_op(id, "and", "a waiver")
        for node, op, day in ((start, "greater_equal", "from"), (until, "less_equal", "until")):
            today, edge = self._by_op(node, op, "the days of a waiver")
            self.claims.same(node, "the days of a waiver", "today", self._row(today)["op"])
            self._constant(edge, words[day], "the day of a waiver")
        tests = self._by_op(models, "or", "the models of a waiver")
        for test, pattern in zip(tests, words["models"], strict=True):
            model, glob = self._by_op(test, "matches", "the models of a waiver")
            self._fact(model, "id")
            self._constant(glob, pattern.casefold(), "the models of a waiver")
        self.claims.same(id, "its revision", words["revision"] is not None, bool(revision))
        for node in revision:
            fact, only = self._by_op(node, "equal_words", "the revision of a waiver")
            self._fact(fact, "revision")
            self._constant(only, words["revision"], "the revision of a waiver")

    def _fact(self, id: str, path: str) -> None:
        row = self._row(id)
        self.claims.same(id, "the fact", ["fact", [path, None]], [row["op"], row.get("const")])

    def _obligations(self) -> None:
        held = {o["name"]: o for o in self.claims.proof["obligations"]}
        for module, item in self._items(t.Obligation):
            node = held[item.name.name]["node"]
            row = self.graph["obligations"][item.name.name]
            self.claims.same(node, "the obligation", [node, item.text.value], row)
            (due,) = self._by_op(node, "and", "an obligation")
            condition = next(c for c in item.clauses if isinstance(c, t.ObligationIf))
            self._says(condition.expr, due, module)


def _slot(waiver: t.Waiver, kind: type[Any]) -> Any:
    return next(c for c in waiver.clauses if isinstance(c, kind))


def _clause_kind(clause: t.Condition | t.Score) -> str:
    return "score" if isinstance(clause, t.Score) else clause.kind


def _same_list(claims: Claims, what: str, expected: list[Row], found: list[Row]) -> None:
    claims.same(what, f"the number of {what}", len(expected), len(found))
    for one, other in zip(expected, found, strict=False):
        claims.same(f"{what}.{one.get('name', one.get('id'))}", "what the text says", one, other)


def _words_of(rule: t.Rule, tier: str) -> Row:
    """What the text says of a rule beside its conditions."""
    notes = [c for c in rule.clauses if isinstance(c, t.Note)]
    when: list[str] = [c.choice for c in rule.clauses if isinstance(c, t.WhenUnknown)]
    when += [c.take for c in rule.clauses if isinstance(c, t.WhenUncertain)]
    otherwise = [c.by.value for c in rule.clauses if isinstance(c, t.Otherwise)]
    return {
        "name": rule.name.name,
        "tier": tier,
        "title": rule.title.value if rule.title else "",
        "because": [n.text.value for n in notes if n.kind == "because"],
        "cites": [n.text.value for n in notes if n.kind == "cite"],
        "otherwise": otherwise[0] if otherwise else None,
        "when": " ".join(when),
        "waivable": any(isinstance(c, t.Waivable) for c in rule.clauses),
        "span": at(rule.span),
    }


def _waiver_words(waiver: t.Waiver) -> Row:
    period = _slot(waiver, t.WaiverPeriod)
    texts = {c.kind: c.text.value for c in waiver.clauses if isinstance(c, t.WaiverText)}
    return {
        "id": waiver.id.value,
        "rule": _slot(waiver, t.WaiverRule).rule.name,
        "models": [p.value for p in _slot(waiver, t.WaiverModels).patterns],
        "revision": texts.get("revision"),
        "from": _day(period.start.ordinal),
        "until": _day(period.until.ordinal),
        "approved_by": texts["approved"],
        "because": texts["because"],
        "span": at(waiver.span),
    }


def _obligation_words(item: t.Obligation) -> Row:
    notes = [c.text.value for c in item.clauses if isinstance(c, t.Note) and c.kind == "cite"]
    return {
        "name": item.name.name,
        "text": item.text.value,
        "cites": notes,
        "span": at(item.span),
    }
