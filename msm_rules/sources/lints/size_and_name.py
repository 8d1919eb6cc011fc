"""A count of parameters that contradicts the size in the model's name.

A size in a name holds within 0.8 and 1.5 times for 98.5 % of models that have both, so the facts
keep both where they exclude each other: what says 24B and counts 414,720 passes no limit.
"""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.sources.lints import sizes
from msm_rules.sources.lints.subject import Found, Subject


def size_and_name(subject: Subject) -> Iterator[Found]:
    """Every count outside what the name allows, unless the weights are packed."""
    facts = subject.facts
    name = sizes.stated(facts)
    if name is None or name.total is None:
        return
    lo, hi = name.total
    for each in sizes.counts(facts):
        words = each.number < lo and sizes.packed(facts)
        if lo <= each.number <= hi or words or (each.row and sizes.words_in(each.row)):
            continue
        message = (
            f"{each.said} parameters, the name says `{name.text}`, that is {lo:,.0f} to {hi:,.0f}"
            f"{sizes.kept(facts)}"
        )
        figures = {"counted": each.number, "name": name.text, "between": [lo, hi]}
        yield Found("parameters", message, figures)
