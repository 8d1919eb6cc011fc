"""The page of one decision: its verdict, why, and everything it was made from.

Owns which parts it has. It is made from a proof document, so that a decision of years ago and one
of today look the same; the proof is checked, and the page says first whether it holds.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msm_rules.frozen import record
from msm_rules.report.checking import Checking, checking
from msm_rules.report.graph_data import decided
from msm_rules.report.outline import Outline, outline
from msm_rules.report.page import rendered
from msm_rules.report.read_back import ReadBack, read_back
from msm_rules.report.sheet import Sheet, sheet


@record
class Told:
    """A proof ready to be told: what it says, the policy it is by, and whether it holds."""

    proof: Mapping[str, Any]
    back: ReadBack
    outline: Outline
    sheet: Sheet
    checking: Checking


def told(proof: Mapping[str, Any]) -> Told:
    """Check a proof document and read it back. Raises NotReadable where it holds no decision."""
    back = read_back(proof)
    found = outline(back.subject.graph, back.vocabulary)
    return Told(proof, back, found, sheet(back.subject, found), checking(proof))


def decision_page(one: Told, command: str) -> str:
    """The text of the page; `command` is the command line that makes it again."""
    return rendered(
        "decision.html",
        s=one.sheet,
        proof=one.proof,
        head=one.back.subject.graph.header,
        outline=one.outline,
        picture=decided(one.back.subject, one.outline),
        checking=one.checking,
        command=command,
    )
