"""The independent checker: derives a proof again from what it holds, without the engine.

No code that evaluates or checks policies is used. Trusted are the parser (`syntax`, `source`), the
reading of SPDX expressions and names of licences and the shipped licence data (`licences`), and the
`rfc8785` library; for redacted proofs also what brings withheld facts back (`proof.redaction`, its
part "showing"). What is checked:

1. the digests: of the proof and its facts (`_digests`), its policy texts and the graph (`graph`),
   the licence data if it is the same version here (`_knowledge`); of redacted proofs `reveal` holds
   what is brought back against the commitments, and `_is_withheld_from` against the whole;
2. every node (`nodes`): that the text of the policy says it, with these arguments, there
   (`identity`); and its value, from the facts, the params, the day, and the values of its arguments
   (`values`);
3. that rules, weights, thresholds, conditions, waivers, tiers and verdict are those of the text,
   none missing and none added (`graph`), and that the text changes nothing that the policies it
   extends keep closed (`layering`);
4. what is said to have come of it (`outcome`): rules, verdict, scores, open facts, obligations,
   validity.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from msm_rules import licences
from msm_rules.frozen import record
from msm_rules.proof.checker.claims import (
    UNREADABLE,
    Claims,
    IllFormedError,
    Problem,
    Row,
    demand_text_keys,
    digest,
)
from msm_rules.proof.checker.steps.facts import evidence_of, raw_of
from msm_rules.proof.checker.steps.graph import check_graph, named_parts
from msm_rules.proof.checker.steps.nodes import Nodes
from msm_rules.proof.checker.steps.outcome import check_outcome
from msm_rules.proof.checker.text.files import files_of
from msm_rules.proof.checker.text.policy import meaning_of
from msm_rules.proof.redaction import REDACTED, SALTS, RedactionError, is_sealed, redact
from msm_rules.proof.redaction import reveal as reveal_facts

__all__ = ["Problem", "Report", "verify"]

SCHEMA = "msm-proof/1"

_PARTS: Mapping[str, str] = {
    "": "schema decision policy facts licences engine nodes rules waivers obligations digest",
    "decision.purpose": "system reference",
    "policy": "name version title owner description files graph origin params",
    "policy.origin": "address commit",
    "policy.graph": (
        "digest format params rules tiers waivers obligations rank top critical soft score accept"
        " review verdict valid_for periods stale_after"
    ),
    "facts": "digest document stale pending",
    "facts.document": "schema model evidence",
    "licences": "version digest entries",
    "engine": "name version language",
}
"""What each part of a proof holds, no more and no less."""

_NEVER_SHOWN = (
    "that the facts are true",
    "that this policy was the one in force",
    "that the evidence says what it is quoted for",
    "when, by which engine and for which purpose the decision was taken",
    "that the policy's text is free of what `msm check` refuses",
)


NOT_KNOWN = "that the whole proof is the one that was made: give its digest to show that"
"""What is not shown of any proof whose digest is not known from elsewhere."""
_NAMED = "that the original has the digest that is named: its salts show that"
_OTHER = "it is not the proof whose digest is known from elsewhere"
_OTHER_REDACTED = (
    "it is not the redacted proof whose digest is known from elsewhere; of which original it was"
    " made its salts alone show"
)
_SEALED = "of which proof it is: the digest of the original is sealed, and its salts open that"


@record
class Report:
    """What a check found: whether the proof holds, all that is wrong, and what was not shown.

    `no_proof` says why a document is no proof that could be looked at; `withheld` names the facts
    that a redacted proof does not show.
    """

    ok: bool
    problems: tuple[Problem, ...]
    not_shown: tuple[str, ...]
    no_proof: str | None = None
    withheld: tuple[str, ...] = ()


def verify(
    proof: Mapping[str, Any],
    *,
    digest: str | None = None,
    reveal: Mapping[str, Any] | None = None,
) -> Report:
    """Check a proof document, or a redacted one.

    `digest` is what its digest is known to be from elsewhere, if it is; `reveal` holds salts that
    bring withheld facts back. Raises nothing for a bad proof, whatever it holds: every problem is
    in the report, in the order in which it was met, so that the first is where it goes wrong.
    """
    if not isinstance(proof, Mapping) or proof.get("schema") not in (SCHEMA, REDACTED):
        return _no_proof(proof)
    if proof["schema"] == REDACTED:
        return _verify_redacted(proof, digest, reveal)
    claims = Claims(dict(proof))
    if reveal is not None:
        claims.wrong("proof", "nothing is withheld in it, so there is nothing to reveal")
    _step(claims, lambda: _parts(claims))
    return _report(claims, digest)


def _no_proof(document: object) -> Report:
    held = document.get("schema") if isinstance(document, Mapping) else None
    why = f"is no proof: its `schema` is not `{SCHEMA}`"
    if held == SALTS:
        why = "holds the salts of a redacted proof, and no proof"
    elif isinstance(held, str) and held.startswith("msm-manifest"):
        why = "is the manifest of a screening: name it by itself, and its proofs with `--proofs`"
    elif isinstance(held, str) and held.startswith("msm-proof"):
        why = f"is of the form `{held[:40]}`, and this program reads `{SCHEMA}`"
    return Report(False, (Problem("schema", why, SCHEMA, held),), (), why)


def _verify_redacted(
    document: Mapping[str, Any], digest_: str | None, salts: Mapping[str, Any] | None
) -> Report:
    outer, withheld = Claims(dict(document)), document.get("withheld")
    if not isinstance(document.get("proof"), dict) or not _are_texts(withheld) or not withheld:
        why = f"is not of the form `{REDACTED}`"
        return Report(False, (Problem("schema", why),), (), why)
    _step(outer, lambda: _redacted_digests(outer))
    try:
        shown = reveal_facts(
            document, salts or {"schema": SALTS, "original": document["original"], "facts": {}}
        )
    except (*UNREADABLE, RedactionError) as problem:
        outer.wrong("withheld", str(problem))
        return Report(False, tuple(outer.problems), ())
    concealed = frozenset[str]() if shown.whole else frozenset(document["withheld"])
    claims = Claims(shown.proof, concealed, shown.withheld)
    claims.problems += outer.problems
    _step(claims, lambda: _parts(claims))
    _step(claims, lambda: _is_of(claims, document, shown.original))
    if shown.whole and salts is not None:
        _step(claims, lambda: _is_withheld_from(claims, document, salts))
        return _report(claims, digest_)
    _step(claims, lambda: _not_there(claims))
    if not shown.withheld and not is_sealed(document):
        _step(claims, lambda: _facts_digest(claims))
    return _report(claims, digest_, dict(document))


def _is_of(claims: Claims, document: Mapping[str, Any], original: str) -> None:
    claims.same("digest", "the original", document["original"], original)


def _is_withheld_from(
    claims: Claims, document: Mapping[str, Any], salts: Mapping[str, Any]
) -> None:
    """The redacted document is what withholding these facts from the original gives."""
    chance = {key: held["salt"] for key, held in salts["facts"].items()}
    again = redact(claims.proof, chance, salts["seal"] if is_sealed(document) else None).document
    claims.same("redacted", "what is shown of the original", again, document)


def _not_there(claims: Claims) -> None:
    """What is withheld is not there as well, and says which model it is about."""
    if "id" in claims.concealed:
        claims.wrong("withheld", "`id` cannot be withheld: a proof is about one model")
    for key in sorted(claims.withheld):
        if raw_of(claims, key) is not None or evidence_of(claims, key):
            claims.wrong(f"facts.document.model.{key}", "is withheld, and stands there as well")


def _are_texts(part: object) -> bool:
    return isinstance(part, dict) and all(isinstance(x, str) for pair in part.items() for x in pair)


def _redacted_digests(claims: Claims) -> None:
    document = claims.proof
    demand_text_keys(document)
    parts = ["digest", "original", "proof", "schema", "withheld"]
    parts = sorted([*parts, "sealed"]) if is_sealed(document) else parts
    claims.same("redacted", "the list of parts", parts, sorted(document))
    core = {name: part for name, part in document.items() if name != "digest"}
    claims.same("digest", "the digest of the redacted proof", digest(core), document["digest"])


def _report(claims: Claims, known_digest: str | None, redacted: Row | None = None) -> Report:
    """What is wrong in a proof first, and last that it was changed at all, which digests tell.

    Of a `redacted` document that was not brought back whole only its own digest can be looked at.
    """
    no_proof: list[str] = []
    _step(claims, lambda: _derive(claims, no_proof))
    if redacted is None:
        _step(claims, lambda: _digests(claims))
    found = claims.proof.get("digest") if redacted is None else redacted["digest"]
    if known_digest is not None and found != known_digest:
        claims.wrong("digest", _OTHER if redacted is None else _OTHER_REDACTED, known_digest, found)
    return Report(
        not claims.problems,
        tuple(claims.problems),
        _not_shown(claims, known_digest, redacted),
        no_proof[0] if no_proof else None,
        tuple(sorted(claims.withheld)),
    )


def _step(claims: Claims, step: Callable[[], None]) -> None:
    try:
        step()
    except IllFormedError as problem:
        claims.wrong(problem.part, str(problem))
    except UNREADABLE as problem:
        claims.wrong("proof", f"cannot be read as a proof: {type(problem).__name__} {problem}")


def _derive(claims: Claims, no_proof: list[str]) -> None:
    try:
        meaning = meaning_of(files_of(claims.proof))
    except UNREADABLE as problem:
        no_proof.append(f"holds a policy that cannot be read: {problem}")
        claims.wrong("policy.files", no_proof[0])
        return
    nodes = Nodes(claims, meaning)
    if nodes.wrong:
        _step(claims, lambda: nodes.tell(named_parts(claims, meaning)))
    nodes.compute()
    nodes.check()
    _step(claims, lambda: check_graph(claims, nodes))
    if len(nodes.numbers) == len(nodes.rows):
        _step(claims, lambda: check_outcome(claims, nodes))
    _step(claims, lambda: _knowledge(claims))


def _parts(claims: Claims) -> None:
    """A proof holds the parts of a proof, and no others."""
    proof = claims.proof
    demand_text_keys(proof)
    claims.same("schema", "the schema", SCHEMA, proof.get("schema"))
    for part, names in _PARTS.items():
        held: Any = proof
        for name in part.split(".") if part else ():
            held = held[name]
        found = sorted(set(held) - ({"advice"} if not part else set()))
        claims.same(part or "proof", "the list of parts", sorted(names.split()), found)
    claims.same("facts", "its schema", "msm-facts/1", proof["facts"]["document"]["schema"])
    id = proof["facts"]["document"]["model"]["id"]
    if not isinstance(id, str) or not id:
        claims.wrong("facts.document.model.id", "no model is named", None, id)
    _texts(claims, "decision.purpose", proof["decision"]["purpose"])
    _texts(claims, "policy.origin", proof["policy"]["origin"])
    for key, rows in proof["facts"]["document"]["evidence"].items():
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            claims.wrong(f"facts.document.evidence.{key}", "is no list of records")
    claims.same("engine.language", "the version of the language", 1, proof["engine"]["language"])


def _texts(claims: Claims, part: str, held: Row) -> None:
    """What is said by whoever decided is said in texts, or left out."""
    for name, said in held.items():
        if said is not None and not isinstance(said, str):
            claims.wrong(f"{part}.{name}", "is no text", None, said)


def _digests(claims: Claims) -> None:
    proof = claims.proof
    core = {name: part for name, part in proof.items() if name not in ("digest", "advice")}
    claims.same("digest", "the digest of the proof", digest(core), proof.get("digest"))
    _facts_digest(claims)


def _facts_digest(claims: Claims) -> None:
    held = claims.proof["facts"]
    claims.same("facts.digest", "the digest of the facts", digest(held["document"]), held["digest"])


def origin_claim(proof: Mapping[str, Any]) -> str | None:
    """What is not shown of where a proof says its policy came from; None if it says nothing."""
    origin = proof["policy"]["origin"]
    said = (origin["address"], f"commit {origin['commit']}" if origin["commit"] else None)
    where = ", ".join(str(part)[:200] for part in said if part)
    return f"that the policy came from {where}" if where else None


def _same_data(claims: Claims) -> bool:
    held = claims.proof["licences"]
    return bool(held["digest"] == licences.digest() and held["version"] == licences.version())


def _knowledge(claims: Claims) -> None:
    """The entries are those of the knowledge base, where it is the one that is here."""
    held = claims.proof["licences"]
    if not _same_data(claims):
        if held["version"] == licences.version() or held["digest"] == licences.digest():
            expected = [licences.version(), licences.digest()]
            here = [held["version"], held["digest"]]
            claims.wrong("licences.digest", "this version has another digest", expected, here)
        return
    for part, entry in held["entries"].items():
        known = licences.lookup(part)
        record_ = None if known is None else licences.record(known)
        claims.same(f"licences.entries.{part}", "the entry", record_, entry)


def _not_shown(claims: Claims, known_digest: str | None, redacted: Row | None) -> tuple[str, ...]:
    found = list(_NEVER_SHOWN)
    try:
        found += filter(None, [origin_claim(claims.proof)])
        if not _same_data(claims):
            found.append("that the licence entries are those of the version named: it is not here")
        if "advice" in claims.proof:
            found.append("that its advice is right: it lies outside the digest")
        pending = claims.proof["facts"]["pending"]
        if pending:
            found.append("what the facts that were not asked for would have been")
        found += [
            f"why `model.{key}` was not used, which the proof holds"
            for key in pending
            if raw_of(claims, key) is not None
        ]
    except UNREADABLE:
        pass
    found += [f"what the withheld fact `model.{key}` is" for key in sorted(claims.withheld)]
    if claims.open:
        nodes = ", ".join(map(str, claims.open))  # what is no proof may have any ids
        found.append(f"that these follow, since they rest on what is withheld: {nodes}")
    if redacted is not None:
        found.append(_SEALED if is_sealed(redacted) else _NAMED)
    if known_digest is None:
        found.append(NOT_KNOWN)
    return tuple(found)
