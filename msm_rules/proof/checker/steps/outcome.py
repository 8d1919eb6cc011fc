"""What a proof says came of it: rules, waivers, tiers, verdict, obligations, and until when.

Everything here is worked out again from the nodes' values and the policy's structure.
"""

from __future__ import annotations

from typing import Any

from msm_rules.proof.check_proof import (
    LEAVES,
    LICENCES,
    MILLION,
    NO,
    OPEN,
    YES,
    alternatives,
    day_of,
    exact,
    kind,
    ordinal,
    parts_of,
    permits,
    requires,
    settled,
)
from msm_rules.proof.checker.claims import Claims, Row
from msm_rules.proof.checker.steps import facts
from msm_rules.proof.checker.steps.identity import asked_in
from msm_rules.proof.checker.steps.nodes import Nodes

_TERMS = frozenset({"permits", "requires", "prohibits"})
_OTHER_QUESTIONS = {
    "category": "category", "category_in": "category", "user_cap": "user-cap",
    "excluded_territories": "territories",
}  # fmt: skip
_BY_PARTS = frozenset({"licence_in", "licence_equal", "licence_matches"})


def check_outcome(claims: Claims, nodes: Nodes) -> None:
    """The decision, and what is said of each rule, waiver and obligation."""
    proof, graph = claims.proof, claims.graph
    for row, said in zip(graph["rules"], proof["rules"], strict=True):
        for part, expected in rule_outcome(nodes, row, said).items():
            claims.same(
                f"rules.{row['name']}.{part}", "what came of the rule", expected, said[part]
            )
        if row["waivers"] and nodes.is_hidden(nodes.rows[row["result"]]["args"][0]):
            claims.open.append(f"rules.{row['name']}.waiver")
    for waiver in proof["waivers"]:
        active = nodes.form(waiver["node"])
        claims.same(waiver["node"], "whether the waiver is active", active, waiver["active"])
    due = {o["name"]: nodes.form(o["node"]) for o in proof["obligations"]}
    for o in proof["obligations"]:
        claims.same(f"obligations.{o['name']}", "whether it is due", due[o["name"]], o["due"])
    claimed = {k: v for k, v in proof["decision"].items() if k not in ("as_of", "purpose")}
    expected = _decision(claims, nodes, due)
    for part in sorted({*claimed, *expected}):
        claims.same(f"decision.{part}", "the decision", expected.get(part), claimed.get(part))
    shown = proof["facts"]["document"]["evidence"].keys() - claims.concealed
    stale = [key for key in shown if facts.is_stale(claims, key)]
    claims.same("facts.stale", "the list of stale facts", sorted(stale), proof["facts"]["stale"])
    _pending(claims, nodes)
    _params(claims, nodes)
    _weights(claims, nodes)
    _licences(claims, nodes)
    _in_effect(claims)


def rule_outcome(nodes: Nodes, row: Row, said: Row) -> Row:
    """What came of a rule, as proofs say it; `said` is what this one does."""
    applies = [node for kind_, node, _ in row["clauses"] if kind_ == "applies"]
    holds: bool | None = True
    if applies:
        holds = None if nodes.is_hidden(applies[0]) else nodes.form(applies[0])
    waiver = _waiver_of(nodes, row, said["waiver"])
    return {
        "raw": _node(nodes, row["raw"]),
        "result": _node(nodes, row["result"]),
        "applies": holds,
        "status": _status(nodes, row, holds, waiver),
        "waiver": waiver,
    }


def _node(nodes: Nodes, id: str) -> Row:
    return {"node": id} if nodes.is_hidden(id) else {"node": id, "value": nodes.form(id)}


def _waiver_of(nodes: Nodes, row: Row, said: str | None) -> str | None:
    """The waiver that lifts a rule which does not surely hold by itself."""
    if not row["waivers"]:
        return None
    before, *actives = nodes.rows[row["result"]]["args"]
    if nodes.is_hidden(before) and said is None:
        return None
    if not nodes.is_hidden(before) and nodes.value(before) == YES:
        return None
    ids = {w[1]: id for id, w in nodes.claims.graph["waivers"].items()}
    active = [ids[a] for a in actives if nodes.value(a) == YES]
    return active[0] if active else None


def _status(nodes: Nodes, row: Row, applies: bool | None, waiver: str | None) -> str:
    value, type_ = nodes.value(row["result"]), nodes.term(row["result"]).type
    if applies is False:
        return "does not apply"
    if waiver is not None:
        return "waived"
    if nodes.is_pending(row["result"]) and not exact(type_, value):
        return "not needed"
    if kind(type_) == "score":
        return "scored"
    return "holds" if value == YES else "fails" if value == NO else "unknown"


def _decision(claims: Claims, nodes: Nodes, due: dict[str, Any]) -> Row:
    graph = claims.graph
    model = claims.proof["facts"]["document"]["model"]
    revision = None if "revision" in claims.concealed else model.get("revision") or None
    possible = sorted(nodes.value(graph["verdict"]))
    determined = len(possible) == 1
    verdict = possible[0] if determined else "review"
    hard = [r for r in graph["rules"] if r["tier"] == "critical"]
    failed = [r for r in hard if nodes.value(r["result"]) == NO]
    said = {r["name"]: r["waiver"] for r in claims.proof["rules"]}
    waived = {
        r["name"]: w for r in hard if (w := _waiver_of(nodes, r, said[r["name"]])) is not None
    }
    scores = {tier[0]: tier[1] for tier in graph["tiers"]}
    scores |= {"score": graph["score"]} if graph["score"] else {}
    until = _valid_until(claims, waived) if verdict == "accept" else None
    return {
        "model": {"id": model["id"], "revision": revision},
        "verdict": verdict,
        "determined": determined,
        "possible": possible,
        "scores": {
            name: None if nodes.is_hidden(node) else nodes.form(node)
            for name, node in scores.items()
        },
        "failed": [r["name"] for r in failed],
        "escalated": [r["name"] for r in failed if r["otherwise"] is not None],
        "waived": waived,
        "open_facts": None if claims.concealed else sorted(_open(nodes)),
        "obligations": {
            word: [name for name, is_due in due.items() if is_due is truth]
            for word, truth in (("due", True), ("not_due", False), ("uncertain", None))
        },
        "valid_until": until,
    }


def _valid_until(claims: Claims, waived: dict[str, str]) -> str | None:
    graph = claims.graph
    ends = [until for _, until in graph["periods"] if until is not None]
    if graph["valid_for"] is not None:
        ends.append(day_of(facts.today(claims) + int(graph["valid_for"])))
    ends += [graph["waivers"][id][3] for id in waived.values()]
    return min(ends, default=None)


# --- what would settle it ----------------------------------------------------------------------


def _open(nodes: Nodes) -> set[str]:
    """Inexact facts and silent licence terms from which inexact nodes lead to the verdict."""
    found: set[str] = set()
    todo, seen = [nodes.claims.graph["verdict"]], set[str]()
    while todo:
        id = todo.pop()
        term, row = nodes.term(id), nodes.rows[id]
        if id in seen or settled(term.type, nodes.value(id)):
            continue
        seen.add(id)
        if term.op in LEAVES:
            found.add("model." + nodes.values.keys[nodes.numbers[id]])
            continue
        args = [nodes.value(a) for a in row["args"]]
        if term.body is None:
            found |= _of_licence(nodes.claims, term.op, args)
        else:
            found |= _in_body(nodes, id)
        todo += [a for a in _counting(row, args) if not nodes.is_static(a)]
    return found


def _counting(row: Row, values: list[Any]) -> list[str]:
    """The arguments that count: no rule that takes no part, no branch that is not taken."""
    args: list[str] = row["args"]
    if row["op"] == "mean":
        return [a for n, a in enumerate(args) if n % 3 or values[n + 2] != NO]
    if row["op"] == "if":
        left_out = {YES: 2, NO: 1}.get(values[0])
        return [a for n, a in enumerate(args) if n != left_out]
    return args


def _in_body(nodes: Nodes, id: str) -> set[str]:
    found: set[str] = set()
    asked = asked_in(nodes.table, nodes.rows[id], nodes.numbers)
    for term, args, value in nodes.values.in_body(nodes.numbers[id], asked):
        if not exact(term.type, value):
            found |= _of_licence(nodes.claims, term.op, args)
    return found


def _of_licence(claims: Claims, op: str, args: list[Any]) -> set[str]:
    """What a licence leaves open although it is known which licence it is."""
    if op not in _TERMS | _BY_PARTS | _OTHER_QUESTIONS.keys() or not isinstance(args[0], frozenset):
        return set()
    x, entries = args[0], claims.proof["licences"]["entries"]
    parts = {p for a in x for p in parts_of(a)}
    joined = {f"licence {a.casefold()}" for a in x if " AND " in a} if len(x) == 1 else set()
    if op in _BY_PARTS:
        return joined
    if op in _OTHER_QUESTIONS:
        asked = _OTHER_QUESTIONS[op]
        needed = "category" if asked == "category" else "read"
        unread = {p for p in parts if entries[p] is None or not entries[p][needed]}
        return {f"licence {p}: {asked}".casefold() for p in unread} | joined
    ask = requires if op == "requires" else permits
    silent = {
        f"licence {part}: {term}".casefold()
        for part in parts
        for term in args[1][0]
        if ask(entries, frozenset([part]), (frozenset([term]),) * 2) == OPEN
    }
    return silent | joined


# --- params, licences, the day -----------------------------------------------------------------


def _params(claims: Claims, nodes: Nodes) -> None:
    """The params are those of the policy, and each lies in its range."""
    params, graph = claims.proof["policy"]["params"], claims.graph["params"]
    claims.same("policy.params", "the list of params", sorted(graph), sorted(params))
    for name, row in graph.items():
        claims.same(row["node"], "the param", nodes.form(row["node"]), params.get(name))
        value, type_ = nodes.value(row["node"]), nodes.term(row["node"]).type
        if not exact(type_, value):
            claims.wrong(row["node"], "a param has one value", None, params[name])
        element = type_[1] if type_[0] == "set" else type_
        words = value[0] if type_[0] == "set" else value
        if element[0] == "choice" and not words <= frozenset(element[1]):
            claims.wrong(row["node"], "the param has another value", [*element[1]], params[name])
        ends = [nodes.value(e)[0] for e in row["range"] if e is not None]
        if ends and not ends[0] <= value[0] <= ends[1]:
            claims.wrong(row["node"], "the param lies outside its range", ends, params[name])


def _pending(claims: Claims, nodes: Nodes) -> None:
    """Each of the facts that were not asked for is one that the policy knows, and named once."""
    held = claims.proof["facts"]["pending"]
    claims.same("facts.pending", "the list of pending facts", sorted(set(held)), held)
    known = nodes.meaning.facts
    for key in held:
        if key.partition('["')[0] not in known:
            claims.wrong("facts.pending", "there is no such fact", None, key)


def _weights(claims: Claims, nodes: Nodes) -> None:
    """Weights are positive multiples of 0.001, up to a million, also those that params give."""
    graph = claims.graph
    for node in [*(r["weight"] for r in graph["rules"]), *(tier[2] for tier in graph["tiers"])]:
        weight = nodes.value(node)[0]
        if not 0 < weight <= MILLION or round(weight * 1000) / 1000 != weight:
            claims.wrong(node, "is no weight", None, weight)


def _licences(claims: Claims, nodes: Nodes) -> None:
    """The entries are exactly those of the licences that leaves may have as their values."""
    used, entries = licences_used(nodes), claims.proof["licences"]["entries"]
    claims.same("licences.entries", "the list of licences used", sorted(used), sorted(entries))


def licences_used(nodes: Nodes) -> set[str]:
    """The parts of the licences that leaves may have as their values."""
    used: set[str] = set()
    for id, row in nodes.rows.items():
        if row["args"] or nodes.term(id).type not in ("licence", LICENCES):
            continue
        value = nodes.value(id)
        if value is not None:
            lower, upper = value if isinstance(value, tuple) else (value, value)
            words = lower if upper is None else upper
            used |= {p for w in words for a in alternatives(w) for p in a}
    return used


def _in_effect(claims: Claims) -> None:
    today = facts.today(claims)
    for start, until in claims.graph["periods"]:
        if (start and today < ordinal(start)) or (until and today > ordinal(until)):
            message = "the policy is not in effect on this day"
            claims.wrong("decision.as_of", message, [start, until], day_of(today))
