"""Reviews that a person ends: which decision is meant, and whether it waits for anybody.

Owns what may be ended, by what it is called, and that nobody adds to the log between the look
and the end. Appending is `log`'s.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable

from msm_rules.audit.entry import Decided, Ending, Entry, Resolved
from msm_rules.audit.log import Log
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


def end_review(
    path: str, name: str, verdict: Ending, *, by: str, because: str, until: str, time: str
) -> tuple[int, Review]:
    """End the review that is called by the number of its decision in the log, or by how its
    proof's digest begins. The number of the entry, and the review as it was before.

    The log is read once, and nobody else adds to it until the entry is on the disk. Raises
    AuditError where there is no such review, where several are meant, where the log is not sound,
    and as `resolution` does.
    """
    if not os.path.isfile(path):
        raise AuditError(f"there is no log `{path}`")  # opening one to append would make it
    is_meant = _called(name)
    with Log(path) as log, log.writing() as writing:
        found = _review(writing.entries(), is_meant, f"called `{name}`", path)
        said = {"by": by, "because": because, "until": until, "time": time}
        (number,) = writing.extend((resolution(found.decision, verdict, **said),))
    return number, found


def _review(
    entries: Iterable[tuple[int, Entry]],
    is_meant: Callable[[int, Entry], bool],
    how: str,
    path: str,
) -> Review:
    """The one review that is meant. Raises AuditError."""
    found: dict[str, Decided] = {}
    instead: str | None = None
    ended: dict[str, tuple[int, Resolved]] = {}
    for number, entry in entries:
        if isinstance(entry, Resolved):
            ended[entry.proof] = number, entry
            if is_meant(number, entry):
                instead = f"entry {number} is no decision: by it {entry.by} ended a review"
        elif is_meant(number, entry):
            found[entry.proof] = entry
    if len(found) != 1:
        count = "several decisions are" if found else "no decision is"
        called = f"{count} {how}: `msm log show` lists them with their numbers"
        raise AuditError(f"`{path}`: {called if found else instead or called}")
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
    """The entry by which a person ends a review. Days and instants are in ISO 8601, and all are of
    one clock, UTC: a term that ends today may do so on the day that `time` names.

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
        today = time[: len(until)]
        raise AuditError(f"`{until}` is over: a term ends today, in UTC {today}, or later")
    return Resolved(time, decision.proof, verdict, by.strip(), because.strip(), until)
