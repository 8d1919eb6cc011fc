"""A mean that is not the mean of its parts.

The evidence of a score that is a mean names its parts (`mean_of`, names of benchmarks); of boards
that everybody knows the parts are in the table. Both the plain mean and the mean weighted by items
count as right, with all figures rounded as they are printed.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from msm_rules.facts import entry_key, split_key
from msm_rules.sources.lints.printed import Printed, figures_of, printed
from msm_rules.sources.lints.subject import Found, Subject

MEANS = {
    "open-medical-llm": (
        *("mmlu-clinical-knowledge", "mmlu-medical-genetics", "mmlu-anatomy"),
        *("mmlu-professional-medicine", "mmlu-college-biology", "mmlu-college-medicine"),
        *("medqa", "pubmedqa", "medmcqa"),
    ),
}
"""Means that boards print under their own name, and the benchmarks they are the mean of."""


def mean_of_parts(subject: Subject) -> Iterator[Found]:
    """Every mean, all of whose parts the same source printed, that they do not give."""
    for each in printed(subject.facts):
        if names := _parts_of(each):
            rows = [_same_source(subject, each, name) for name in names]
            parts = [part for part in rows if part is not None]
            if len(parts) == len(names) and not _fits(each, parts):
                yield _found(each, parts)


def _parts_of(each: Printed) -> tuple[str, ...]:
    stated = each.row.record.get("mean_of")
    if isinstance(stated, list) and len(stated) > 1:
        return tuple(str(name) for name in stated)
    return MEANS.get(str(split_key(each.key)[1]), ())


def _same_source(subject: Subject, mean: Printed, name: str) -> Printed | None:
    """The part's figure in the same table, or of the same source where that has but one."""
    rows = [
        row
        for row in figures_of(subject.facts, entry_key("benchmarks", name))
        if row.row.source == mean.row.source and row.scale == mean.scale
    ]
    near = [row for row in rows if _table(row) == _table(mean)] or rows
    return near[0] if len({row.figure for row in near}) == 1 else None


def _table(each: Printed) -> str:
    return (each.row.locator or "").rpartition(": ")[0]


def _fits(mean: Printed, parts: Sequence[Printed]) -> bool:
    plain = sum(p.figure for p in parts) / len(parts)
    slack = mean.step + max(p.step for p in parts) + 1e-9 * mean.scale
    weights = [p.n for p in parts if p.n]
    means = [plain]
    if len(weights) == len(parts):
        means.append(sum(p.figure * (p.n or 0) for p in parts) / sum(weights))
    return any(abs(mean.figure - m) <= slack for m in means)


def _found(mean: Printed, parts: Sequence[Printed]) -> Found:
    total = sum(p.figure for p in parts)
    terms = " + ".join(f"{p.figure:.10g}" for p in parts)
    message = (
        f"{mean.said_by} prints the mean {mean.shown}, its parts give "
        f"({terms}) / {len(parts)} = {total / len(parts):.6g}"
    )
    figures = {
        "printed": mean.figure,
        "parts": {str(split_key(p.key)[1]): p.figure for p in parts},
        "mean": total / len(parts),
    }
    return Found(mean.key, message, figures)
