"""Redacted proofs as reports read them: what they show, brought back as far as salts open it.

Owns the notes that reports make of a redaction. The form of redacted proofs is `proof.redaction`'s;
what they show is never guessed at here: values come from the document, or, where salts bring a fact
back, from the independent checker, which derives what follows from it.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from typing import Any

from msm_rules.frozen import record
from msm_rules.proof.check_proof import write
from msm_rules.proof.checker.claims import Claims, Row
from msm_rules.proof.checker.steps.nodes import Nodes
from msm_rules.proof.checker.text.files import files_of
from msm_rules.proof.checker.text.policy import meaning_of
from msm_rules.proof.nouns import noun
from msm_rules.proof.redaction import REDACTED, SALTS, RedactionError, Shown, is_sealed, reveal
from msm_rules.report.words import both


@record
class Redaction:
    """What a redacted proof withholds: its own digest and that of the original, the facts that it
    does not show, and those of them that salts brought back; `whole` if the original is back. The
    digest of the original is None where it is withheld as well."""

    digest: str
    original: str | None
    withheld: tuple[str, ...]
    shown: tuple[str, ...]
    whole: bool

    @property
    def words(self) -> tuple[str, ...]:
        """What is withheld and what was brought back, in sentences without a period."""
        if self.whole:
            return ("Its withheld facts were brought back with their salts: this is the original",)
        kept = both(tuple(f"{noun(key)} (model.{key})" for key in self.withheld))
        back = both(tuple(f"{noun(key)} (model.{key})" for key in self.shown))
        said = (
            f"This is a redacted proof. Withheld, and so not shown here: {kept}"
            if kept
            else ("This is a redacted proof, of which every fact is shown again")
        )
        more = (f"Brought back with their salts: {back}",) if back else ()
        return (said, *more)


OPEN_WITHHELD = "What is open is withheld, since withheld facts could be worked out from it"
"""What is said of open facts where a redacted proof does not show them."""


def is_redacted(document: Mapping[str, Any]) -> bool:
    """Whether a document is of the form of redacted proofs."""
    return document.get("schema") == REDACTED


def taken_apart(
    document: Mapping[str, Any], salts: Mapping[str, Any] | None
) -> tuple[Mapping[str, Any], Redaction]:
    """The proof in a redacted document as far as it is shown, and what is withheld.

    Steps whose value is not shown have none. Raises RedactionError where salts are of another proof
    or do not open what is withheld, and LookupError and the like for what is no redacted proof.
    """
    shown = reveal(document, salts) if salts is not None else _as_it_is(document)
    kept = frozenset(map(str, document["withheld"]))
    back = tuple(sorted(kept - shown.withheld))
    original = shown.proof["digest"] if shown.whole else document["original"]
    redaction = Redaction(
        str(document["digest"]),
        None if is_sealed(document) and not shown.whole else str(original),
        tuple(sorted(shown.withheld)),
        back,
        shown.whole,
    )
    if shown.whole or not back:
        return shown.proof, redaction
    return _derived(shown.proof, kept, shown.withheld), redaction


def _as_it_is(document: Mapping[str, Any]) -> Shown:
    """What is shown without salts; whatever is wrong then is the document's fault."""
    try:
        return reveal(document, {"schema": SALTS, "original": document["original"], "facts": {}})
    except RedactionError:
        raise TypeError("what it withholds is not written as it should be") from None


def _derived(proof: Row, concealed: frozenset[str], withheld: frozenset[str]) -> Row:
    """The proof with the values of all steps that follow from what was brought back."""
    nodes = Nodes(Claims(proof, concealed, withheld), meaning_of(files_of(proof)))
    nodes.compute()
    found = copy.copy(proof)
    found["nodes"] = [_with_value(nodes, row) for row in proof["nodes"]]
    return found


def _with_value(nodes: Nodes, row: Row) -> Row:
    number = nodes.numbers[row["id"]]
    if nodes.values.withheld[number] or not nodes.values.concealed[number]:
        return row
    members = nodes.values.members.get(number)
    said = {m: write("bool", pair) for m, pair in members.items()} if members is not None else None
    return {
        **row,
        "value": nodes.form(row["id"]),
        **({} if said is None else {"members": said}),
    }
