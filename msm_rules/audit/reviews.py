"""Reviews that a person ends: which decision is meant, and whether it waits for anybody.

Owns what may be ended, and by what it is called. Appending is `log`'s.
"""

from __future__ import annotations

from collections.abc import Callable

from msm_rules.audit.entry import Decided, Ending, Entry, Resolved
from msm_rules.audit.log import entries
from msm_rules.audit.problem import AuditError
from msm_rules.frozen import record

SHORTEST = 8
"""Characters of a proof's digest that name it; fewer digits are the number of an entry."""


@record
class Review:
    """A decision, and the last entry by which a person ended its review, with its number; None if
    none did. Of several the last counts: people change their minds, and the log keeps what they
    said."""

    decision: Decided
    ended: tuple[int, Resolved] | None


def review_of(path: str, name: str) -> Review:
    """The review that is called by the number of its decision in the log, or by how its proof's
    digest begins; the log is read once.

    Raises AuditError where there is none, where several are meant, or where the log is not sound.
    """
    is_meant = _called(name)
    found: dict[str, Decided] = {}
    instead: str | None = None
    ended: dict[str, tuple[int, Resolved]] = {}
    for number, entry in entries(path):
        if isinstance(entry, Resolved):
            ended[entry.proof] = number, entry
            if name == str(number):
                instead = f"entry {number} is no decision: by it {entry.by} ended a review"
        elif is_meant(number, entry):
            found[entry.proof] = entry
    if len(found) != 1:
        count = "several decisions are" if found else "no decision is"
        called = f"{count} called `{name}`: `msm log show` lists them with their numbers"
        raise AuditError(f"`{path}`: {instead or called}")
    (decision,) = found.values()
    return Review(decision, ended.get(decision.proof))


def _called(name: str) -> Callable[[int, Entry], bool]:
    """What tells the entry that is meant. Raises AuditError where a name can be none's."""
    if name.isascii() and name.isdigit() and len(name) < SHORTEST:
        return lambda number, _: number == int(name)
    if len(name) >= SHORTEST:
        return lambda _, entry: entry.proof.startswith(name.lower())
    raise AuditError(
        f"`{name}` names no decision: its number, or {SHORTEST} or more characters of the"
        " digest of its proof are expected"
    )


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
