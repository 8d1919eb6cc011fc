"""The page of one decision: its verdict, why, and everything it was made from.

Owns which parts it has. It is made from a proof document, so that a decision of years ago and one
of today look the same; the proof is checked, and the page says first whether it holds.
"""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.frozen import record
from msm_rules.graph import Picture
from msm_rules.graph.nodes import Header
from msm_rules.proof.subject import Subject
from msm_rules.report.checking import Checking
from msm_rules.report.graph_data import drawn
from msm_rules.report.in_log import LogRead, LookUp, sought
from msm_rules.report.log_words import LogNote, log_note
from msm_rules.report.opened import Document, Opened, opened
from msm_rules.report.outline import Outline, outline
from msm_rules.report.page import rendered
from msm_rules.report.read_back import read_back, readable
from msm_rules.report.sheet import Sheet, sheet
from msm_rules.report.signature import Enclosed, Signature
from msm_rules.report.withholding import Redaction


@record
class Told:
    """A proof ready to be told: the policy it is by, what it says, whether it holds, what is
    withheld in it, who signed it, what a log says of it, and in `made_of` its versions and
    digests."""

    outline: Outline
    picture: Picture | None
    sheet: Sheet
    checking: Checking
    redaction: Redaction | None
    signature: Signature | None
    log: LogNote | None
    made_of: tuple[str, ...]

    @property
    def head(self) -> Header:
        """What the policy says of itself."""
        return self.outline.graph.header

    @property
    def by_person(self) -> str:
        """What a person ended the review with, where that holds; empty where none did."""
        return self.log.short.capitalize() if self.log and self.log.good else ""

    @property
    def signed(self) -> bool:
        """Whether nothing is wrong with its signature, as far as a call has it checked."""
        return self.signature is None or not self.signature.problem


def told(
    given: Document | Enclosed, *, salts: Document | None = None, look_up: LookUp | None = None
) -> Told:
    """Check a proof document and read it back; `salts` bring back what is withheld in it, and
    `look_up` looks it up in a log.

    Raises NotReadable where it holds no decision, RedactionError where the salts do not fit.
    """
    with readable():
        one = opened(given, salts)
        back = read_back(one.proof, one.withheld)
        found = outline(back.subject.graph, back.vocabulary)
        return Told(
            found,
            drawn(back.subject, found),
            sheet(back.subject, found),
            one.checking,
            one.redaction,
            one.signature,
            None if look_up is None else _note(one, back.subject, look_up([one.digest])),
            tuple(_made_of(one)),
        )


def _note(one: Opened, subject: Subject, log: LogRead) -> LogNote:
    own = sought(subject, one.digest, one.redaction)
    return log_note(log.of(one.digest), own, holds=one.checking.ok)


def _made_of(one: Opened) -> Iterator[str]:
    """The versions and digests of a proof, as it has them."""
    proof = one.proof
    engine, licences = proof["engine"], proof["licences"]
    yield f"msm {engine['version']}, policy language {engine['language']}"
    if one.redaction is not None:
        yield f"redacted proof sha256 {one.redaction.digest}"
    if one.redaction is not None and one.redaction.original is None:
        yield "of a proof whose digest, and that of its facts, is withheld as well"
    else:
        yield f"{_which(one)} sha256 {proof['digest']}"
        yield f"facts sha256 {proof['facts']['digest']}"
    yield f"graph of the policy sha256 {proof['policy']['graph']['digest']}"
    yield f"licences {licences['version']}, sha256 {licences['digest']}"


def _which(one: Opened) -> str:
    """What the digest of the proof is to what is here."""
    if one.redaction is None:
        return "proof"
    return "of the proof" if one.redaction.whole else "which names as its original the proof"


def decision_page(one: Told, command: str, verifying: str = "") -> str:
    """The text of the page; `command` is the command line that makes it again, `verifying` the one
    that checks its proof, where that is a file."""
    return rendered(
        "decision.html",
        one=one,
        verifying=verifying,
        s=one.sheet,
        head=one.head,
        outline=one.outline,
        picture=one.picture,
        checking=one.checking,
        made_of=one.made_of,
        command=command,
    )
