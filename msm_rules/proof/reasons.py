"""Why a verdict is what it is: the reason in one sentence, and the rules and conditions behind it.

Owns which rules decided. How each is told stands in `sentences`.
"""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.diagnostics.cells import visible
from msm_rules.frozen import record
from msm_rules.graph.nodes import Index, Rule
from msm_rules.proof.document import resting_on_pending, status
from msm_rules.proof.subject import Subject
from msm_rules.values.possible import TRUE

_OUTCOMES = {"accept": "accepted", "reject": "rejected", "review": "sent to a person"}


@record
class Reason:
    """Why a verdict is what it is, in words that follow "because", and the rules that decided.

    `hard` if a requirement rejects the model, so that no condition of the verdict was needed.
    """

    words: str
    rules: tuple[Rule, ...]
    hard: bool = False


def reason(subject: Subject) -> Reason:
    """The reason of a decision's verdict."""
    rules = {r.name: r for r in subject.graph.rules}
    hard = tuple(rules[n] for n in subject.failed if n not in subject.escalated)
    soft = tuple(rules[n] for n in subject.escalated)
    if not subject.determined:
        may = either([_OUTCOMES[p] for p in subject.possible])
        return Reason(f"too little is known: it may still be {may}", _unknown(subject), False)
    if subject.verdict == "reject":
        if not hard:
            return Reason("it reaches neither what acceptance nor what review asks for", ())
        count = "the requirement" if len(hard) == 1 else f"{len(hard)} requirements"
        return Reason(f"it fails {count}", hard, True)
    if subject.verdict == "review":
        return _for_a_person(soft)
    reaches = " and reaches what acceptance asks for" if asks(subject, subject.graph.accept) else ""
    return Reason(f"it meets every requirement{reaches}", ())


def _unknown(subject: Subject) -> tuple[Rule, ...]:
    resting = resting_on_pending(subject)
    return tuple(r for r in subject.graph.rules if status(subject, r, resting) == "unknown")


def _for_a_person(soft: tuple[Rule, ...]) -> Reason:
    if not soft:
        return Reason("it does not reach what acceptance asks for, but what review asks for", ())
    asked = either(list(dict.fromkeys(visible(r.otherwise or "") for r in soft)), "and")
    count = "a requirement" if len(soft) == 1 else f"{len(soft)} requirements"
    return Reason(f"it fails {count} on which {asked} may decide", soft)


def conditions(subject: Subject) -> Iterator[tuple[str, Index]]:
    """What acceptance asks for, and what review does where acceptance is not reached."""
    graph = subject.graph
    asked = [("accept if", graph.accept)]
    if subject.values[graph.accept] != TRUE:
        asked.append(("review if", graph.review))
    return ((words, index) for words, index in asked if asks(subject, index))


def asks(subject: Subject, index: Index) -> bool:
    """Whether a condition of the verdict is one that can fail."""
    return subject.graph.nodes[index].op != "constant"


def either(words: list[str], last: str = "or") -> str:
    """`accepted, rejected or sent to a person`."""
    return f" {last} ".join(filter(None, (", ".join(words[:-1]), *words[-1:])))
