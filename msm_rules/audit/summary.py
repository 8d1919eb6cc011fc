"""SLSA verification summaries: that a model passed a policy or not, pointing at the proof.

Owns the statement (slsa.dev/spec/v1.2/verification_summary). A summary is for those who trust its
signer and need not read the proof; so one is made only of a proof that the checker derives again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msm_rules import __version__
from msm_rules.audit.dsse import enclose, open_envelope
from msm_rules.audit.keys import Private, Public
from msm_rules.audit.model_uri import model_uri, quoted
from msm_rules.audit.problem import AuditError
from msm_rules.audit.statement import STATEMENT, TYPE, sound, subject
from msm_rules.audit.summary_form import FAILED, PREDICATE, RESULTS, VERIFIER, is_summary, oddity
from msm_rules.graph.canonical import canonical_json
from msm_rules.proof.check import SCHEMA, verify
from msm_rules.proof.reading import read_json


def summarise(proof: object, key: Private) -> dict[str, object]:
    """The signed summary of a proof.

    Raises AuditError for what is no proof or does not hold, and where a person has yet to decide.
    """
    held = sound(proof)
    if held["schema"] != SCHEMA:
        raise AuditError("a summary is made of a whole proof")
    report = verify(held)
    if not report.ok:
        raise AuditError(f"the proof does not hold: {report.problems[0]}")
    return enclose(TYPE, canonical_json(summary(held)), key)


def read_summary(envelope: object, key: Public) -> Mapping[str, Any]:
    """The statement in a summary that was signed with the key, be it of one that passed or failed.

    Raises AuditError for what is none, or lacks what one of ours says.
    """
    body = open_envelope(envelope, TYPE, key)
    try:
        held: Any = read_json(body)
    except (ValueError, RecursionError):
        held = None
    if not is_summary(held):
        raise AuditError("it holds no verification summary")
    odd = oddity(held)
    if odd is not None:
        raise AuditError(f"it holds no sound verification summary: `{odd}` is not as it should be")
    statement: Mapping[str, Any] = held
    return statement


def has_failed(statement: Mapping[str, Any]) -> bool:
    """Whether a sound summary says that the model failed."""
    return bool(statement["predicate"]["verificationResult"] == FAILED)


def summary(proof: Mapping[str, Any]) -> dict[str, object]:
    """The in-toto Statement of a summary: the model at its commit, and what the policy said.

    Where no commit is known it is about the proof, and binds no revision of the model. The time is
    the day that was decided for, which makes the same proof give the same summary.
    """
    decision, policy = proof["decision"], proof["policy"]
    if decision["verdict"] not in RESULTS:
        raise AuditError(
            f"the decision on `{decision['model']['id']}` was review: a summary says passed or"
            " failed, and a person has yet to decide"
        )
    result, level = RESULTS[decision["verdict"]]
    uri = model_uri(proof)
    name, version = (quoted(policy[part]) for part in ("name", "version"))
    return {
        "_type": STATEMENT,
        "subject": [{"uri": uri, **subject(decision["model"], proof["digest"])}],
        "predicateType": PREDICATE,
        "predicate": {
            "verifier": {"id": VERIFIER, "version": {"msm-rules": __version__}},
            "timeVerified": f"{decision['as_of']}T00:00:00Z",
            "resourceUri": uri,
            "policy": {
                "uri": f"urn:msm-rules:policy:{name}:{version}",
                "digest": {"sha256": policy["graph"]["digest"]},
            },
            "inputAttestations": [
                {
                    "uri": f"urn:msm-rules:proof:{proof['digest']}",
                    "digest": {"sha256": proof["digest"]},
                }
            ],
            "verificationResult": result,
            "verifiedLevels": [level],
            "slsaVersion": "1.2",
        },
    }


def summary_binds_a_revision(statement: Mapping[str, Any]) -> bool:
    """Whether a summary is about a model at a commit, and not about a proof alone."""
    try:
        return any("gitCommit" in each["digest"] for each in statement["subject"])
    except (LookupError, TypeError):
        return False
