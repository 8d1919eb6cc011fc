"""The table of lints: what each is called, what it finds, and which function finds it.

Owns names and words alone. A lint is a pure function in a file of its own, of one model's facts
(`find`) or of a whole catalogue (`over`); a new one is that file and a row here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import TypeAlias

from msm_rules.frozen import record
from msm_rules.lineage import Document
from msm_rules.sources.lints.disagreement import disagreement
from msm_rules.sources.lints.future_date import future_date
from msm_rules.sources.lints.impossible_score import impossible_score
from msm_rules.sources.lints.licence import licence
from msm_rules.sources.lints.mean_of_parts import mean_of_parts
from msm_rules.sources.lints.own_figure import own_figure
from msm_rules.sources.lints.packed_count import packed_count
from msm_rules.sources.lints.percent_or_fraction import percent_or_fraction
from msm_rules.sources.lints.same_id import same_id
from msm_rules.sources.lints.size_and_counts import size_and_counts
from msm_rules.sources.lints.size_and_name import size_and_name
from msm_rules.sources.lints.standard_error import standard_error
from msm_rules.sources.lints.subject import Found, Subject
from msm_rules.sources.lints.unmaintained import unmaintained

Find: TypeAlias = Callable[[Subject], Iterator[Found]]
Over: TypeAlias = Callable[[Iterable[Document]], Iterator[tuple[str, Found]]]


@record
class Lint:
    """One thing that real data get wrong: its name, what it is in a few words, why it matters, and
    what finds it: in one model's facts, or over all of a catalogue, by id."""

    name: str
    title: str
    meaning: str
    find: Find | None = None
    over: Over | None = None


def _table(*rows: Lint) -> Mapping[str, Lint]:
    return {row.name: row for row in rows}


LINTS = _table(
    Lint(
        "mean-of-parts",
        "a mean that is not the mean of its parts",
        "a figure was mistyped, left out or taken from another table",
        mean_of_parts,
    ),
    Lint(
        "impossible-score",
        "a score that so many items cannot give",
        "it counts other items than it says, or was mistyped",
        impossible_score,
    ),
    Lint(
        "standard-error",
        "a standard error that does not fit score and n",
        "it belongs to another score, or to another number of items",
        standard_error,
    ),
    Lint(
        "percent-or-fraction",
        "percent beside fraction",
        "a score may be a hundred times too small or too large",
        percent_or_fraction,
    ),
    Lint(
        "own-figure",
        "an author's own figure above a third party's",
        "what authors measure themselves tends to be higher",
        own_figure,
    ),
    Lint(
        "size-and-name",
        "a size that contradicts the name",
        "one of them is wrong, so a limit on the size is not settled by either",
        size_and_name,
    ),
    Lint(
        "size-and-counts",
        "a total that contradicts the counts per dtype",
        "the stated total is not the number of parameters",
        size_and_counts,
    ),
    Lint(
        "packed-count",
        "a count of packed words",
        "quantised weights are stored several to a word; the model is larger than it looks",
        packed_count,
    ),
    Lint(
        "same-id",
        "two records of one model",
        "ids ignore case, and only the first record counts",
        same_id,
    ),
    Lint(
        "future-date",
        "a date in the future",
        "it was mistyped, or a clock is wrong",
        future_date,
    ),
    Lint(
        "unmaintained",
        "a popular model that nobody maintains",
        "many depend on it, and faults in it stay",
        unmaintained,
    ),
    Lint(
        "disagreement",
        "sources that disagree",
        "the fact is uncertain until somebody settles it",
        disagreement,
    ),
    Lint(
        "licence",
        "a licence that a base or the card contradicts",
        "what the licence permits may not have been the author's to give",
        over=licence,
    ),
)
"""Every lint by name, in the order in which findings of one model are shown."""
