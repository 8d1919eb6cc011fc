"""What a proof says came of it: rules, waivers, tiers, verdict, obligations, and until when.

Everything here is worked out again from the nodes' values and the policy's structure.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from msm_rules.proof.checker import leaves, terms
from msm_rules.proof.checker.claims import Claims, Row
from msm_rules.proof.checker.sets import OPEN, exact, kind, read, write
from msm_rules.proof.checker.steps import applied

YES, NO = (True, True), (False, False)
_TERMS = frozenset({"permits", "requires", "prohibits"})
_OTHER_QUESTIONS = {
    "category": "category", "category_in": "category", "user_cap": "user-cap",
    "excluded_territories": "territories",
}  # fmt: skip
_BY_PARTS = frozenset({"licence_in", "licence_equal", "licence_matches"})


def check_outcome(claims: Claims) -> None:
    """The decision, and what is said of each rule, waiver and obligation."""
    proof, graph = claims.proof, claims.graph
    rules = {r["name"]: r for r in proof["rules"]}
    for row in graph["rules"]:
        name = row["name"]
        claims.same(
            f"rules.{name}", "what came of the rule", _rule(claims, row), _said(rules[name])
        )
    waivers = {w["id"]: w for w in proof["waivers"]}
    for id, (_, node, *_) in graph["waivers"].items():
        claims.same(
            node, "whether the waiver is active", _truth(claims, node), waivers[id]["active"]
        )
    due = {
        o["name"]: _truth(claims, graph["obligations"][o["name"]][0]) for o in proof["obligations"]
    }
    for o in proof["obligations"]:
        claims.same(f"obligations.{o['name']}", "whether it is due", due[o["name"]], o["due"])
    claimed = {k: v for k, v in proof["decision"].items() if k not in ("as_of", "purpose")}
    expected = _decision(claims, due)
    for part in sorted({*claimed, *expected}):
        claims.same(f"decision.{part}", "the decision", expected.get(part), claimed.get(part))
    stale = [key for key in proof["facts"]["document"]["evidence"] if leaves.is_stale(claims, key)]
    claims.same("facts.stale", "the list of stale facts", sorted(stale), proof["facts"]["stale"])
    _params(claims)
    _licences(claims)
    _in_effect(claims)


def _truth(claims: Claims, id: str) -> Any:
    return write("bool", claims.values[id])


def _form(claims: Claims, id: str) -> Any:
    return write(claims.rows[id]["type"], claims.values[id])


def waiver_of(claims: Claims, row: Row) -> str | None:
    """The waiver that lifts a rule which does not surely hold by itself."""
    before = claims.rows[row["result"]]["args"][0]
    if not row["waivers"] or claims.values[before] == YES:
        return None
    nodes = {w[1]: id for id, w in claims.graph["waivers"].items()}
    active = [nodes[a] for a in claims.rows[row["result"]]["args"][1:] if claims.values[a] == YES]
    return active[0] if active else None


def _said(rule: Row) -> Row:
    return {part: rule[part] for part in ("raw", "result", "applies", "status", "waiver")}


def _rule(claims: Claims, row: Row) -> Row:
    applies = [node for kind_, node, _ in row["clauses"] if kind_ == "applies"]
    holds = _truth(claims, applies[0]) if applies else True
    waiver = waiver_of(claims, row)
    return {
        "raw": {"node": row["raw"], "value": _form(claims, row["raw"])},
        "result": {"node": row["result"], "value": _form(claims, row["result"])},
        "applies": holds,
        "status": _status(claims, row, holds, waiver),
        "waiver": waiver,
    }


def _status(claims: Claims, row: Row, applies: bool | None, waiver: str | None) -> str:
    value, type_ = claims.values[row["result"]], claims.rows[row["result"]]["type"]
    if applies is False:
        return "does not apply"
    if waiver is not None:
        return "waived"
    if row["result"] in claims.resting and not exact(type_, value):
        return "not needed"
    if kind(type_) == "score":
        return "scored"
    return "holds" if value == YES else "fails" if value == NO else "unknown"


def _decision(claims: Claims, due: dict[str, Any]) -> Row:
    graph, values = claims.graph, claims.values
    model = claims.proof["facts"]["document"]["model"]
    possible = sorted(values[graph["verdict"]])
    determined = len(possible) == 1
    verdict = possible[0] if determined else "review"
    failed = [r for r in graph["rules"] if r["tier"] == "critical" and values[r["result"]] == NO]
    waived = {r["name"]: w for r in graph["rules"] if (w := waiver_of(claims, r)) is not None}
    scores = {tier[0]: tier[1] for tier in graph["tiers"]}
    scores |= {"score": graph["score"]} if graph["score"] else {}
    until = _valid_until(claims, waived) if verdict == "accept" else None
    return {
        "model": {"id": model["id"], "revision": model.get("revision") or None},
        "verdict": verdict,
        "determined": determined,
        "possible": possible,
        "scores": {name: _form(claims, node) for name, node in scores.items()},
        "failed": [r["name"] for r in failed],
        "escalated": [r["name"] for r in failed if r["otherwise"] is not None],
        "waived": waived,
        "open_facts": sorted(_open(claims)),
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
        day = date.fromisoformat(claims.proof["decision"]["as_of"])
        ends.append((day + timedelta(days=int(graph["valid_for"]))).isoformat())
    ends += [graph["waivers"][id][3] for id in waived.values()]
    return min(ends, default=None)


# --- what would settle it ----------------------------------------------------------------------


def _open(claims: Claims) -> set[str]:
    """Inexact facts and silent licence terms from which inexact nodes lead to the verdict."""
    found: set[str] = set()
    todo, seen = [claims.graph["verdict"]], set()
    while todo:
        id = todo.pop()
        row = claims.rows[id]
        if id in seen or _settled(row["type"], claims.values[id]):
            continue
        seen.add(id)
        if row["op"] in ("fact", "method", "observed"):
            found.add("model." + leaves.key_of(claims, row))
            continue
        args = [claims.values[a] for a in row["args"]]
        found |= _silent(claims, row, args)
        todo += [a for a in _counting(row, args) if a not in claims.static]
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


def _settled(type_: Any, value: Any) -> bool:
    if type_ == {"set": "licence"} and exact(type_, value):
        return not any(map(terms.is_choice, value[0]))
    return exact(type_, value)


def _silent(claims: Claims, row: Row, args: list[Any]) -> set[str]:
    if "body" not in row:
        return _of_licence(claims, row["op"], args)
    lower, upper = args[0]
    licences = claims.rows[row["args"][0]]["type"] == {"set": "licence"}
    found: set[str] = set()
    for m in lower if upper is None else upper:
        member = terms.words_of(m) if licences else frozenset([m])
        found |= _in_body(claims, row["body"], member, args)
    return found


def _in_body(claims: Claims, body: Row, member: Any, args: list[Any]) -> set[str]:
    found: set[str] = set()
    values: dict[str, Any] = {}

    def value(id: str) -> Any:
        row = body["nodes"][id]
        if id in values:
            return values[id]
        if row["op"] == "member":
            values[id] = member
        elif row["op"] == "captured":
            values[id] = args[int(row["const"])]
        elif row["op"] == "constant":
            values[id] = read(row["type"], row["const"])
        else:
            inner = [value(a) for a in row["args"]]
            types = [body["nodes"][a]["type"] for a in row["args"]]
            values[id] = applied(claims, row, inner, types, False)
            if not exact(row["type"], values[id]):
                found.update(_of_licence(claims, row["op"], inner))
        return values[id]

    for id in body["nodes"]:
        value(id)
    return found


def _of_licence(claims: Claims, op: str, args: list[Any]) -> set[str]:
    """What a licence leaves open although it is known which licence it is."""
    if op not in _TERMS | _BY_PARTS | _OTHER_QUESTIONS.keys() or not isinstance(args[0], frozenset):
        return set()
    x, entries = args[0], claims.proof["licences"]["entries"]
    parts = {p for a in x for p in terms.alternatives(a)[0]}
    joined = {f"licence {a.casefold()}" for a in x if " AND " in a} if len(x) == 1 else set()
    if op in _BY_PARTS:
        return joined
    if op in _OTHER_QUESTIONS:
        unread = {p for p in parts if entries[p] is None or not entries[p]["read"]}
        return {f"licence {p}: {_OTHER_QUESTIONS[op]}".casefold() for p in unread}
    ask = terms.requires if op == "requires" else terms.permits
    silent = {
        f"licence {part}: {term}".casefold()
        for part in parts
        for term in args[1][0]
        if ask(entries, frozenset([part]), (frozenset([term]),) * 2) == OPEN
    }
    return silent | joined


# --- params, licences, the day -----------------------------------------------------------------


def _params(claims: Claims) -> None:
    """The params are those of the policy, and each lies in its range."""
    params, graph = claims.proof["policy"]["params"], claims.graph["params"]
    claims.same("policy.params", "the list of params", sorted(graph), sorted(params))
    for name, row in graph.items():
        claims.same(row["node"], "the param", _form(claims, row["node"]), params.get(name))
        ends = [claims.values[e][0] for e in row["range"] if e is not None]
        if ends and not ends[0] <= claims.values[row["node"]][0] <= ends[1]:
            claims.wrong(row["node"], "the param lies outside its range", ends, params[name])


def _licences(claims: Claims) -> None:
    """The entries are exactly those of the licences that leaves may have as their values."""
    used: set[str] = set()
    for row in claims.rows.values():
        if row["args"] or row["type"] not in ("licence", {"set": "licence"}):
            continue
        value = claims.values[row["id"]]
        if value is not None:
            words = (
                value
                if isinstance(value, frozenset)
                else value[0]
                if value[1] is None
                else value[1]
            )
            used |= {p for w in words for alternative in terms.alternatives(w) for p in alternative}
    entries = claims.proof["licences"]["entries"]
    claims.same("licences.entries", "the list of licences used", sorted(used), sorted(entries))


def _in_effect(claims: Claims) -> None:
    day = claims.proof["decision"]["as_of"]
    for start, until in claims.graph["periods"]:
        if (start is not None and day < start) or (until is not None and day > until):
            claims.wrong(
                "decision.as_of", "the policy is not in effect on this day", [start, until], day
            )
