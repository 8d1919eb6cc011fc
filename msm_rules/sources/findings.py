"""What is odd about a source of facts, said beside the facts that it gave all the same.

Owns the finding, and the check that keeps claims which the vocabulary cannot read out of a facts
document: a document made here can always be read.
"""

from __future__ import annotations

from collections.abc import Iterable

from msm_rules.diagnostics.cells import visible
from msm_rules.facts import builtin
from msm_rules.facts.evidence import read_evidence
from msm_rules.facts.problems import IllFormed
from msm_rules.facts.reading import value_reader
from msm_rules.frozen import record
from msm_rules.sources.normalise.claims import Claim


@record
class Finding:
    """Something in a source that could not be used: `where` is a file, or a place in one."""

    where: str
    message: str

    def __str__(self) -> str:
        return f"`{visible(self.where)}` {self.message}"


def sound(claims: Iterable[Claim]) -> tuple[list[Claim], list[Finding]]:
    """The claims that a facts document can hold, and a finding for each other one."""
    kept: list[Claim] = []
    findings: list[Finding] = []
    for claim in claims:
        try:
            _check(claim)
            kept.append(claim)
        except IllFormed as ill:
            where = str(claim.evidence.get("locator", claim.fact))
            findings.append(Finding(where, f"gives no `{visible(claim.fact)}`: {ill}"))
    return kept, findings


def ill_named(id: str) -> str | None:
    """Why a text can be no model's id; None where it can."""
    read = value_reader(builtin(), "id")
    assert read is not None
    try:
        read(id)
    except IllFormed as ill:
        return str(ill)
    return None


def _check(claim: Claim) -> None:
    """Raises IllFormed where fact, value or evidence cannot be read.  Evidence alone, as the
    members of a chain have it, has no value."""
    read_evidence(claim.evidence)
    reader = value_reader(builtin(), claim.fact)
    if reader is None:
        raise IllFormed("the vocabulary has no such fact")
    if claim.value is not None:
        reader(claim.value)
