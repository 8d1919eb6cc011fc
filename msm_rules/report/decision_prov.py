"""Where decisions came from, as PROV-JSON (https://www.w3.org/submissions/prov-json/).

Owns the mapping to W3C PROV: the policy, the facts, what they were read from, waivers and the proof
are entities, the decision is an activity, the engine and the people who approved or attested are
agents. Everything is named by digests, so that documents about several decisions join.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from hashlib import sha256
from typing import Any

from msm_rules.graph.canonical import digest
from msm_rules.proof.redaction import is_sealed
from msm_rules.report.decision_rows import Proof, unfolded, withheld_in

_KINDS = (
    *("agent", "decision", "facts", "licences", "person"),
    *("policy", "proof", "redacted", "source", "text", "waiver"),
)
_PREFIXES = {"msm": "urn:msm-rules:terms:", **{k: f"urn:msm-rules:{k}:" for k in _KINDS}}

_SHA, _SEALED = "msm:sha256", "msm:commitment"
"""A digest, and a salted commitment in its place where a redacted proof withholds it."""

Part = dict[str, Any]
Relate = Callable[..., None]


def decisions_prov(proofs: Sequence[Proof]) -> Part:
    """The provenance of decisions as one PROV-JSON document.

    A redacted proof is an entity of its own that is derived from the original, whose digest it
    names; what it withholds is not told.
    """
    found: Part = {"prefix": _PREFIXES, "entity": {}, "activity": {}, "agent": {}}
    relations: dict[str, dict[str, Part]] = {}

    def relate(kind: str, **ends: str) -> None:
        row = {f"prov:{name}": end for name, end in ends.items()}
        relations.setdefault(kind, {})[f"_:{kind}{digest(row)[:16]}"] = row

    for document in proofs:
        digest_as = _SEALED if is_sealed(document) else _SHA
        _decision(unfolded(document), found, relate, digest_as)
        if withheld := withheld_in(document):
            _redacted(document, withheld, found, relate)
    return {**found, **relations}


def _redacted(document: Proof, withheld: Sequence[str], found: Part, relate: Relate) -> None:
    name = f"redacted:{document['digest']}"
    found["entity"][name] = {
        **_label(f"redacted proof {document['digest']}"),
        "msm:sha256": document["digest"],
        "msm:withheld": list(withheld),
    }
    relate("wasDerivedFrom", generatedEntity=name, usedEntity=f"proof:{document['original']}")


def _decision(proof: Proof, found: Part, relate: Relate, digest_as: str) -> None:
    decided, made = f"decision:{proof['digest']}", f"proof:{proof['digest']}"
    engine = f"agent:{proof['engine']['name']}-{proof['engine']['version']}"
    found["agent"][engine] = _typed("prov:SoftwareAgent", _label(proof["engine"]["name"]))
    found["activity"][decided] = _activity(proof)
    found["entity"][made] = {**_label(f"proof {proof['digest']}"), digest_as: proof["digest"]}
    policy, facts = _policy(proof, found, relate), _facts(proof, found, relate, digest_as)
    licences = f"licences:{proof['licences']['digest']}"
    found["entity"][licences] = _label(f"licence data {proof['licences']['version']}")
    used = [policy, facts, licences, *_waivers(proof, found, relate)]
    for entity in used:
        relate("used", activity=decided, entity=entity)
    relate("wasGeneratedBy", entity=made, activity=decided)
    relate("wasAssociatedWith", activity=decided, agent=engine, plan=policy)
    for entity in (policy, facts):
        relate("wasDerivedFrom", generatedEntity=made, usedEntity=entity)


def _activity(proof: Proof) -> Part:
    decision = proof["decision"]
    said = f"decision on {decision['model']['id']} by {proof['policy']['name']}"
    return {
        **_typed("msm:Decision", _label(said)),
        "msm:asOf": {"$": decision["as_of"], "type": "xsd:date"},
        "msm:verdict": decision["verdict"],
        "msm:determined": decision["determined"],
        **{f"msm:{k}": v for k, v in decision["purpose"].items() if v is not None},
    }


def _policy(proof: Proof, found: Part, relate: Relate) -> str:
    held = proof["policy"]
    name = f"policy:{held['graph']['digest']}"
    found["entity"][name] = {
        **_typed("prov:Plan", _label(f"{held['name']} {held['version']}")),
        "msm:name": held["name"],
        "msm:version": held["version"],
    }
    for file in held["files"]:
        text = f"text:{file['sha256']}"
        found["entity"][text] = {**_label(file["path"]), "msm:sha256": file["sha256"]}
        relate("wasDerivedFrom", generatedEntity=name, usedEntity=text)
    return name


def _facts(proof: Proof, found: Part, relate: Relate, digest_as: str) -> str:
    held, model = proof["facts"], proof["decision"]["model"]
    name = f"facts:{held['digest']}"
    found["entity"][name] = {
        **_label(f"facts of {model['id']}"),
        "msm:model": model["id"],
        digest_as: held["digest"],
        **({"msm:revision": model["revision"]} if isinstance(model["revision"], str) else {}),
    }
    for source, row in _sources(held["document"]["evidence"]):
        found["entity"][source] = {
            **_label(str(row.get("source") or row.get("by") or row["method"])),
            **{f"msm:{k}": v for k, v in row.items() if k != "observed"},
            **(_observed(row["observed"]) if "observed" in row else {}),
        }
        relate("wasDerivedFrom", generatedEntity=name, usedEntity=source)
        if "by" in row:
            relate("wasAttributedTo", entity=source, agent=_person(row["by"], found))
    return name


def _observed(day: str) -> Part:
    return {"msm:observed": {"$": day, "type": "xsd:date"}}


_OF_SOURCE = ("method", "source", "revision", "sha256", "observed", "by")


def _sources(evidence: Mapping[str, Any]) -> Iterator[tuple[str, Part]]:
    """What facts were read from, each once however many facts it gave."""
    for rows in evidence.values():
        for row in rows:
            kept = {k: str(row[k]) for k in _OF_SOURCE if row.get(k) is not None}
            yield f"source:{digest(kept)}", kept


def _waivers(proof: Proof, found: Part, relate: Relate) -> Iterator[str]:
    """The waivers that lifted a rule, with who approved them."""
    used = set(proof["decision"]["waived"].values())
    for waiver in proof["waivers"]:
        if waiver["id"] not in used:
            continue
        name = f"waiver:{digest(waiver['id'])}"
        found["entity"][name] = {
            **_label(f"waiver {waiver['id']}"),
            "msm:because": waiver["because"],
            "msm:from": {"$": waiver["from"], "type": "xsd:date"},
            "msm:until": {"$": waiver["until"], "type": "xsd:date"},
        }
        relate("wasAttributedTo", entity=name, agent=_person(waiver["approved_by"], found))
        yield name


def _person(name: str, found: Part) -> str:
    id = f"person:{sha256(name.encode()).hexdigest()}"
    found["agent"][id] = _typed("prov:Person", _label(name))
    return id


def _label(text: str) -> Part:
    return {"prov:label": text}


def _typed(type_: str, rest: Part) -> Part:
    return {"prov:type": {"$": type_, "type": "prov:QUALIFIED_NAME"}, **rest}
