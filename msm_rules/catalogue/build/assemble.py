"""Everything said of every selected model, put together as facts documents.

Owns which concern reads which input; the readings are elsewhere.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from pathlib import Path

from msm_rules.catalogue.build import (
    benchmarks,
    catalogues,
    hosted,
    inputs,
    licences,
    lineage,
    shapes,
    sizes,
    tags,
)
from msm_rules.catalogue.build.claims import Claim, Json, Source, document, ends, members, settle
from msm_rules.catalogue.build.entries import Entry, texts
from msm_rules.catalogue.build.identity import author_of, hub_id, name_of
from msm_rules.catalogue.build.languages import languages

# The Hub was moved to new tables on this day; what was there before has no older date.
_FIRST_DAY = "2022-03-02"
NAME = Source("name", "name/1")


def identity(model_id: str) -> Iterator[Claim]:
    """What the id alone says: the uploader and the size in the name."""
    if author := author_of(model_id):
        yield NAME.claim("author", author, "declared", "id")
    size = sizes.size_in_name(name_of(model_id))
    if size and size.total:
        yield NAME.claim("parameters", _rounded(size.total), "estimated", "id", raw=size.text)
    if size and size.active:
        active = _rounded(size.active)
        yield NAME.claim("active_parameters", active, "estimated", "id", raw=size.text)


def _rounded(pair: tuple[float, float]) -> Json:
    return {"between": [round(pair[0]), round(pair[1])]}


def entry_claims(entry: Entry, known: Mapping[str, Entry]) -> Iterator[Claim]:
    """Everything one entry says."""
    yield from _dates_and_counts(entry)
    yield from _access(entry)
    yield from _size(entry)
    yield from _languages(entry)
    yield from _datasets(entry)
    yield from tags.claims(entry)
    declared = licences.declared(entry.card)
    yield from licences.claims(entry.source, declared, "cardData.license")
    yield from lineage.claims(entry, known)
    yield from benchmarks.card_results(entry)


def _dates_and_counts(entry: Entry) -> Iterator[Claim]:
    say = entry.source.claim
    if entry.created:
        early = entry.created <= _FIRST_DAY
        value: Json = {"between": [None, _FIRST_DAY]} if early else entry.created
        yield say("created", value, "measured", "createdAt")
    for fact, found, field in (
        ("modified", entry.modified, "lastModified"),
        ("downloads", entry.downloads, "downloads"),
        ("downloads_all_time", entry.downloads_all_time, "downloadsAllTime"),
        ("likes", entry.likes, "likes"),
        ("revision", entry.revision, "sha"),
    ):
        if found is not None:
            yield say(fact, found, "measured", field)


# A description alone is a notice on privacy that open repositories have as well.
_GATES = (
    *("extra_gated_prompt", "extra_gated_fields"),
    *("extra_gated_heading", "extra_gated_button_content"),
)


def _access(entry: Entry) -> Iterator[Claim]:
    """Gated where the API or the card's own gate says so.  Weights without a gate in the card
    may still be behind one, which only the API tells."""
    say = entry.source.claim
    if entry.gated is not None:
        gated = entry.gated is not False
        access = "gated" if gated else "open-weights"
        yield say("access", access, "measured", "gated")
        yield say("gated", gated, "measured", "gated")
    elif gate := next((field for field in _GATES if entry.card.get(field)), None):
        yield say("access", "gated", "declared", f"cardData.{gate}")
        yield say("gated", True, "declared", f"cardData.{gate}")
    elif entry.dtypes or tags.named(tags.FORMATS, entry.tags):
        yield say("access", {"one_of": ["gated", "open-weights"]}, "measured", "weights listed")


def _size(entry: Entry) -> Iterator[Claim]:
    say = entry.source.claim
    count = sizes.parameters(name_of(entry.id), entry.dtypes, entry.total, entry.tags)
    if count is not None and (entry.dtypes or entry.total):
        found, method = count
        value: Json = found.lo if found.lo == found.hi else {"between": [found.lo, found.hi]}
        more: dict[str, Json] = {"raw": entry.total, "note": found.note}
        more["disputed"] = found.disputed or None
        yield say("parameters", value, method, "safetensors.total", **more)
    elif isinstance(total := entry.gguf.get("total"), int) and total > 0:
        yield say("parameters", total, "measured", "gguf.total", raw=total)
    if isinstance(context := entry.gguf.get("context_length"), int) and context > 0:
        yield say("context_length", context, "measured", "gguf.context_length")
    if dtype := sizes.dominant_dtype(entry.dtypes):
        yield say("dtype", dtype, "measured", "safetensors.parameters")


def _languages(entry: Entry) -> Iterator[Claim]:
    if (found := languages(entry.card.get("language"))) is not None:
        value = members(found.tags, found.tags if found.complete else None)
        where = "cardData.language"
        yield entry.source.claim("languages", value, "declared", where, note=found.note)


def _datasets(entry: Entry) -> Iterator[Claim]:
    if found := texts(entry.card.get("datasets")):
        value = members(found, found)
        yield entry.source.claim("datasets", value, "declared", "cardData.datasets")


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
        model_id = hosted.models_dev_id(path, record)
        yield from ((model_id, claim) for claim in hosted.models_dev(path, record))
    for family in inputs.xinference(data):
        yield from catalogues.xinference(family)
    for model_set in inputs.gpustack(data):
        yield from catalogues.gpustack(model_set)
    for path, record in inputs.mot(data):
        if opened := hub_id(record["release"].get("huggingface")):
            yield from ((opened, claim) for claim in catalogues.mot(path, record))
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
