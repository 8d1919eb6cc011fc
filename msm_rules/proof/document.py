"""The proof document, `msm-proof/1`: a decision as plain JSON from which it can be derived again.

Owns what a proof holds and in which form. The parts that come from the policy alone stand in
`skeleton`; the published JSON Schema is `schema.json` beside this file.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from functools import lru_cache
from hashlib import sha256
from typing import Any

from msm_rules import LANGUAGE_VERSION, __version__, licences, shipped
from msm_rules.facts.keys import entry_key
from msm_rules.facts.model_facts import ModelFacts, document
from msm_rules.facts.problems import FactsError, Problem
from msm_rules.graph.canonical import object_text, text_of
from msm_rules.graph.nodes import FactRef, Graph, Index, Rule
from msm_rules.proof.forms import TRUTH, Form, day, score_form, value_form
from msm_rules.proof.skeleton import Part, Skeleton, plain, skeleton
from msm_rules.proof.subject import Subject
from msm_rules.values.possible import FALSE, TRUE, Value, is_exact
from msm_rules.values.types import SCORE

SCHEMA = "msm-proof/1"

NOT_NEEDED = "not needed"
"""The mark of facts that were not asked for, and of rules that stay open because of that."""


def proof_document(subject: Subject) -> dict[str, object]:
    """The proof of a decision as plain JSON data, with the digest of all but itself.

    Raises FactsError where the facts hold a number that no 64-bit float is.
    """
    bones = skeleton(subject.graph)
    resting = resting_on_pending(subject)
    try:
        held = in_order(plain(document(subject.facts)))
        held_text = text_of(held)
        proof: dict[str, object] = {
            "schema": SCHEMA,
            "decision": _decision(subject, held),
            "policy": {
                **bones.policy,
                "origin": {"address": subject.origin.address, "commit": subject.origin.commit},
                "params": params_form(subject.graph, subject.params),
            },
            "facts": _facts(subject, held, held_text),
            "licences": _licences(subject, bones),
            "engine": {"name": "msm-rules", "version": __version__, "language": LANGUAGE_VERSION},
            "nodes": list(_nodes(subject, bones)),
            "rules": list(_rules(subject, bones, resting)),
            "waivers": [
                {**row, "active": TRUTH[subject.values[w.active]]}  # type: ignore[index]
                for row, w in zip(bones.waivers, subject.graph.waivers, strict=True)
            ],
            "obligations": [
                {**row, "due": subject.obligations[o.name]}
                for row, o in zip(bones.obligations, subject.graph.obligations, strict=True)
            ],
        }
        whole = _text(proof, bones, subject, held_text)
        proof["digest"] = sha256(whole.encode()).hexdigest()
    except ValueError as inexact:
        problem = Problem(subject.facts.id, "evidence", str(inexact))
        raise FactsError((problem,)) from None
    return proof


def _text(proof: Mapping[str, Any], bones: Skeleton, subject: Subject, held_text: str) -> str:
    """The canonical text that `proof_digest` digests.

    What all proofs of a policy share, which is most of it, is not written again. `value` is the
    last key of a node, and all that most nodes add to what they share.
    """
    own, values = proof["policy"], subject.values
    policy = {name: text_of(own[name]) for name in own if name not in bones.policy}
    nodes = [
        f'{shared[:-1]},"value":{_value_text(form, values[index])}}}'
        if len(node) == len(bare) + 1
        else text_of(node)
        for index, (shared, node, bare, form) in enumerate(
            zip(bones.node_texts, proof["nodes"], bones.nodes, bones.forms, strict=True)
        )
    ]
    rules = [
        _rule_text(shared, row, bones.forms[rule.result], values[rule.raw], values[rule.result])
        for shared, row, rule in zip(
            bones.rule_texts, proof["rules"], subject.graph.rules, strict=True
        )
    ]
    written = {
        "rules": f"[{','.join(rules)}]",
        "facts": _with(proof["facts"], "document", held_text),
        "licences": _with(
            proof["licences"], "entries", _entries_text(proof["licences"]["entries"])
        ),
        "policy": object_text({**bones.policy_text, **policy}),
        "nodes": f"[{','.join(nodes)}]",
    }
    rest = {name: text_of(part) for name, part in proof.items() if name not in written}
    return object_text({**rest, **written})


def _rule_text(
    shared: Mapping[str, str], row: Mapping[str, Any], form: Form, raw: Value, result: Value
) -> str:
    """The canonical text of a rule's row: the skeleton's, and what a proof adds to it."""
    return object_text(
        {
            **shared,
            "raw": f'{shared["raw"][:-1]},"value":{_value_text(form, raw)}}}',
            "result": f'{shared["result"][:-1]},"value":{_value_text(form, result)}}}',
            "applies": _word_text(row["applies"]),
            "status": _word_text(row["status"]),
            "waiver": _word_text(row["waiver"]),
        }
    )


@lru_cache(maxsize=1024)
def _word_text(word: str | bool | None) -> str:
    return text_of(word)


def _with(part: Mapping[str, object], name: str, text: str) -> str:
    """The canonical text of a part of which one field is written already."""
    return object_text({n: text if n == name else text_of(part[n]) for n in part})


def _entries_text(used: Mapping[str, object]) -> str:
    return object_text({part: _record_text(part) for part in used})


@lru_cache(maxsize=1024)
def _record_text(part: str) -> str:
    return text_of(_record(part))


@lru_cache(maxsize=8192)
def _value_text(form: Form, value: Value) -> str:
    """The canonical text of a node's value; most recur from model to model."""
    return text_of(form(value))


@lru_cache(maxsize=1)
def proof_schema() -> Mapping[str, Any]:
    """The JSON Schema (2020-12) of proof documents."""
    found: Mapping[str, Any] = json.loads(shipped.data("msm_rules.proof", "schema.json"))
    return found


def facts_digest(facts: ModelFacts) -> str:
    """SHA-256 over a facts document as proofs have it. Raises ValueError for an inexact number."""
    return sha256(text_of(in_order(plain(document(facts)))).encode()).hexdigest()


def in_order(held: Mapping[str, Any]) -> Part:
    """A facts document in the one order that proofs have: what is a set for people is sorted.

    So the members of sets, alternatives, and the records of a fact's evidence may be given in any
    order, and the proof is the same.
    """
    evidence = {key: sorted(rows, key=text_of) for key, rows in held["evidence"].items()}
    return {**held, "model": _sorted_sets(held["model"]), "evidence": evidence}


def _sorted_sets(value: Any, name: str = "") -> Any:
    if isinstance(value, dict):
        return {k: _sorted_sets(v, k) for k, v in value.items()}
    if isinstance(value, list) and name != "between":
        return sorted(value)
    return value


def _decision(subject: Subject, held: Mapping[str, Any]) -> Part:
    revision = held["model"].get("revision")
    due = subject.obligations.items()
    return {
        "model": {"id": subject.facts.id, "revision": revision if revision else None},
        "as_of": day(subject.today),
        "verdict": subject.verdict,
        "determined": subject.determined,
        "possible": list(subject.possible),
        "scores": {name: score_form(s) for name, s in subject.scores.items()},
        "failed": list(subject.failed),
        "escalated": list(subject.escalated),
        "waived": dict(subject.waived),
        "open_facts": list(subject.open_facts),
        "obligations": {
            "due": [name for name, is_due in due if is_due is True],
            "not_due": [name for name, is_due in due if is_due is False],
            "uncertain": [name for name, is_due in due if is_due is None],
        },
        "valid_until": subject.valid_until.isoformat() if subject.valid_until else None,
        "purpose": {
            "system": subject.purpose.system,
            "reference": subject.purpose.reference,
        },
    }


def params_form(graph: Graph, params: Mapping[str, Value]) -> Part:
    """The params that a policy was bound to."""
    types = {p.name: p.type for p in graph.params}
    return {name: value_form(types[name], value) for name, value in params.items()}


def _facts(subject: Subject, held: Mapping[str, object], held_text: str) -> Part:
    return {
        "digest": sha256(held_text.encode()).hexdigest(),
        "document": held,
        "stale": sorted(subject.stale),
        "pending": sorted(subject.pending),
    }


# --- nodes ---------------------------------------------------------------------------------------


def _nodes(subject: Subject, bones: Skeleton) -> Iterator[Part]:
    values, members = subject.values, subject.members
    rows = zip(bones.nodes, bones.forms, bones.leaves, strict=True)
    for index, (row, form, is_leaf) in enumerate(rows):
        node = {**row, "value": form(values[index])}
        if is_leaf:
            node["fact"] = _leaf(subject, index)
        elif index in members:
            node["members"] = {m: TRUTH[found] for m, found in members[index].items()}
        yield node


def leaf_key(subject: Subject, index: Index) -> str:
    """The key of the fact that a leaf reads."""
    node = subject.graph.nodes[index]
    assert isinstance(node.const, FactRef)
    if not node.args:
        return node.const.value_key
    (entry,) = subject.values[node.args[0]]  # type: ignore[misc]
    return entry_key(node.const.path, str(entry))


def _leaf(subject: Subject, index: Index) -> Part:
    key = leaf_key(subject, index)
    evidence = subject.facts.evidence.get(key, ())
    return {"key": key, "state": fact_state(subject, key), "evidence": len(evidence)}


def fact_state(subject: Subject, key: str) -> str:
    """Whether a fact is `known`, `missing`, `stale`, or `not needed` and so not asked for."""
    if key in subject.pending:
        return NOT_NEEDED
    if key in subject.stale:
        return "stale"
    return "known" if subject.facts.values.get(key) is not None else "missing"


def resting_on_pending(subject: Subject) -> frozenset[Index]:
    """The nodes that rest on a fact which was not asked for."""
    return resting_on(subject, subject.pending)


def resting_on(subject: Subject, keys: frozenset[str]) -> frozenset[Index]:
    """The nodes that rest on one of these facts."""
    if not keys:
        return frozenset()
    found: set[Index] = set()
    for index, node in enumerate(subject.graph.nodes):
        asked = isinstance(node.const, FactRef) and leaf_key(subject, index) in keys
        if asked or any(a in found for a in node.args):
            found.add(index)
    return frozenset(found)


# --- rules ---------------------------------------------------------------------------------------


def _rules(subject: Subject, bones: Skeleton, resting: frozenset[Index]) -> Iterator[Part]:
    graph, values = subject.graph, subject.values
    for row, rule in zip(bones.rules, graph.rules, strict=True):
        form = bones.forms[rule.result]
        yield {
            **row,
            "raw": {**_part(row["raw"]), "value": form(values[rule.raw])},
            "result": {**_part(row["result"]), "value": form(values[rule.result])},
            "applies": applies(subject, rule),
            "status": status(subject, rule, resting),
            "waiver": subject.waived.get(rule.name),
        }


def _part(part: object) -> Part:
    assert isinstance(part, dict)
    return part


def applies(subject: Subject, rule: Rule) -> bool | None:
    """Whether the rule's `applies if` holds; True where it has none."""
    found = [c.node for c in rule.clauses if c.kind == "applies"]
    return TRUTH[subject.values[found[0]]] if found and found[0] is not None else True  # type: ignore[index]


def status(subject: Subject, rule: Rule, resting: frozenset[Index]) -> str:
    """What came of a rule: `holds`, `fails`, `unknown`, `scored`, or a mark that says more:
    `waived`, `does not apply`, `not needed`."""
    value = subject.values[rule.result]
    if applies(subject, rule) is False:
        return "does not apply"
    if rule.name in subject.waived:
        return "waived"
    type_ = subject.graph.nodes[rule.result].type
    if rule.result in resting and not is_exact(type_, value):
        return NOT_NEEDED
    if type_ == SCORE:
        return "scored"
    return "holds" if value == TRUE else "fails" if value == FALSE else "unknown"


# --- licences ------------------------------------------------------------------------------------


def _licences(subject: Subject, bones: Skeleton) -> Part:
    used = sorted(set(_licences_used(subject, bones)))
    return {
        "version": licences.version(),
        "digest": licences.digest(),
        "entries": {part: _record(part) for part in used},
    }


def _licences_used(subject: Subject, bones: Skeleton) -> Iterator[str]:
    """Every licence that a leaf of the graph may have as its value."""
    for index in bones.licences:
        value: Any = subject.values[index]
        if value is None:
            continue
        lower, upper = value if isinstance(value, tuple) else (value, value)
        for expression in lower if upper is None else upper:
            for alternative in licences.alternatives(expression):
                yield from alternative


@lru_cache(maxsize=1024)
def _record(part: str) -> dict[str, object] | None:
    """The entry of a licence; None where the knowledge base has none."""
    entry = licences.lookup(part)
    return None if entry is None else licences.record(entry)
