"""Decisions kept in a log while `msm decide` gives them.

Owns when a decision counts as logged: only once it is on the disk is it said, and shown.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from msm_rules.audit.problem import AuditError
from msm_rules.cli import console, options
from msm_rules.cli.audited import refusing
from msm_rules.cli.refusal import Refusal
from msm_rules.diagnostics.cells import visible

if TYPE_CHECKING:
    from msm_rules.audit.entry import Decided
    from msm_rules.cli.proving import Kept
    from msm_rules.decide.decision import Decision

Keep = Callable[["Decision"], None]


@contextmanager
def logging_to(path: str | None, kept: Kept) -> Iterator[Keep]:
    """What keeps decisions in a log; without one it does nothing.

    It raises Refusal where a decision cannot be logged: then nobody should rely on it.
    """
    if path is None:
        yield lambda _: None
        return
    from msm_rules.audit.log import Log  # sqlite3 is for those who keep a log

    with refusing():
        log = Log(path)

    def keep(decision: Decision) -> None:
        entry = _entry(decision, kept)
        try:
            number = log.append(entry)
        except AuditError as error:
            model, reason = visible(entry.model), visible(str(error))
            raise Refusal(f"the decision on `{model}` was not logged: {reason}") from None
        console.note(f"logged {visible(entry.model)} as entry {number} of {visible(path)}")

    with log:
        yield keep


def _entry(decision: Decision, kept: Kept) -> Decided:
    """The decision as the log keeps it, under the digest of its proof."""
    from msm_rules.audit.entry import Decided
    from msm_rules.cli.models import bad_facts
    from msm_rules.facts import FactsError
    from msm_rules.proof.document import proof_document  # loads all that proofs are made with

    try:
        proof = proof_document(decision.subject(*kept))
    except FactsError as error:
        raise bad_facts(error) from None
    policy, revision = proof["policy"], decision.facts.model.get("revision")
    assert isinstance(policy, dict)
    return Decided(
        time=options.now(),
        proof=str(proof["digest"]),
        graph=policy["graph"]["digest"],
        policy=policy["name"],
        version=policy["version"],
        model=decision.facts.id,
        revision=revision if isinstance(revision, str) else None,
        verdict=str(decision.verdict),
        determined=decision.determined,
        as_of=decision.as_of.isoformat(),
        system=kept.purpose.system,
        reference=kept.purpose.reference,
    )
