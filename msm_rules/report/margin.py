"""What came of each part of a policy over a whole catalogue, for the margin of its text.

Owns the wording of counts, in the order of `outline.marks`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from msm_rules.decide.decision import Bounds
from msm_rules.report.words import counted
from msm_rules.screening import Screening


def over_all(screening: Screening) -> tuple[str, ...]:
    """One text for each mark of the policy; empty where there is nothing to count."""
    graph = screening.graph
    lifted = Counter(waiver for row in screening.rows for _, waiver in row.waived)
    return (
        *(_rule(screening, n) for n in range(len(graph.rules))),
        *(f"lifts it for {counted(lifted[w.id], 'model')}" for w in graph.waivers),
        *_obligations(screening),
        "",
        "",
    )


def _obligations(screening: Screening) -> Iterator[str]:
    due = {d.obligation.name: d.due for d in screening.obligations}
    for obligation in screening.graph.obligations:
        yield f"due for {due.get(obligation.name, 0):,} accepted"


def _rule(screening: Screening, n: int) -> str:
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
