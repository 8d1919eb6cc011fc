"""Redaction: a proof with facts withheld, each under a salted commitment, and their showing later.

A fact is withheld together with its evidence and with the value of every node that rests on it, but
for the answers that the decision gives: whether each requirement holds, which obligations are due,
and the verdict. Scores that rest on it are withheld: from a score the fact could be worked out.

A commitment is SHA-256 over the canonical JSON of the fact's key, value, evidence and salt. The
redacted document names the digest of the original; salts that bring back every fact bring back the
original, byte by byte. Since the same inputs give the same proof, whoever guesses at a fact and at
its evidence can decide again and compare that digest. So it may be sealed, and the digest of the
facts with it: in their place stand commitments, which the salt of the seal opens.

Owns the two forms; whether a proof holds is the checker's (`check`).
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any

from msm_rules import licences
from msm_rules.frozen import record
from msm_rules.proof.check_proof import texts_in
from msm_rules.proof.checker.claims import Claims, Row, canonical, digest
from msm_rules.proof.checker.steps.facts import evidence_of, raw_of
from msm_rules.proof.checker.steps.nodes import Nodes
from msm_rules.proof.checker.steps.outcome import licences_used, rule_outcome
from msm_rules.proof.checker.text.files import files_of
from msm_rules.proof.checker.text.policy import meaning_of

REDACTED = "msm-proof-redacted/1"
SALTS = "msm-salts/1"
_SHORTEST = 4
"""Characters of a value from which on its standing elsewhere is worth a word."""


class RedactionError(ValueError):
    """Why a fact cannot be withheld, or salts do not fit: a sentence for people."""


@record
class Redacted:
    """A redacted proof, the salts that undo it, and what still tells something of each fact."""

    document: Row
    salts: Row
    tells: Mapping[str, tuple[str, ...]]


@record
class Shown:
    """A redacted proof with facts brought back: the original if `whole`, and what stays hidden.

    `original` is what the redacted document must name as that for this proof.
    """

    proof: Row
    withheld: frozenset[str]
    whole: bool
    original: str


# --- withholding ---------------------------------------------------------------------------------


def redact(proof: Mapping[str, Any], salts: Mapping[str, str], seal: str | None = None) -> Redacted:
    """Withhold the facts named (`price.input`, `benchmarks["medqa"]`), each with its salt.

    With `seal`, a salt too, the digests of the original are withheld as well. The proof must hold.
    Raises RedactionError for a fact that is not there, and for `id`.
    """
    original: Row = {name: part for name, part in proof.items() if name != "advice"}
    own, keys = copy.deepcopy(original), frozenset(salts)
    opened = {key: _take_out(own, key, salt) for key, salt in salts.items()}
    claims = Claims(own, keys, keys)
    nodes = Nodes(claims, meaning_of(files_of(own)))
    nodes.compute()
    _strip_nodes(nodes)
    stripped = Nodes(claims, nodes.meaning)
    stripped.compute()
    _strip_rest(stripped)
    used = licences_used(stripped)
    entries = own["licences"]["entries"]
    for key, held in opened.items():
        held["entries"] = _entries_of(original, key, {*entries} - used)
    own["licences"]["entries"] = {k: v for k, v in entries.items() if k in used}
    if seal is not None:
        own["digest"] = _sealed(original["digest"], seal)
        own["facts"]["digest"] = _sealed(original["facts"]["digest"], seal)
    document: Row = {
        "schema": REDACTED,
        "original": own["digest"],
        **({} if seal is None else {"sealed": True}),
        "withheld": {key: _commitment(key, held) for key, held in sorted(opened.items())},
        "proof": own,
    }
    document["digest"] = digest(document)
    rest = [[list(path), value] for path, value in _differences(original, own)]
    held_back = {"schema": SALTS, "original": own["digest"], "facts": opened, "rest": rest}
    held_back |= {} if seal is None else {"seal": seal}
    tells = {key: tuple(_tells(document, nodes, key, opened[key])) for key in opened}
    return Redacted(document, held_back, tells)


def _take_out(proof: Row, key: str, salt: str) -> Row:
    claims = Claims(proof)
    value, evidence = raw_of(claims, key), evidence_of(claims, key)
    if key == "id":
        raise RedactionError("`id` cannot be withheld: a proof is about one model")
    if value is None:
        raise RedactionError(f"the proof holds no fact `model.{key}`")
    part, name = _home(proof["facts"]["document"]["model"], key)
    del part[name]
    proof["facts"]["document"]["evidence"].pop(key, None)
    proof["facts"]["stale"] = [k for k in proof["facts"]["stale"] if k != key]
    return {"value": value, "evidence": evidence, "salt": salt}


def _home(model: Row, key: str) -> tuple[Row, str]:
    """The part of a facts document in which a fact stands, made where it is not there."""
    path, bracket, rest = key.partition('["')
    *above, name = [*path.split("."), *([rest[:-2]] if bracket else [])]
    for step in above:
        model = model.setdefault(step, {})
    return model, name


def _commitment(key: str, held: Row) -> str:
    return digest({"fact": key, **{part: held[part] for part in ("value", "evidence", "salt")}})


def is_sealed(document: Mapping[str, Any]) -> bool:
    """Whether a redacted proof does not tell the digests of its original."""
    return document.get("sealed") is True


def _sealed(digest_: str, salt: str) -> str:
    return digest({"digest": digest_, "salt": salt})


def _strip_nodes(nodes: Nodes) -> None:
    kept = _answers(nodes)
    for id, row in nodes.rows.items():
        if nodes.is_concealed(id):
            for part in ("fact", "members") if id in kept else ("fact", "members", "value"):
                row.pop(part, None)


def _answers(nodes: Nodes) -> set[str]:
    """The nodes whose values stay: requirements, obligations, the verdict and what leads to it."""
    graph = nodes.claims.graph
    kept = {r["result"] for r in graph["rules"] if r["tier"] == "critical"}
    kept |= {o[0] for o in graph["obligations"].values()} | {
        w[1] for w in graph["waivers"].values()
    }
    ends = {graph[k] for k in ("critical", "soft", "accept", "review")}
    todo = [graph["verdict"]]
    while todo:
        id = todo.pop()
        kept.add(id)
        todo += [] if id in ends else nodes.rows[id]["args"]
    return kept


def _strip_rest(nodes: Nodes) -> None:
    """What is said of rules and in the decision, without what is withheld."""
    proof, graph = nodes.claims.proof, nodes.claims.graph
    for row, said in zip(graph["rules"], proof["rules"], strict=True):
        said.update(rule_outcome(nodes, row, said))
    decision = proof["decision"]
    for name, node in [*((t[0], t[1]) for t in graph["tiers"]), ("score", graph["score"])]:
        if node is not None and nodes.is_hidden(node):
            decision["scores"][name] = None
    decision["open_facts"] = None
    if "revision" in nodes.claims.concealed:
        decision["model"]["revision"] = None


def _entries_of(original: Row, key: str, unused: set[str]) -> Row:
    """The licence entries that go with a fact."""
    own = {part for text in texts_in(raw_of(Claims(original), key)) for part in _parts(text)}
    return {part: original["licences"]["entries"][part] for part in sorted(unused & own)}


def _parts(text: str) -> set[str]:
    try:
        return {p for a in licences.alternatives(licences.canonical(text)) for p in a}
    except ValueError:
        return set()


def _differences(original: Any, own: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, Any]]:
    """What must be put back where to have the original again."""
    if isinstance(original, dict) and isinstance(own, dict):
        for name, value in original.items():
            if name not in own:
                yield (*path, name), value
            else:
                yield from _differences(value, own[name], (*path, name))
    elif isinstance(original, list) and isinstance(own, list) and len(original) == len(own):
        for n, (a, b) in enumerate(zip(original, own, strict=True)):
            yield from _differences(a, b, (*path, n))
    elif original != own:
        yield path, original


def _tells(document: Row, nodes: Nodes, key: str, held: Row) -> Iterator[str]:
    """What in a redacted proof still tells something of a fact."""
    alone = Claims(document["proof"], frozenset([key]), frozenset([key]))
    rests = Nodes(alone, nodes.meaning)
    rests.compute()
    for rule in alone.graph["rules"]:
        if rule["tier"] == "critical" and rests.is_concealed(rule["result"]):
            yield f"whether the rule `{rule['name']}` holds"
    if rests.is_concealed(alone.graph["verdict"]):
        yield "the verdict"
    if not is_sealed(document):
        yield "the digests of the original, to whoever tries values until they fit"
    value, facts = canonical(held["value"]), document["proof"]["facts"]["document"]
    for part, word in (("model", "the value of"), ("evidence", "the evidence of")):
        for name, other in facts[part].items() if len(value) >= _SHORTEST else ():
            if value in canonical(other):
                yield f"{word} `model.{name}`, in which the same value stands"


# --- showing -------------------------------------------------------------------------------------


def reveal(document: Mapping[str, Any], salts: Mapping[str, Any]) -> Shown:
    """Bring back the facts that salts open.

    With all of them and the rest, the proof is the original again; if its digests are sealed, with
    the salt of the seal. Raises RedactionError where salts are of another proof, or do not open
    what is withheld.
    """
    try:
        if salts["schema"] != SALTS or salts["original"] != document["original"]:
            raise RedactionError("these salts are of another proof")
        opened: Row = salts["facts"]
        for key, held in opened.items():
            if document["withheld"].get(key) != _commitment(key, held):
                raise RedactionError(f"the salt of `{key}` does not open what is withheld")
        left = frozenset(document["withheld"]) - opened.keys()
        proof = copy.deepcopy(document["proof"])
        whole = not left and bool(salts.get("rest"))
        for path, value in salts["rest"] if whole else ():
            _put(proof, path, value)
        if not whole:
            for key, held in opened.items():
                _bring_back(proof, key, held)
        named: str = proof["digest"]
        if whole and is_sealed(document):
            named = _sealed(named, _seal_of(salts))
    except (LookupError, TypeError, AttributeError) as problem:
        raise RedactionError(f"the salts cannot be read: {type(problem).__name__}") from None
    return Shown(proof, left, whole, named)


def _seal_of(salts: Mapping[str, Any]) -> str:
    seal = salts.get("seal")
    if not isinstance(seal, str):
        raise RedactionError("the salt of the seal is not there: with it the original comes back")
    return seal


def _put(proof: Any, path: list[Any], value: Any) -> None:
    for step in path[:-1]:
        proof = proof[step]
    proof[path[-1]] = value


def _bring_back(proof: Row, key: str, held: Row) -> None:
    part, name = _home(proof["facts"]["document"]["model"], key)
    part[name] = held["value"]
    if held["evidence"]:
        proof["facts"]["document"]["evidence"][key] = held["evidence"]
    for part, entry in held.get("entries", {}).items():
        proof["licences"]["entries"].setdefault(part, entry)
