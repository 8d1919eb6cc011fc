"""Reviews that a person ends: which decision is meant, and whether it waits for anybody.

Owns what may be ended, and by what it is called. Appending is `log`'s.
"""

from __future__ import annotations

from msm_rules.audit.entry import Decided, Ending, Resolved
from msm_rules.audit.log import entries
from msm_rules.audit.problem import AuditError

SHORTEST = 8
"""Characters of a proof's digest that name it; fewer digits are the number of an entry."""


def decision_of(path: str, name: str) -> Decided:
    """The decision that is called by its number in the log, or by how its proof's digest begins.

    Raises AuditError where there is none, where several are meant, or where the log is not sound.
    """
    if name.isascii() and name.isdigit() and len(name) < SHORTEST:
        found = {e.proof: e for n, e in entries(path) if n == int(name) and isinstance(e, Decided)}
    elif len(name) >= SHORTEST:
        known = (e for _, e in entries(path) if isinstance(e, Decided))
        found = {e.proof: e for e in known if e.proof.startswith(name.lower())}
    else:
        raise AuditError(
            f"`{name}` names no decision: its number, or {SHORTEST} or more characters of the"
            " digest of its proof are expected"
        )
    if len(found) != 1:
        count = "several decisions are" if found else "no decision is"
        raise AuditError(f"`{path}`: {count} called `{name}`")
    (decision,) = found.values()
    return decision


def ended_before(path: str, proof: str) -> tuple[int, Resolved] | None:
    """The last entry by which the review of that proof was ended, with its number; None if none
    was. Of several the last counts: people change their minds, and the log keeps what they said."""
    found = [(n, e) for n, e in entries(path) if isinstance(e, Resolved) and e.proof == proof]
    return found[-1] if found else None


def resolution(
    decision: Decided, verdict: Ending, *, by: str, because: str, until: str, time: str
) -> Resolved:
    """The entry by which a person ends a review. Days and instants are in ISO 8601.

    Raises AuditError where the decision was none for a person, where nobody or no reason is named,
    and where the term is over before it begins.
    """
    if decision.verdict != "review":
        raise AuditError(
            f"the decision on `{decision.model}` was {decision.verdict}: only a review is ended by"
            " a person"
        )
    for word, text in (("who decided", by), ("why", because)):
        if not text.strip():
            raise AuditError(f"it must be said {word}")
    if until < time[: len(until)]:
        raise AuditError(f"`{until}` is over: a term ends today or later")
    return Resolved(time, decision.proof, verdict, by.strip(), because.strip(), until)
