"""A decision in short: a few lines for people.

Owns the summary that `msm decide` prints. The whole story is `msm explain`'s to tell, and the
proof's to keep.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from msm_rules.cli.layout import hanging
from msm_rules.diagnostics.cells import visible
from msm_rules.facts.keys import split_key
from msm_rules.proof.document import resting_on_pending

if TYPE_CHECKING:
    from msm_rules.decide.decision import Bounds, Decision
    from msm_rules.facts import Vocabulary
    from msm_rules.graph.nodes import Header, Rule

_HEADLINE = {
    "accept": ("ACCEPTED by", "\x1b[1;32m"),
    "reject": ("REJECTED by", "\x1b[1;31m"),
    "review": ("FOR A PERSON to decide under", "\x1b[1;33m"),
}
_UNDECIDED = "UNDECIDED under"
_MEANING = {"accept": "accepted", "reject": "rejected", "review": "for a person to review"}
_SIGN = {False: "✗", None: "?", "waived": "~"}
_RESET = "\x1b[0m"
_NAMES = (12, 28)  # columns for the names of rules: at least, at most


def outcome_text(
    decision: Decision, vocabulary: Vocabulary, *, colour: bool = False, width: int = 100
) -> str:
    """The verdict, what decided it, and what is still open, in sentences."""
    return "\n".join(_lines(decision, vocabulary, colour, width))


def title_of(header: Header) -> str:
    """The policy as people call it: its title, or its name, and its version."""
    return f"{visible(header.title or header.name)} {visible(header.version)}"


def _lines(decision: Decision, vocabulary: Vocabulary, colour: bool, width: int) -> Iterator[str]:
    word, paint = _HEADLINE[decision.verdict.value]
    word = word if decision.determined else _UNDECIDED
    graph = decision.session.graph
    said = f"{word} {title_of(graph.header)}, as of {decision.as_of}"
    first, *rest = hanging(f"{visible(decision.facts.id)}  ", said, width)
    yield first.replace(f"  {word}", f"  {paint}{word}{_RESET}", 1) if colour else first
    yield from rest
    shown = [r for r in graph.rules if r.tier == "critical" and decision.result(r) is not True]
    column = min(max(_NAMES[0], *(len(r.name) for r in shown), 0), _NAMES[1])
    unasked = resting_on_pending(decision.subject()) if decision.session.pending else frozenset()
    for rule in shown:
        yield from _rule(decision, rule, column, width, rule.result in unasked)
    yield from _score(decision)
    yield from _short_of(decision, width)
    yield from _open(decision, vocabulary, width)
    yield from _duties(decision, width)
    if decision.valid_until is not None:
        yield f"  valid until {decision.valid_until}"


def _rule(decision: Decision, rule: Rule, column: int, width: int, unasked: bool) -> Iterator[str]:
    """A requirement that does not plainly hold; its name stands in a column of its own.  `unasked`
    is whether it rests on facts that were not asked for, since the verdict stands without them."""
    result = cast("str | bool | None", decision.result(rule))
    words = visible(rule.title or "")
    if result == "waived":
        words += f" (waived: {visible(str(decision.waiver_of(rule)))})"
    elif result is False and rule.otherwise is not None:
        words += f" (review by {visible(rule.otherwise)})"
    elif result is None:
        words += " (not needed)" if unasked else " (not known)"
    cite = f"  {', '.join(visible(c) for c in rule.cites)}" if rule.cites else ""
    sign = "·" if unasked and result is None else _SIGN[result]
    yield from hanging(f"  {sign} {rule.name:<{column}} ", words.strip() + cite, width)


def _score(decision: Decision) -> Iterator[str]:
    if decision.score is None:
        return
    tiers = (("important", decision.important), ("contextual", decision.contextual))
    parts = [f"{name} {_range(bounds)}" for name, bounds in tiers if bounds is not None]
    yield f"  score {_range(decision.score)}" + (f"  ({', '.join(parts)})" if parts else "")


def _short_of(decision: Decision, width: int) -> Iterator[str]:
    """Of a model that fails no requirement and is rejected: the conditions it cannot meet."""
    if decision.verdict.value != "reject" or decision.failed:
        return
    graph = decision.session.graph
    conditions = [
        f"`{visible(' '.join(node.span.text.split()))}` ({word})"
        for word, node in (
            ("accept", graph.nodes[graph.accept]),
            ("review", graph.nodes[graph.review]),
        )
        if node.op != "constant" and node.span is not None
    ]
    if conditions:
        text = f"it cannot meet {' nor '.join(conditions)}, whatever is still unknown"
        yield from hanging("  ✗ ", text, width)


def _range(bounds: Bounds) -> str:
    low, high = f"{bounds.lo:.2f}", f"{bounds.hi:.2f}"
    return low if bounds.lo == bounds.hi else f"{low} … {high}"


def _open(decision: Decision, vocabulary: Vocabulary, width: int) -> Iterator[str]:
    if decision.determined:
        return
    possible = " or ".join(_MEANING[p] for p in decision.possible)
    yield from hanging("  ", f"too little is known: it may still be {possible}", width)
    if decision.open_facts:
        yield "  what we still need to know"
    for name in decision.open_facts:
        yield from hanging("    · ", _question(vocabulary, name), width)


def _question(vocabulary: Vocabulary, name: str) -> str:
    """An open fact in words: what it is, and under which name a file of facts has it."""
    key = name.removeprefix("model.")
    path, entry = split_key(key)
    spec = vocabulary.facts.get(path)
    if spec is None or not name.startswith("model."):
        return visible(name)
    words = f"{spec.doc}: {entry}" if entry is not None else spec.doc
    return f"{visible(words)}  ({visible(key)})"


def _duties(decision: Decision, width: int) -> Iterator[str]:
    """What is to be done with a model that is used; nothing for one that is rejected."""
    if decision.verdict.value == "reject":
        return
    due = decision.obligations
    listed = [o for o in decision.session.graph.obligations if due[o.name] is not False]
    if listed:
        yield "  to do once it is used"
    for obligation in listed:
        open_ = "" if due[obligation.name] else " (if it applies; that is not known)"
        yield from hanging("    · ", visible(obligation.text or obligation.name) + open_, width)
