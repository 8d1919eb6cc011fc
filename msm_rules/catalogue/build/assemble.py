"""Everything said of every selected model, put together as facts documents.

Owns which concern reads which input; the readings are elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from msm_rules.catalogue.build import benchmarks, inputs
from msm_rules.catalogue.build.lines import with_lines
from msm_rules.sources.normalise import lineage, shapes
from msm_rules.sources.normalise.claims import Claim, Json, document, settle
from msm_rules.sources.normalise.entries import Entry
from msm_rules.sources.normalise.identity import hub_id
from msm_rules.sources.normalise.repository import entry_claims, identity
from msm_rules.sources.normalise.whole import whole
from msm_rules.sources.tables.ready.gpustack import gpustack
from msm_rules.sources.tables.ready.models_dev import models_dev, models_dev_id
from msm_rules.sources.tables.ready.mot import mot
from msm_rules.sources.tables.ready.xinference import xinference


def gather(data: Path, selected: tuple[str, ...]) -> Mapping[str, list[Claim]]:
    """All claims about the selected models, by casefolded id."""
    rows = inputs.snapshot(data)
    known = {entry.id.casefold(): entry for entry in rows}
    said: dict[str, list[Claim]] = defaultdict(list)
    wanted = {model_id.casefold() for model_id in selected}
    for entry in (*rows, *_without_older(inputs.api_answers(data), known)):
        if entry.id.casefold() in wanted:
            said[entry.id.casefold()] += entry_claims(entry, known)
    for model_id, claims in (*inputs.cards(data, known), *inputs.checkpoints(data, known)):
        if model_id.casefold() in wanted:
            said[model_id.casefold()] += claims
    now = lineage.renamed(rows)
    for model_id, claim in _catalogues(data):
        key = now.get(model_id.casefold(), model_id).casefold()
        if key in wanted:
            said[key].append(claim)
    return said


def _without_older(answers: Iterator[Entry], known: Mapping[str, Entry]) -> Iterator[Entry]:
    """Answers of the API about models that the snapshot lacks: they carry no date, and counts of
    another day would look like a disagreement."""
    return (answer for answer in answers if answer.id.casefold() not in known)


def _catalogues(data: Path) -> Iterator[tuple[str, Claim]]:
    for path, record in inputs.models_dev(data):
        model_id = models_dev_id(path, record)
        yield from ((model_id, claim) for claim in models_dev(path, record))
    for family in inputs.xinference(data):
        yield from xinference(family)
    for model_set in inputs.gpustack(data):
        yield from gpustack(model_set)
    for path, record in inputs.mot(data):
        if opened := hub_id(record["release"].get("huggingface")):
            yield from ((opened, claim) for claim in mot(path, record))
    for row in inputs.leaderboard(data):
        yield from ((row["fullname"], claim) for claim in benchmarks.leaderboard(row))
    for table, scale, row in inputs.medical(data):
        if ranked := benchmarks.medical_id(row):
            yield from ((ranked, claim) for claim in benchmarks.medical(row, table, scale))


def known_shapes(data: Path) -> tuple[shapes.Shape, ...]:
    """The shapes of the configurations at hand."""
    found = (shapes.shape(content, path) for path, content in inputs.configs(data))
    return tuple(shape for shape in found if shape is not None)


def build(data: Path, selected: tuple[str, ...]) -> Iterator[dict[str, Json]]:
    """The facts documents of the selected models, by id; a model of which no input says
    anything is left out."""
    yield from with_lines(_documents(data, selected))


def _documents(data: Path, selected: tuple[str, ...]) -> Iterator[dict[str, Json]]:
    said, configured = gather(data, selected), known_shapes(data)
    for model_id in sorted(selected, key=str.casefold):
        claims = said.get(model_id.casefold(), [])
        if claims:
            claims = whole([*claims, *identity(model_id)])
            yield document(model_id, [*claims, *_cache(claims, configured)])


def _cache(claims: list[Claim], configured: tuple[shapes.Shape, ...]) -> Iterator[Claim]:
    """The cache of a token, where a configuration fits what was found."""
    count, architecture = _settled(claims, "parameters"), _settled(claims, "architecture")
    if isinstance(count, int) and isinstance(architecture, str):
        twins = (shape for shape in configured if shapes.fits(shape, architecture, count))
        yield from (claim for shape in twins for claim in shapes.twin(shape))


def _settled(claims: list[Claim], fact: str) -> Json:
    about = [claim for claim in claims if claim.fact == fact]
    return settle(about)[0] if about else None
