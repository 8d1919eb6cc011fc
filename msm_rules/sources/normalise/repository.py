"""Everything that one entry, or an id alone, says of a model.

Owns dates, counts, access and datasets, and which concern reads what; the other readings are
elsewhere.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from msm_rules.sources.normalise import licences, lineage, scores, sizes, tags
from msm_rules.sources.normalise.claims import Claim, Json, Source, members
from msm_rules.sources.normalise.entries import Entry, texts
from msm_rules.sources.normalise.identity import author_of, name_of
from msm_rules.sources.normalise.languages import languages

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
    yield from scores.card_results(entry)


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
        claim = say("parameters", total, "measured", "gguf.total", raw=total)
        yield from sizes.against_name([claim], name_of(entry.id))
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
