"""The funnel of a screening as text: where the models fell, and what stops them all."""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.diagnostics.cells import cells, visible
from msm_rules.report.fitting import FEW, Paint, cut
from msm_rules.report.words import counted
from msm_rules.screening import Screening


def funnel(screening: Screening, width: int, paint: Paint) -> Iterator[str]:
    """How many models fell at each requirement, and in which groups the others are."""
    found = screening.funnel
    if not found.models:
        return
    names = max((len(s.rule.name) for s in found.stages), default=0)
    room = len(f"{found.models:,}")
    yield f"  {found.models:>{room},}  {'model' if found.models == 1 else 'models'}"
    if found.stages:
        yield f"  {'│':>{room}}   {paint('dim', 'critical: each falls at the first it fails')}"
    for stage in found.stages:
        lead = f"  {'├─':>{room + 1}}  {_less(stage.fell, room)}  {stage.rule.name:<{names}}  "
        yield lead + cut(visible(stage.rule.title), width - cells(lead))
    if found.stages:
        yield f"  {found.survived:>{room},}"
    if found.below:
        yield f"  {'│':>{room}}   {paint('dim', 'thresholds')}"
        below = "below every threshold, whatever is still unknown"
        yield f"  {'├─':>{room + 1}}  {_less(found.below, room)}  {below}"
        yield f"  {found.survived - found.below:>{room},}"
    groups = (
        ("├─", found.accepted, "accepted", "good"),
        ("├─", found.wants_person, "the policy wants a person", "open"),
        ("└─", found.too_little_known, "too little is known", "dim"),
    )
    for branch, n, words, style in groups:
        yield f"  {branch:>{room + 1}}  {n:>{room + 1},}  {paint(style, words)}"


def _less(n: int, room: int) -> str:
    return f"{'−' + format(n, ',') if n else '·':>{room + 1}}"


def blocking(screening: Screening, width: int, paint: Paint) -> Iterator[str]:
    """The rules responsible where no model meets every requirement."""
    if not screening.blocking:
        return
    yield paint("bold", "No model meets every requirement. What stands in the way")
    for block in screening.blocking[:FEW]:
        alone = f", {block.alone:,} of them nothing else" if block.alone else ""
        lead = f"  {paint('bad', '✗')} {block.rule.name}  "
        words = f"{counted(block.fails, 'model')} fail it{alone}: {visible(block.rule.title)}"
        yield lead + cut(words, width - cells(f"  ✗ {block.rule.name}  "))
