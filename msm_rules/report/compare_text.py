"""Two models side by side in words: which ranks above, and what each rule says of both."""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.decide.decision import Bounds, Decision, RuleResult, Verdict
from msm_rules.diagnostics.cells import cells, visible
from msm_rules.graph.nodes import Rule
from msm_rules.graph.wording import on_one_line
from msm_rules.proof.layout import hanging, padded
from msm_rules.proof.sentences import statements
from msm_rules.report.words import GROUPS, SIGNS, WORDS, group_of, score_words
from msm_rules.screening.compare import Comparison, RuleDifference
from msm_rules.values.display import display

_NARROW = 13  # columns of each model's results


def compare_text(found: Comparison, width: int, *, everything: bool = False) -> str:
    """The comparison as lines of at most `width` columns; rules that say the same of both are only
    counted, unless `everything` is wanted."""
    return "\n".join(_lines(found, width, everything))


def _lines(found: Comparison, width: int, everything: bool) -> Iterator[str]:
    graph = found.above.session.graph
    yield from hanging("", _headline(found), width)
    yield from hanging("  ", f"under {_policy(found.above)}, as of {found.above.as_of}", width)
    yield ""
    for letter, decision in (("A", found.above), ("B", found.below)):
        yield from hanging(
            f"  {letter}  ", visible(decision.facts.id) + ": " + _verdict(decision), width
        )
    yield ""
    yield from hanging("  ", _reason(found), width)
    told = [r for r in found.rules if everything or r.differs]
    column = max((cells(visible(r.rule.name)) for r in told), default=0)
    for tier in ("critical", "important", "contextual"):
        rows = [r for r in told if r.rule.tier == tier]
        if rows:
            more = "" if tier == "critical" else "what it gives to the score of A more than of B"
            lead = f"  {padded(tier, column + 2)} {padded('A', _NARROW)}{padded('B', _NARROW)}"
            yield ""
            yield from hanging(lead, more, width)
            for row in rows:
                yield from _rule(found, row, column, width)
    same = len(found.rules) - len(told)
    if same:
        yield from ("", f"  {_rules(same, bool(told))} the same of both (--all shows them)")
    if graph.score is not None:
        yield ""
        scores = [score_words(d.score) for d in (found.above, found.below)]
        yield f"  {padded('score', column + 2)} {padded(scores[0], _NARROW)}{scores[1]}"


def _rules(same: int, more: bool) -> str:
    if not more:
        return f"all {same} rules say" if same > 1 else "the one rule says"
    return f"{same} more rules say" if same > 1 else "1 more rule says"


def _policy(decision: Decision) -> str:
    head = decision.session.graph.header
    return visible(f"{head.title or head.name} {head.version}")


def _verdict(decision: Decision) -> str:
    return GROUPS[group_of(decision.verdict.value, decision.determined)].lower()


def _headline(found: Comparison) -> str:
    above, below = (visible(d.facts.id) for d in (found.above, found.below))
    if found.above.facts == found.below.facts:
        return f"{above} is compared with itself: nothing can differ"
    if found.by == "nothing":
        return f"neither {above} nor {below} is ranked: both are rejected"
    if found.by == "id":
        return f"nothing tells {above} and {below} apart: they stand by name"
    return f"{above} ranks above {below}"


def _reason(found: Comparison) -> str:
    """By what the one stands above the other, and whether that can still turn round."""
    unsure = "" if found.separable else "; what is still unknown could turn them round"
    if found.by == "nothing":
        return "rejected models have no rank; the rules that say different things of them:"
    if found.by == "verdict":
        return f"because {_why_below(found)}{unsure}"
    if found.by == "id" and found.above.facts.id == found.below.facts.id:
        return "all keys of `rank` are the same for both, and so is the name"
    if found.by == "id":
        return "all keys of `rank` are the same for both"
    key = found.keys[int(found.by)]
    node = found.above.session.graph.nodes[key.key.node]
    a, b = (display(node.type, value) for value in (key.above, key.below))
    order = "greatest first" if key.key.descending else "least first"
    by = _called(found, int(found.by))
    return f"because {_alike(found)}by {by} ({order}) A has {a} and B {b}{unsure}"


def _alike(found: Comparison) -> str:
    """The keys before the one that decides, of which both have the same."""
    same = [_called(found, n) for n in range(int(found.by))]
    return f"{' and '.join(same)} {'is' if len(same) == 1 else 'are'} the same, and " * bool(same)


def _called(found: Comparison, n: int) -> str:
    """A key of `rank` as the policy writes it."""
    node = found.above.session.graph.nodes[found.keys[n].key.node]
    what = on_one_line(node.span)
    return f"`{visible(what)}`" if what and what != "score" else "the score"


def _of_a(decision: Decision) -> str:
    """What came of the model above, as the beginning of a sentence."""
    group = group_of(decision.verdict.value, decision.determined)
    return {"unknown": "too little is known of A", "person": "A is for a person to decide"}.get(
        group, f"A is {GROUPS[group].lower()}"
    )


def _why_below(found: Comparison) -> str:
    """What keeps the model below from the verdict of the one above."""
    a, below = _of_a(found.above), found.below
    if not below.determined:
        return f"{a}, and of B too little is known"
    if below.verdict is Verdict.REJECT:
        failed = [f"`{visible(n)}`" for n in below.failed if n not in below.escalated]
        what = f"it fails {' and '.join(failed)}" if failed else _TOO_LOW
        return f"{a}, and B is rejected: {what}"
    rules = [r for r in below.session.graph.rules if r.name in below.escalated]
    asked = [f"it fails `{visible(r.name)}`, left to {visible(r.otherwise or '')}" for r in rules]
    return f"{a}, and B is for a person to decide: {'; '.join(asked) or _NOT_ENOUGH}"


_TOO_LOW = "it reaches neither what acceptance nor what a review asks for"
_NOT_ENOUGH = "it meets the condition for a review and not the one to be accepted"


def _rule(found: Comparison, row: RuleDifference, column: int, width: int) -> Iterator[str]:
    a, b = (_result(result, row.rule) for result in (row.above, row.below))
    name = padded(visible(row.rule.name), column)
    lead = f"    {name} {padded(a, _NARROW)}{padded(b, _NARROW)}"
    yield from hanging(lead, _gain(row.gain) or visible(row.rule.title), width)
    for letter, decision in (("A", found.above), ("B", found.below)):
        said = "; ".join(statements(decision.subject(), row.rule.raw))
        if row.differs and said:
            yield from hanging(f"      {letter}: ", said, width)


_OUTCOMES: dict[object, str] = {True: "holds", False: "fails", None: "unknown", "waived": "waived"}


def _result(result: RuleResult, rule: Rule) -> str:
    if isinstance(result, Bounds):
        return score_words(result)
    if rule.tier != "critical":
        return "–"
    word = _OUTCOMES[result]
    return f"{SIGNS[word][0]} {WORDS.get(word, word)}"


def _gain(gain: Bounds | None) -> str:
    """What the rule gives to the score of A more than to that of B."""
    if gain is None:
        return ""
    lo, hi = (f"{end:+.3f}".replace("-", "−") for end in gain)
    return lo if lo == hi else f"{lo} … {hi}"
