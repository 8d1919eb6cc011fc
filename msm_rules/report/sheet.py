"""What a report says of one decision: the plain record that pages and Markdown are made from.

Owns its parts and their words. Every text in it may come from strangers; whoever writes it into a
page or a document makes it harmless there. Rules stand in `rule_sheet`.
"""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.frozen import record
from msm_rules.graph.nodes import Index
from msm_rules.proof.document import leaf_key
from msm_rules.proof.evidence import facts_under
from msm_rules.proof.forms import day
from msm_rules.proof.needs import needs
from msm_rules.proof.phrases import WITHHELD, shown
from msm_rules.proof.reasons import conditions, reason
from msm_rules.proof.sentences import statements
from msm_rules.proof.subject import Subject
from msm_rules.report.beside_rules import (
    DutyLine,
    ParamLine,
    WaiverLine,
    duties,
    params,
    waivers,
)
from msm_rules.report.graph_data import GraphData, graph_data
from msm_rules.report.known import KnownFact, known_facts, withheld_fact
from msm_rules.report.outline import Outline
from msm_rules.report.rule_sheet import Bar, RuleLine, bar_of, rule_lines
from msm_rules.report.words import GROUPS, SIGNS, group_of, score_of
from msm_rules.values.possible import FALSE, TRUE

_MOST_NAMED = 6  # rules in the sentence of a verdict


@record
class TierLine:
    """A scored tier, or `score`: its bounds as figure and bar, its weight, and its rules."""

    name: str
    figure: str
    bar: Bar | None
    weight: str
    rules: tuple[RuleLine, ...]


@record
class ConditionLine:
    """What acceptance or review asks for, and what was found."""

    words: str
    sign: str
    kind: str
    word: str
    statements: tuple[str, ...]


@record
class Sheet:
    """Everything a report says of one decision.

    `group` is one of `words.GROUPS`, `marked` what stands in the margin of the policy's text, mark
    by mark; `graph` is None where the policy is too large for a picture. A `brief` one tells of the
    first rules of each tier alone what they were read from.
    """

    id: str
    revision: str
    group: str
    verdict: str
    reason: str  # in words that follow "because"
    figure: str
    bar: Bar | None
    decided_by: tuple[RuleLine, ...]
    conditions: tuple[ConditionLine, ...]
    rules: tuple[RuleLine, ...]
    tiers: tuple[TierLine, ...]
    needs: tuple[str, ...]
    duties: tuple[DutyLine, ...]
    waivers: tuple[WaiverLine, ...]
    params: tuple[ParamLine, ...]
    facts: tuple[KnownFact, ...]
    as_of: str
    valid_until: str
    purpose: str
    marked: tuple[str, ...]
    graph: GraphData | None
    brief: bool

    @property
    def why(self) -> str:
        """The verdict and its reason in one sentence, without a period."""
        if self.group == "unknown":
            return self.reason[:1].upper() + self.reason[1:]
        rules = ", ".join(rule.name for rule in self.decided_by[:_MOST_NAMED])
        more = f" and {len(self.decided_by) - _MOST_NAMED} more"
        named = f": {rules}{more if len(self.decided_by) > _MOST_NAMED else ''}" if rules else ""
        return f"{self.verdict} because {self.reason}{named}"

    @property
    def told_facts(self) -> tuple[KnownFact, ...]:
        """The facts of which a source says something."""
        return tuple(fact for fact in self.facts if not fact.silent)

    @property
    def silent_facts(self) -> tuple[str, ...]:
        """What no source says anything of."""
        return tuple(fact.noun for fact in self.facts if fact.silent)


def sheet(subject: Subject, outline: Outline, *, full: bool = True) -> Sheet:
    """The sheet of a decision. Not `full`, rules that plainly hold are not told again in figures,
    and neither is what the policy's own text says of each rule."""
    rules = rule_lines(subject, outline, full=full)
    why = reason(subject)
    group = group_of(subject.verdict, subject.determined)
    purpose = (subject.purpose.system, subject.purpose.reference)
    score = subject.scores.get("score")
    revision = subject.facts.model.get("revision")
    return Sheet(
        subject.facts.id,
        WITHHELD if "revision" in subject.withheld else str(revision) if revision else "",
        group,
        GROUPS[group],
        why.words,
        _figure(subject, subject.graph.score),
        None if score is None else bar_of(score),
        tuple(rules[r.name] for r in why.rules),
        () if why.hard and not full else tuple(_conditions(subject)),
        tuple(rules[r.name] for r in subject.graph.rules if r.tier == "critical"),
        tuple(_tiers(subject, rules)),
        needs(subject),
        tuple(duties(subject)),
        tuple(waivers(subject)),
        tuple(params(subject)),
        _facts(subject, outline),
        day(subject.today),
        subject.valid_until.isoformat() if subject.valid_until else "",
        ", ".join(filter(None, purpose)),
        tuple(_marked(subject, rules)),
        graph_data(subject, outline),
        outline.great and not full,
    )


def _figure(subject: Subject, score: Index | None) -> str:
    """A score for reading, which may be withheld; empty where the policy has none."""
    if score is None:
        return ""
    return WITHHELD if score in subject.hidden else score_of(subject.values[score])


def _conditions(subject: Subject) -> Iterator[ConditionLine]:
    for words, index in conditions(subject):
        word = _truth_word(subject, index)
        sign, kind = SIGNS[word]
        yield ConditionLine(_ASKS[words], sign, kind, _SAID[word], statements(subject, index))


_ASKS = {"accept if": "What acceptance asks for", "review if": "What review asks for"}
_SAID = {"holds": "is met", "fails": "is not met", "unknown": "is not known"}


def _truth_word(subject: Subject, index: Index) -> str:
    value = subject.values[index]
    return "holds" if value == TRUE else "fails" if value == FALSE else "unknown"


def _tiers(subject: Subject, rules: dict[str, RuleLine]) -> Iterator[TierLine]:
    for tier in subject.graph.tiers:
        hidden = tier.result in subject.hidden
        bar = None if hidden else bar_of(subject.values[tier.result])
        own = tuple(rules[r.name] for r in subject.graph.rules if r.tier == tier.name)
        weight = shown(subject, tier.weight)
        yield TierLine(tier.name, _figure(subject, tier.result), bar, weight, own)


def _facts(subject: Subject, outline: Outline) -> tuple[KnownFact, ...]:
    """Every fact that the policy asks for, in the order in which it is asked for."""
    graph = subject.graph
    roots = (graph.verdict, *(o.due for o in graph.obligations), *(r.raw for r in graph.rules))
    keys = (leaf_key(subject, i) for i in facts_under(subject, *roots))
    asked = [key for key in dict.fromkeys(keys) if key != "id"]
    found = known_facts(subject.facts, asked, outline.vocabulary, subject.stale, subject.pending)
    return tuple(
        withheld_fact(key) if key in subject.withheld else fact
        for key, fact in zip(asked, found, strict=True)
    )


def _marked(subject: Subject, rules: dict[str, RuleLine]) -> Iterator[str]:
    """What stands in the margin, in the order of `outline.marks`."""
    graph = subject.graph
    for rule in graph.rules:
        line = rules[rule.name]
        yield " ".join(filter(None, (line.sign, line.word or line.figure)))
    for waiver in waivers(subject):
        yield waiver.word
    for o in graph.obligations:
        due = subject.obligations[o.name]
        yield "due" if due else "not due" if due is False else "perhaps due"
    for index in (graph.accept, graph.review):
        word = _truth_word(subject, index)
        yield f"{SIGNS[word][0]} {_SAID[word]}"
