"""Proofs that were kept, in the formats of other tools: `msm report --format sarif | junit | prov`.

Owns what is told of proofs that do not hold: they are refused there, as errors, with why. How the
formats look stands in `report`, one file each.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from msm_rules.cli.refusal import Refusal
from msm_rules.cli.together import FORMATS
from msm_rules.proof.check import verify
from msm_rules.report.signature import Enclosed

if TYPE_CHECKING:
    from msm_rules.report.collection import Given

OF_ONE_POLICY = ("sarif", "junit")
"""Formats of which one document is of one policy."""


def in_format(given: Iterable[Given], form: str) -> tuple[str, int, int]:
    """The document of proofs, how many of them do not hold or are not signed as they should be, and
    how many files could not be read. Raises Refusal for proofs that do not go into one document."""
    from msm_rules.report.collection import Broken
    from msm_rules.report.decision_rows import unfolded

    held: list[Mapping[str, Any]] = []
    refused: list[tuple[str, str]] = []
    unread = 0
    for name, one in given:
        if isinstance(one, Broken):
            unread += 1
            refused.append((name, str(one)))
        elif why := next(_wrong(one), None):
            refused.append((name, why))
        else:
            held.append(_document(one))
    graphs = {unfolded(proof)["policy"]["graph"]["digest"] for proof in held}
    if form in OF_ONE_POLICY and len(graphs) > 1:
        raise Refusal(
            f"these proofs are by {len(graphs)} policies, and a document in `{form}` is of one",
            "name the proofs of each policy by themselves",
        )
    return FORMATS[form](held, refused), len(refused) - unread, unread


def _document(one: Mapping[str, Any] | Enclosed) -> Mapping[str, Any]:
    return one.document if isinstance(one, Enclosed) else one


def _wrong(one: Mapping[str, Any] | Enclosed) -> Iterator[str]:
    """Why a proof is not told as one that holds; nothing if it is."""
    if isinstance(one, Enclosed) and one.signature.problem:
        yield one.signature.words
    report = verify(_document(one))
    if not report.ok:
        yield f"the proof does not hold: {report.problems[0]}"
