"""The pass over a catalogue: read a record, settle its facts, decide, keep what it comes to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence, Sized
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

from msm_rules.decide.decision import Decision
from msm_rules.diagnostics.cells import visible
from msm_rules.facts import (
    Attested,
    FactsError,
    ModelFacts,
    Problem,
    Vocabulary,
    read_facts,
    settle_attested,
)
from msm_rules.screening.result import Screening
from msm_rules.screening.row import row_of
from msm_rules.sources import STDIN, read_records
from msm_rules.sources.addresses import hub_address
from msm_rules.uncollected import uncollected

if TYPE_CHECKING:
    from msm_rules.api import Policy
    from msm_rules.sources.hub import Hub

Catalogue: TypeAlias = "str | Path | Iterable[Mapping[str, object] | ModelFacts] | None"
Progress: TypeAlias = Callable[[int, int | None], None]


def screen(
    policy: Policy,
    catalogue: Catalogue,
    *,
    as_of: date,
    params: Mapping[str, object] | None = None,
    attested: Sequence[Attested] = (),
    progress: Progress | None = None,
    hub: Hub | None = None,
) -> Screening:
    """Decide on every model of a catalogue: a path, stdin (`-`), an address of the Hub, facts, or
    the shipped one (None).

    `attested` facts take the place of what the catalogue says on the day `as_of`. `progress` is
    told how many records are done, and of how many where that is known. A record that cannot be
    read is a problem of the screening and never stops it. Raises CatalogueError where nothing can
    be read, PolicyError for params and days that the policy does not allow.
    """
    problems: list[Problem] = []
    address = hub_address(catalogue) if isinstance(catalogue, str) else None
    if address is not None:
        from msm_rules.screening.on_hub import decisions_on  # loads what only the Hub needs

        binding, found = decisions_on(
            policy, address, as_of, params or {}, attested, problems, progress, hub
        )
        made = [(row_of(decision, n), decision) for n, decision in enumerate(found)]
    else:
        session = policy.session(as_of=as_of, params=params)
        binding = session.binding
        records = _counted(_records(catalogue), _total(catalogue), progress)
        models = first_of_each_id(records, policy.vocabulary, problems)
        made = []
        with uncollected():
            for facts in settled_models(models, attested, as_of, policy.vocabulary, problems):
                decision = Decision(session, facts, session.trace(facts))
                made.append((row_of(decision, len(made)), decision))
    return Screening(
        policy.graph,
        policy.vocabulary,
        as_of,
        binding.params,
        dict(params or {}),
        _name(catalogue),
        tuple(decision for _, decision in made),
        tuple(row for row, _ in made),
        tuple(problems),
    )


def _name(catalogue: Catalogue) -> str:
    if catalogue is None:
        return "shipped"
    if not isinstance(catalogue, str | Path):
        return "given"
    return "stdin" if str(catalogue) == STDIN else visible(str(catalogue))


def _total(catalogue: Catalogue) -> int | None:
    if isinstance(catalogue, Sized) and not isinstance(catalogue, str):
        return len(catalogue)
    return None


def _records(catalogue: Catalogue) -> Iterator[tuple[str, Any]]:
    if catalogue is None or isinstance(catalogue, str | Path):
        return read_records(catalogue)
    return ((f"record {n}", record) for n, record in enumerate(catalogue, 1))


def _counted(
    records: Iterator[tuple[str, Any]], total: int | None, progress: Progress | None
) -> Iterator[tuple[str, Any]]:
    """The records, each reported once the work on it is done."""
    for n, record in enumerate(records, 1):
        yield record
        if progress is not None:
            progress(n, total)


def first_of_each_id(
    records: Iterable[tuple[str, Any]], vocabulary: Vocabulary, problems: list[Problem]
) -> Iterator[ModelFacts]:
    """The models that can be read; of records with one id, ignoring case, the first is kept."""
    first: dict[str, str] = {}
    for name, data in records:
        if isinstance(data, Problem):
            problems.append(data)
            continue
        try:
            facts = read_facts(data, vocabulary, name)
        except FactsError as error:
            problems += error.problems
            continue
        kept = first.setdefault(facts.id.casefold(), name)
        if kept is name:
            yield facts
        else:
            message = f"`{visible(facts.id)}` is already in {visible(kept)}, which is kept"
            problems.append(Problem(visible(name), "model.id", message))


def settled_models(
    models: Iterable[ModelFacts],
    attested: Sequence[Attested],
    as_of: date,
    vocabulary: Vocabulary,
    problems: list[Problem],
) -> Iterator[ModelFacts]:
    """The models with the facts attested for them; entries that disagree leave a problem."""
    entries: dict[str, list[Attested]] = {}
    for entry in attested:
        entries.setdefault(entry.model.casefold(), []).append(entry)
    for facts in models:
        own = entries.get(facts.id.casefold())
        if own is None:
            yield facts
            continue
        settled, findings = settle_attested(facts, own, float(as_of.toordinal()), vocabulary)
        problems += (Problem(visible(facts.id), f.key, str(f)) for f in findings)
        yield settled
