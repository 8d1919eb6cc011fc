"""A proof as it was given, made ready to be told: checked, out of its envelope, as far as shown.

Owns what reports know of a proof beside the decision: whether it holds, what is withheld in it and
who signed it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msm_rules.frozen import record
from msm_rules.report.checking import Checking, checking
from msm_rules.report.signature import Enclosed, Signature
from msm_rules.report.withholding import Redaction, is_redacted, taken_apart

Document = Mapping[str, Any]


@record
class Opened:
    """A proof to be told. `digest` is the one under which it is looked up: of a redacted proof that
    of the original as it names it, which nothing shows but its salts; empty where it is withheld.
    """

    proof: Document
    checking: Checking
    digest: str
    redaction: Redaction | None = None
    signature: Signature | None = None

    @property
    def own_digest(self) -> str:
        """The digest of what is here: of a redacted proof its own, unless the original is back."""
        kept = self.redaction
        return self.digest if kept is None or kept.whole else kept.digest

    @property
    def withheld(self) -> frozenset[str] | None:
        """The facts that are not shown; None where the whole proof is here."""
        if self.redaction is None or self.redaction.whole:
            return None
        return frozenset(self.redaction.withheld)


def opened(
    given: Document | Enclosed, salts: Document | None = None, *, found: Checking | None = None
) -> Opened:
    """Check a document and take it apart; `salts` bring back facts that are withheld, and `found`
    is what checking it found, where that was done.

    Raises RedactionError where salts do not fit, LookupError and the like for what is no proof.
    """
    document, signature = (
        (given.document, given.signature) if isinstance(given, Enclosed) else (given, None)
    )
    found = found or checking(document, salts if is_redacted(document) else None)
    if not is_redacted(document):
        return Opened(document, found, str(document["digest"]), None, signature)
    proof, redaction = taken_apart(document, salts)
    return Opened(proof, found, redaction.original or "", redaction, signature)
