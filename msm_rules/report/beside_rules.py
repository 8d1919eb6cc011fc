"""What a report says of a decision beside the rules: duties, waivers and params.

Owns the words for whether a waiver covers a model, and whether a duty is due.
"""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.frozen import record
from msm_rules.proof.forms import TRUTH, day
from msm_rules.proof.phrases import shown
from msm_rules.proof.subject import Subject


@record
class DutyLine:
    """What is to be done once the model is used, and whether that is sure."""

    name: str
    text: str
    word: str
    cites: tuple[str, ...]


@record
class WaiverLine:
    """A waiver, and what it has to do with this model."""

    id: str
    rule: str
    models: str
    approved_by: str
    because: str
    start: str
    until: str
    word: str
    used: bool


@record
class ParamLine:
    """A param and its value; `note` where that is not the policy's own."""

    name: str
    value: str
    doc: str
    note: str


def duties(subject: Subject) -> Iterator[DutyLine]:
    """What is to be done with the model, or may have to be; nothing with a rejected one."""
    words = {True: "due", None: "perhaps due"}
    for o in subject.graph.obligations if subject.verdict != "reject" else ():
        due = subject.obligations[o.name]
        if due is not False:
            yield DutyLine(o.name, o.text or o.name, words[due], o.cites)


def waivers(subject: Subject) -> Iterator[WaiverLine]:
    """Every waiver of the policy, in order."""
    used = set(subject.waived.values())
    for w in subject.graph.waivers:
        active = TRUTH[subject.values[w.active]]  # type: ignore[index]
        word = "lifts the rule" if w.id in used else _IDLE[active]
        yield WaiverLine(
            w.id, w.rule, ", ".join(w.patterns), w.approved_by, w.because,
            day(w.start), day(w.until), word, w.id in used,
        )  # fmt: skip


_IDLE = {
    True: "covers it, and was not needed",
    False: "does not cover it",
    None: "not known whether it covers it",
}


def params(subject: Subject) -> Iterator[ParamLine]:
    """Every param of the policy with its value, in order."""
    for param in subject.graph.params:
        value = shown(subject, param.node)
        default = None if param.default is None else shown(subject, param.default)
        note = "" if value == default else f"instead of {default}" if default else "set"
        yield ParamLine(param.name, value, param.doc, note)
