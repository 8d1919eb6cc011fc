"""Everything said of every selected model, put together as facts documents.

Owns which concern reads which input; the readings are elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from msm_rules.catalogue.build import benchmarks, inputs
from msm_rules.sources.normalise import lineage, shapes, sizes
from msm_rules.sources.normalise.claims import Claim, Json, document, ends, settle
from msm_rules.sources.normalise.entries import Entry
from msm_rules.sources.normalise.identity import hub_id
from msm_rules.sources.normalise.repository import entry_claims, identity
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
    for entry in (*rows, *_without_older(inputs.api_answers(data), known), *inputs.cards(data)):
        if entry.id.casefold() in wanted:
            said[entry.id.casefold()] += entry_claims(entry, known)
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


def known_shapes(data: Path) -> tuple[tuple[str | None, shapes.Shape], ...]:
    """The configurations at hand, each with its model's id where it has one."""
    found = ((i, shapes.shape(content, path)) for i, path, content in inputs.configs(data))
    return tuple((model_id, shape) for model_id, shape in found if shape is not None)


def build(data: Path, selected: tuple[str, ...]) -> Iterator[dict[str, Json]]:
    """The facts documents of the selected models, by id; a model of which no input says
    anything is left out."""
    said, configured = gather(data, selected), known_shapes(data)
    for model_id in sorted(selected, key=str.casefold):
        claims = said.get(model_id.casefold(), [])
        if claims:
            claims = _one_gate(_one_wording(_one_count([*claims, *identity(model_id)])))
            yield document(model_id, [*claims, *_derived(model_id, claims, configured)])


def _one_count(claims: list[Claim]) -> list[Claim]:
    """Without the other estimates of a size about which files and name dispute: each would take
    a side."""
    if not any(c.evidence.get("disputed") for c in claims):
        return claims
    return [c for c in claims if c.fact != "parameters" or c.evidence.get("disputed")]


def _one_wording(claims: list[Claim]) -> list[Claim]:
    """Without later sources' wordings of the licence, which differ where they mean the same."""
    first = next((c for c in claims if c.fact == "license_declared"), None)
    return [c for c in claims if c.fact != "license_declared" or c is first]


def _one_gate(claims: list[Claim]) -> list[Claim]:
    """Without the claims that weights are open or gated, where another says which."""
    decided = {c.value for c in claims if c.fact == "access" and isinstance(c.value, str)}
    if not decided & {"gated", "open-weights"}:
        return claims
    return [c for c in claims if c.fact != "access" or isinstance(c.value, str)]


def _derived(
    model_id: str, claims: list[Claim], configured: tuple[tuple[str | None, shapes.Shape], ...]
) -> Iterator[Claim]:
    """The memory of the weights, and the cache of a token, from what was found."""
    for own, shape in configured:
        if own is not None and own.casefold() == model_id.casefold():
            yield from shapes.claims(shape)
    count = _settled(claims, "parameters")
    if count is None:
        return
    yield from sizes.memory(count)
    lo, hi = ends(count)
    architecture = _settled(claims, "architecture")
    if lo == hi and isinstance(lo, int) and isinstance(architecture, str):
        twins = (s for _, s in configured if shapes.fits(s, architecture, lo))
        yield from (claim for shape in twins for claim in shapes.twin(shape))


def _settled(claims: list[Claim], fact: str) -> Json:
    about = [claim for claim in claims if claim.fact == fact]
    return settle(about)[0] if about else None
