"""What the page says of one model: its rules with their signs, its facts, what is open.

Owns the plain records that templates read; every text in them may come from strangers, and the
page makes it harmless where it is written.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msm_rules.decide.decision import Bounds, Decision, RuleResult
from msm_rules.frozen import record
from msm_rules.graph.nodes import Graph, Rule
from msm_rules.report.known import KnownFact, facts_below, known_facts, known_of
from msm_rules.report.words import score_words, sign_of, verdict_words
from msm_rules.screening import Placed, Row, Screening
from msm_rules.screening.topics import topic_of

Keys = Mapping[str, tuple[str, ...]]


@record
class Bar:
    """A score bar in percent of its width: where the sure part ends, and where the possible one."""

    sure: float
    most: float


@record
class RuleLine:
    """A rule and its result; `sign` is empty for a score, `because` lists what it was read from."""

    rule: Rule
    sign: str
    word: str
    bar: Bar | None
    weight: str
    because: tuple[str, ...]


@record
class OpenQuestion:
    """What has to be found out about one model, and what is known of it now."""

    topic: str
    now: str


@record
class Panel:
    """Everything the page says of one model."""

    placed: Placed
    row: Row
    verdict: str
    score: str
    bar: Bar | None
    tiers: tuple[tuple[str, str], ...]
    rules: tuple[RuleLine, ...]
    facts: tuple[KnownFact, ...]
    open: tuple[OpenQuestion, ...]
    due: tuple[tuple[str, str], ...]
    waivers: tuple[tuple[str, str], ...]


@record
class Brief:
    """What the page says of a rejected model: the rules it fails, the unknown ones, and what the
    first was read from."""

    row: Row
    score: str
    because: str


def rule_facts(graph: Graph) -> Keys:
    """The facts that each rule rests on, by the rule's name."""
    return {rule.name: facts_below(graph, rule.raw) for rule in graph.rules}


def panel(placed: Placed, screening: Screening, keys: Keys) -> Panel:
    """The panel of a candidate; `keys` are those of `rule_facts`."""
    row, decision = placed.row, screening.decision(placed.row)
    wanted = (key for found in keys.values() for key in found)
    facts = known_facts(decision, wanted, screening.vocabulary)
    results = zip(screening.graph.rules, row.rules, strict=True)
    return Panel(
        placed,
        row,
        verdict_words(row),
        score_words(row.score),
        bar_of(row.score),
        tuple((n, score_words(b)) for n, b in _tiers(row) if b is not None),
        tuple(_line(rule, result, decision, facts, keys) for rule, result in results),
        tuple(facts.values()),
        _open(decision, row, screening),
        _due(row, screening),
        row.waived,
    )


def brief(row: Row, screening: Screening, keys: Keys) -> Brief:
    """The line of a rejected model."""
    fell = screening.fell_at(row)
    known: tuple[str, ...] = ()
    if fell is not None:
        found = known_facts(screening.decision(row), keys[fell], screening.vocabulary)
        known = _because(tuple(found.values()))
    return Brief(row, score_words(row.score), "; ".join(known))


def bar_of(score: Bounds | None) -> Bar | None:
    """A score as a bar."""
    return None if score is None else Bar(round(100 * score.lo, 1), round(100 * score.hi, 1))


def _tiers(row: Row) -> Sequence[tuple[str, Bounds | None]]:
    return ("important", row.important), ("contextual", row.contextual)


def _line(
    rule: Rule, result: RuleResult, decision: Decision, facts: Mapping[str, KnownFact], keys: Keys
) -> RuleLine:
    """Of a rule that plainly holds, the facts are in the list below and not said again."""
    because = () if result is True else _because([facts[key] for key in keys[rule.name]])
    if rule.tier == "critical":
        sign, word = sign_of(result) or ("", "")
        return RuleLine(rule, sign, word, None, "", because)
    if not isinstance(result, Bounds):
        return RuleLine(rule, "", "takes no part", None, "", ())
    return RuleLine(rule, "", score_words(result), bar_of(result), _weight(rule, decision), because)


def _weight(rule: Rule, decision: Decision) -> str:
    if rule.weight is None:
        return ""
    lo, _ = decision.values[rule.weight]  # type: ignore[misc]
    return f"× {lo:g}"


def _because(facts: Sequence[KnownFact]) -> tuple[str, ...]:
    return tuple(f"{fact.name}: {fact.words}" for fact in facts if fact.name != "id")


def _open(decision: Decision, row: Row, screening: Screening) -> tuple[OpenQuestion, ...]:
    topics: dict[str, list[str]] = {}
    for name in row.open_facts:
        topics.setdefault(topic_of(name), []).append(name)
    return tuple(
        OpenQuestion(topic, known_of(decision, names, screening.vocabulary))
        for topic, names in topics.items()
    )


def _due(row: Row, screening: Screening) -> tuple[tuple[str, str], ...]:
    """What is to be done with the model, and whether that is sure; nothing for a rejected one."""
    words = {True: "due", None: "perhaps due"}
    pairs = zip(screening.graph.obligations, row.obligations, strict=True)
    return tuple((o.text, words[due]) for o, due in pairs if due is not False)
