"""Findings of decisions as a SARIF 2.1.0 log, for code scanning.

Owns which outcome is which kind of result: a failed requirement is a failure, one that sends to a
person is for review, one that nobody knows is open, and a waived one is a failure that is
suppressed, with who approved that and why. What holds is no finding.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from hashlib import sha256

import msm_rules
from msm_rules.diagnostics.cells import visible
from msm_rules.diagnostics.sarif import Json, location, sarif_log
from msm_rules.report.decision_rows import (
    VERDICT,
    Outcome,
    Proof,
    RuleRow,
    excerpt,
    policy_words,
    rows_of,
    unfolded,
    verdict_place,
    verdict_words,
    waiver_words,
    withheld_in,
)
from msm_rules.source import Span

_KINDS: dict[Outcome, tuple[str, str, str]] = {
    "failed": ("fail", "error", "does not meet"),
    "escalated": ("review", "none", "does not meet, so that a person has to decide:"),
    "unknown": ("open", "none", "is not known to meet"),
    "waived": ("fail", "error", "does not surely meet, which is waived:"),
}
"""Of each outcome that is a finding: kind and level as SARIF has them, and how it reads. Only what
fails has a level there."""
_VERDICT_KINDS = {"reject": ("fail", "error"), "review": ("review", "none")}


def decisions_sarif(
    proofs: Sequence[Proof], refused: Sequence[tuple[str, str]] = ()
) -> dict[str, object]:
    """The findings of decisions by one policy; `refused` are models with why there is no decision.

    The rules are the critical ones of the policy, and `verdict` for what its conditions come to.
    Of redacted proofs it tells what they show, and names what they withhold.
    """
    rules = _rules(unfolded(proofs[0])) if proofs else []
    results = (result for one in proofs for result in _results(unfolded(one), withheld_in(one)))
    notes = [
        {"level": "error", "message": {"text": f"{visible(name)}: {visible(why)}"}}
        for name, why in refused
    ]
    ran: Json = {"executionSuccessful": not refused}
    if notes:
        ran["toolExecutionNotifications"] = notes
    return sarif_log(rules, results, version=msm_rules.__version__, invocations=[ran])


# --- rules ---------------------------------------------------------------------------------------


def _rules(proof: Proof) -> list[Json]:
    hard = [_rule(row, proof) for row in rows_of(proof) if row.tier == "critical"]
    words = f"The conditions of {policy_words(proof)} for accepting a model"
    return [*hard, {"id": VERDICT, "shortDescription": {"text": words}, "help": {"text": words}}]


def _rule(row: RuleRow, proof: Proof) -> Json:
    told = [f"{row.words}.", *row.reasons]
    shown = "\n".join(f"    {line}" for line in excerpt(row.place))  # indented, so never markup
    return {
        "id": row.name,
        "shortDescription": {"text": row.words},
        "fullDescription": {"text": "\n".join(told)},
        "help": {
            "text": "\n".join([*told, f"Rule `{row.name}` of {policy_words(proof)}."]),
            "markdown": f"{_escaped(' '.join(told))}\n\n{shown}\n",
        },
        "defaultConfiguration": {"level": "error"},
        "properties": {"tags": ["model-policy", row.tier]},
    }


def _escaped(text: str) -> str:
    """Words of a policy that are no markup where Markdown is shown."""
    return "".join(f"\\{c}" if c in "\\`*_{}[]<>()#+-!|&~" else c for c in text)


# --- results -------------------------------------------------------------------------------------


def _results(proof: Proof, withheld: Sequence[str]) -> Iterator[Json]:
    decision, told = proof["decision"], False
    for row in rows_of(proof):
        if row.tier != "critical" or row.outcome not in _KINDS:
            continue
        if row.outcome == "unknown" and decision["determined"]:
            continue  # whatever it is, the verdict stays
        told |= row.outcome != "waived"
        yield _of_rule(row, proof, withheld)
    if decision["verdict"] != "accept" and not told:
        kind, level = _VERDICT_KINDS[decision["verdict"]]
        kind = kind if decision["determined"] else "open"
        words, place = verdict_words(proof), verdict_place(proof)
        yield _result(proof, VERDICT, kind, level, words, place, withheld)


def _of_rule(row: RuleRow, proof: Proof, withheld: Sequence[str]) -> Json:
    kind, level, words = _KINDS[row.outcome]
    model = visible(proof["decision"]["model"]["id"])
    said = f"{model} {words} {row.words}"
    found = _result(proof, row.name, kind, level, said, row.place, withheld)
    if row.waiver is not None:
        said = waiver_words(row.waiver)
        found["suppressions"] = [
            {"kind": "external", "status": "accepted", "justification": f"waiver {said}"}
        ]
    return found


def _result(
    proof: Proof,
    rule: str,
    kind: str,
    level: str,
    words: str,
    place: Span,
    withheld: Sequence[str],
) -> Json:
    decision = proof["decision"]
    model, where = decision["model"]["id"], location(place)
    # Without a fingerprint of its own, findings on several models in one line would be one.
    mark = sha256("\0".join((proof["policy"]["name"], rule, model)).encode()).hexdigest()
    return {
        "ruleId": rule,
        "kind": kind,
        "level": level,
        "message": {"text": words},
        "locations": [{**where, "logicalLocations": [{"name": visible(model), "kind": "model"}]}],
        "partialFingerprints": {"primaryLocationLineHash": f"{mark[:16]}:1"},
        "properties": {
            "model": visible(model),
            "verdict": decision["verdict"],
            "asOf": decision["as_of"],
            "proof": proof["digest"],
            **({"withheld": list(map(visible, withheld))} if withheld else {}),
        },
    }
