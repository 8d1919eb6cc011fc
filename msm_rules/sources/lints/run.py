"""The pass of all lints over records: one after the other, so that any number can be read.

Owns the index of ids, which with parents and licences is all that grows with the records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import groupby
from typing import TypeAlias

from msm_rules.facts import FactsError, ModelFacts, Problem, Vocabulary, read_facts, split_key
from msm_rules.frozen import record
from msm_rules.lineage import Document
from msm_rules.sources.lints.licence import of_descent
from msm_rules.sources.lints.subject import Earlier, Found, Subject
from msm_rules.sources.lints.table import Lint

Settle: TypeAlias = Callable[[ModelFacts], ModelFacts]


@record
class Finding:
    """A finding and the lint that made it."""

    lint: str
    found: Found


@record
class Linted:
    """One record: its name in messages, the model's id (empty where it cannot be read), what was
    found, and what could not be read. A `part` is about one field: the record itself stands in an
    entry of its own. What only the whole catalogue shows comes `late`, as a second entry."""

    record: str
    id: str
    findings: tuple[Finding, ...]
    problems: tuple[Problem, ...] = ()
    late: bool = False
    part: bool = False


def lint_records(
    records: Iterable[tuple[str, object]],
    lints: Sequence[Lint],
    vocabulary: Vocabulary,
    as_of: float,
    settle: Settle = lambda facts: facts,
) -> Iterator[Linted]:
    """Every record with its findings on the day `as_of`, an ordinal; one that cannot be read has
    problems instead and never loses the others. `settle` puts attested facts in place.

    What only a whole catalogue shows follows at the end, for its models once more.
    """
    seen: dict[str, Earlier] = {}
    kept: list[Document] = []
    whole = [lint for lint in lints if lint.over is not None]
    for name, data in records:
        if isinstance(data, Problem):
            yield Linted(name, "", (), (data,), part=bool(data.field))
            continue
        try:
            facts = settle(read_facts(data, vocabulary, name))  # type: ignore[arg-type]
        except FactsError as error:
            yield Linted(name, "", (), error.problems)
            continue
        own = Earlier(name, facts.id)
        earlier = seen.setdefault(facts.id.casefold(), own)
        if whole and earlier is own:
            kept.append(of_descent(facts))
        subject = Subject(facts, as_of, None if earlier is own else earlier)
        yield Linted(name, facts.id, lint_model(subject, lints))
    yield from _over(kept, whole, seen)


def lint_model(subject: Subject, lints: Sequence[Lint]) -> tuple[Finding, ...]:
    """The findings on one model by itself, in the order of the lints."""
    return tuple(
        Finding(lint.name, found)
        for lint in lints
        if lint.find
        for found in _once(lint.find(subject))
    )


def _once(findings: Iterable[Found]) -> Iterable[Found]:
    """One result stands under each name of its setting (`mmlu`, `mmlu/5-shot`): what is wrong with
    it is told once, under the shortest of them."""
    told: dict[tuple[str, str, str], Found] = {}
    for each in findings:
        path, entry = split_key(each.key)
        what = path, (entry or "").partition("/")[0], each.message
        if len(each.key) < len(told.setdefault(what, each).key):
            told[what] = each
    return told.values()


def _over(
    kept: Sequence[Document], whole: Sequence[Lint], seen: dict[str, Earlier]
) -> Iterator[Linted]:
    """What the lints of whole catalogues find, by model in the order of their ids."""
    found = [
        (seen[id_.casefold()], Finding(lint.name, each))
        for lint in whole
        if lint.over is not None
        for id_, each in lint.over(kept)
    ]
    found.sort(key=lambda pair: pair[0].id.casefold())
    for where, group in groupby(found, key=lambda pair: pair[0]):
        yield Linted(where.record, where.id, tuple(finding for _, finding in group), late=True)
