"""A count of packed words taken for a count of parameters.

Weights of 4 bits are stored eight to a word of 32 bits, or two to a byte; files then count words,
and a model looks up to eight times smaller than it is.
"""

from __future__ import annotations

from collections.abc import Iterator

from msm_rules.diagnostics.cells import visible
from msm_rules.sources.lints import sizes
from msm_rules.sources.lints.subject import Found, Subject


def packed_count(subject: Subject) -> Iterator[Found]:
    """Counts of packed weights: those the normalisers met, and those too small for the name."""
    facts = subject.facts
    word, name = sizes.packed(facts), sizes.stated(facts)
    for each in sizes.counts(facts):
        note = sizes.words_in(each.row) if each.row else None
        small = name is not None and name.total is not None and each.number < name.total[0]
        if note is None and not (word and small):
            continue
        because = note or f"`{word}` says that weights are packed"
        if name is not None and "name says" not in because:
            because += f"; name says `{name.text}`"
        message = (
            f"{each.said}, words of several weights it seems: {visible(because)}{sizes.kept(facts)}"
        )
        figures = {"counted": each.number, "name": name.text if name else None}
        yield Found("parameters", message, figures)
