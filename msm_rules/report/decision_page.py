"""The page of one decision: its verdict, why, and everything it was made from.

Owns which parts it has. It is made from a proof document, so that a decision of years ago and one
of today look the same; the proof is checked, and the page says first whether it holds.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msm_rules.frozen import record
from msm_rules.graph import Picture
from msm_rules.graph.nodes import Header
from msm_rules.report.checking import Checking, checking
from msm_rules.report.graph_data import decided
from msm_rules.report.outline import Outline, outline
from msm_rules.report.page import rendered
from msm_rules.report.read_back import read_back, readable
from msm_rules.report.sheet import Sheet, sheet


@record
class Told:
    """A proof ready to be told: the policy it is by, what it says, whether it holds, and in
    `made_of` its versions and digests."""

    outline: Outline
    picture: Picture | None
    sheet: Sheet
    checking: Checking
    made_of: tuple[str, ...]

    @property
    def head(self) -> Header:
        """What the policy says of itself."""
        return self.outline.graph.header


def told(proof: Mapping[str, Any]) -> Told:
    """Check a proof document and read it back. Raises NotReadable where it holds no decision."""
    with readable():
        back = read_back(proof)
        found = outline(back.subject.graph, back.vocabulary)
        return Told(
            found,
            decided(back.subject, found),
            sheet(back.subject, found),
            checking(proof),
            tuple(_made_of(proof)),
        )


def _made_of(proof: Mapping[str, Any]) -> Iterator[str]:
    """The versions and digests of a proof, as it has them."""
    engine, licences = proof["engine"], proof["licences"]
    yield f"msm {engine['version']}, policy language {engine['language']}"
    yield f"proof sha256 {proof['digest']}"
    yield f"facts sha256 {proof['facts']['digest']}"
    yield f"graph of the policy sha256 {proof['policy']['graph']['digest']}"
    yield f"licences {licences['version']}, sha256 {licences['digest']}"


def decision_page(one: Told, command: str) -> str:
    """The text of the page; `command` is the command line that makes it again."""
    return rendered(
        "decision.html",
        s=one.sheet,
        head=one.head,
        outline=one.outline,
        picture=one.picture,
        checking=one.checking,
        made_of=one.made_of,
        command=command,
    )
