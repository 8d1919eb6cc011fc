"""The rules of one decision as reports tell them: sign, word, figures, what they were read from.

Owns what is said of a rule. Which rules decided stands in `proof.reasons`, and the sentences in
`proof.sentences`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from msm_rules.frozen import record
from msm_rules.graph.nodes import Rule
from msm_rules.proof.document import NOT_NEEDED, resting_on_pending, status
from msm_rules.proof.forms import day
from msm_rules.proof.phrases import WITHHELD, shown
from msm_rules.proof.sentences import NOT_KNOWN, statements
from msm_rules.proof.subject import Subject
from msm_rules.report.outline import Outline
from msm_rules.report.words import SIGNS, WORDS, score_of
from msm_rules.values.possible import FALSE, MILLION, TRUE

_ASIDE = ("does not apply", NOT_NEEDED)


@record
class Bar:
    """A score bar, in whole percent of its width: the ends of the sure part and of the possible."""

    sure: int
    most: int


@record
class RuleLine:
    """A rule and what came of it.

    `sign` and `kind` (its class in style sheets) are empty where there is none, as for a score;
    `word` says the same for those who do not see it; `figure` is a score, `weight` its weight;
    `statements` are what it was read from, `notes` what the policy says beside it.
    """

    name: str
    tier: str
    title: str
    cites: tuple[str, ...]
    anchor: str
    sign: str
    kind: str
    word: str
    figure: str
    bar: Bar | None
    weight: str
    statements: tuple[str, ...]
    notes: tuple[str, ...]


FIRST = 4
"""Rules of a tier of which more is told than what came of them, where there are very many."""


def rule_lines(subject: Subject, outline: Outline, *, full: bool) -> dict[str, RuleLine]:
    """Every rule of a decision by its name, in the order of the policy.

    Not `full`, of a great policy only the first rules of each tier that do not plainly hold have
    statements and notes: nobody is shown those of all of them."""
    resting = resting_on_pending(subject)
    found = {r.name: status(subject, r, resting) for r in subject.graph.rules}
    every = full or not outline.great
    told = found.keys() if every else _standing_out(subject.graph.rules, found)
    return {
        r.name: _line(subject, r, outline, found[r.name], full, quiet=r.name not in told)
        for r in subject.graph.rules
    }


def _standing_out(rules: Sequence[Rule], found: Mapping[str, str]) -> Collection[str]:
    """The names of the first rules of each tier that do not plainly hold; of a short one, all."""
    tiers: dict[str, list[str]] = {}
    for rule in rules:
        tiers.setdefault(rule.tier, []).append(rule.name)
    told = set[str]()
    for names in tiers.values():
        short = len(names) <= FIRST
        told.update(names if short else [n for n in names if found[n] != "holds"][:FIRST])
    return told


def bar_of(millionths: Any) -> Bar:
    """A score as a bar."""
    lo, hi = millionths
    return Bar(round(100 * lo / MILLION), round(100 * hi / MILLION))


def _line(
    subject: Subject, rule: Rule, outline: Outline, what: str, full: bool, *, quiet: bool
) -> RuleLine:
    sign, kind = SIGNS.get(what, ("", ""))
    value = subject.values[rule.result]
    scored = rule.tier != "critical" and what not in _ASIDE
    hidden = scored and rule.result in subject.hidden
    told = what not in _ASIDE and (full or what != "holds") and not quiet
    return RuleLine(
        rule.name,
        rule.tier,
        rule.title,
        rule.cites,
        outline.anchors[rule.name],
        sign,
        kind,
        "" if what == "scored" else _word(subject, rule, what),
        WITHHELD if hidden else score_of(value) if scored else "",
        bar_of(value) if scored and not hidden else None,
        shown(subject, rule.weight) if scored and rule.weight is not None and not quiet else "",
        tuple(_statements(subject, rule, what)) if told else (),
        () if quiet else tuple(_notes(subject, rule, full)),
    )


def _statements(subject: Subject, rule: Rule, what: str) -> Iterator[str]:
    """What a rule was read from; what is not known is what an open one waits for."""
    for said in statements(subject, rule.raw):
        if what == "unknown" and said.startswith(NOT_KNOWN):
            yield f"waits for {said.removeprefix(NOT_KNOWN)}"
        else:
            yield said


def _word(subject: Subject, rule: Rule, what: str) -> str:
    if what == "fails" and rule.otherwise is not None:
        return f"fails, for {rule.otherwise} to decide"
    if what == "waived":
        return f"waived by {subject.waived[rule.name]}"
    return WORDS.get(what, what)


def _notes(subject: Subject, rule: Rule, full: bool) -> Iterator[str]:
    yield from _chosen(subject, rule)
    if not full:
        return
    yield from rule.because
    waiver = next((w for w in subject.graph.waivers if w.id == subject.waived.get(rule.name)), None)
    if waiver is not None:
        yield f"approved by {waiver.approved_by}, until {day(waiver.until)}: {waiver.because}"


def _chosen(subject: Subject, rule: Rule) -> Iterator[str]:
    """What the author chose to count, where that differs from what is known."""
    if rule.raw in subject.hidden:
        return
    raw, words = subject.values[rule.raw], rule.when.split()
    if rule.tier == "critical":
        counts = {"reject": "counts as failed", "pass": "passes"}.get(rule.when)
        if counts and raw not in (TRUE, FALSE):
            yield f"what is not known {counts} here"
    elif raw != subject.values[rule.result]:
        ends = [word for word in words if word in ("lower", "upper")]
        yield f"the {ends[0]} end counts" if ends else "a score that stands in for the unknown"
