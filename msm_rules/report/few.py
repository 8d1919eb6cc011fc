"""The rules of one model of many: all of them where a page has room, else those that stand out.

Owns how many lines of rules a page has, so that it stays small however many models and rules.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from msm_rules.frozen import record
from msm_rules.report.rule_sheet import FIRST, RuleLine
from msm_rules.screening.funnel import Stage

MOST_LINES = 9000
"""Lines of rules on a page on which every model has all of its rules."""

MOST_STAGES = 40
"""Stages of a funnel that are told."""

_HOLDS = "holds"


@record
class Few:
    """Some of a list of rules, and in a sentence how many others came to what; empty for none."""

    lines: tuple[RuleLine, ...]
    rest: str


def room_for(models: int) -> int:
    """How long a list of rules may be to be told in full for each of so many models."""
    return MOST_LINES // max(models, 1)


def few(lines: Sequence[RuleLine], most: int) -> Few:
    """The rules if they are at most `most`, else the first of those that do not plainly hold."""
    if len(lines) <= most:
        return Few(tuple(lines), "")
    shown = [line for line in lines if line.word != _HOLDS][:FIRST]
    told = {line.name for line in shown}
    counts = Counter(line.word or "scored" for line in lines if line.name not in told)
    words = ", ".join(f"{n:,} {_WORDS.get(word, word)}" for word, n in _ordered(counts))
    alone = not shown and len(counts) == 1
    return Few(tuple(shown), f"All {words}" if alone else f"Not listed: {words}")


_WORDS = {"holds": "hold", "fails": "fail", "does not apply": "do not apply"}


def main_stages(stages: Sequence[Stage]) -> tuple[Stage, ...]:
    """The stages of a funnel; of a great many those at which most models fell, in their order."""
    if len(stages) <= MOST_STAGES:
        return tuple(stages)
    fell = sorted((s.fell for s in stages if s.fell), reverse=True)[:MOST_STAGES]
    least = fell[-1] if fell else 1
    return tuple(s for s in stages if s.fell >= least)[:MOST_STAGES]


def _ordered(counts: Counter[str]) -> list[tuple[str, int]]:
    """The most frequent first."""
    return sorted(counts.items(), key=lambda item: (-item[1], item[0]))[:6]
