"""The text of a policy for the page: line by line, with what came of each rule in the margin."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256

from msm_rules.decide.decision import Bounds
from msm_rules.frozen import record
from msm_rules.graph.nodes import Rule
from msm_rules.screening import Screening

_TAB = 4


@record
class Margin:
    """What came of the rule that begins on a line, over the whole catalogue."""

    rule: str
    words: str


@record
class TextLine:
    """A line of a policy; its anchor is `file` and `number`."""

    number: int
    text: str
    margin: Margin | None


@record
class PolicyFile:
    """One file of the policy; `place` is its number among them, from 1."""

    place: int
    name: str
    sha256: str
    lines: tuple[TextLine, ...]


def policy_files(screening: Screening) -> tuple[PolicyFile, ...]:
    """Every file the policy is made of, its own first."""
    graph = screening.graph
    margins: dict[tuple[int, int], Margin] = {}
    for n, rule in enumerate(graph.rules):
        margins[id(rule.span.source), rule.span.line] = Margin(rule.name, _outcome(screening, n))
    files = []
    for place, source in enumerate(graph.sources, 1):
        texts = (source.line(n).expandtabs(_TAB) for n in range(1, len(source.line_starts()) + 1))
        lines = tuple(
            TextLine(n, text, margins.get((id(source), n))) for n, text in enumerate(texts, 1)
        )
        digest = sha256(source.text.encode("utf-8", "replace")).hexdigest()
        files.append(PolicyFile(place, source.name, digest, lines))
    return tuple(files)


def anchor_of(screening: Screening, rule: Rule) -> str:
    """The anchor of the line on which a rule begins."""
    place = next(n for n, s in enumerate(screening.graph.sources, 1) if s is rule.span.source)
    return f"L{place}-{rule.span.line}"


def _outcome(screening: Screening, n: int) -> str:
    """`✓ 312  ✗ 46  ? 197` of a requirement, the mean bounds of a score."""
    results = [row.rules[n] for row in screening.rows]
    scores = [result for result in results if isinstance(result, Bounds)]
    if scores:
        lo, hi = (sum(ends) / len(scores) for ends in zip(*scores, strict=True))
        return f"mean {lo:.2f}…{hi:.2f}" if lo != hi else f"mean {lo:.2f}"
    if screening.graph.rules[n].tier != "critical":
        return "takes no part"
    found = Counter(results)
    signs = ((True, "✓"), (False, "✗"), (None, "?"), ("waived", "waived"))
    return "  ".join(f"{sign} {found[r]:,}" for r, sign in signs if found[r])
