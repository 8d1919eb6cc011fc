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
    yield from uploader(model_id)
    yield from size_named(model_id)


def uploader(model_id: str) -> Iterator[Claim]:
    """Who uploaded it."""
    if author := author_of(model_id):
        yield NAME.claim("author", author, "declared", "id")


def size_named(model_id: str) -> Iterator[Claim]:
    """The size in the name."""
    stated = sizes.size_in_name(name_of(model_id))
    if stated and stated.total:
        total = _rounded(stated.total)
        yield NAME.claim("parameters", total, "estimated", "id", raw=stated.text)
    if stated and stated.active:
        active = _rounded(stated.active)
        yield NAME.claim("active_parameters", active, "estimated", "id", raw=stated.text)


def _rounded(pair: tuple[float, float]) -> Json:
    return {"between": [round(pair[0]), round(pair[1])]}


def entry_claims(entry: Entry, known: Mapping[str, Entry]) -> Iterator[Claim]:
    """Everything one entry says."""
    yield from dates(entry)
    yield from counts(entry)
    yield from access(entry)
    yield from size(entry)
    yield from spoken(entry)
    yield from datasets(entry)
    yield from tags.claims(entry)
    yield from licence(entry)
    yield from lineage.claims(entry, known)
    yield from scores.card_results(entry)


def dates(entry: Entry) -> Iterator[Claim]:
    """The first and the last commit."""
    say = entry.source.claim
    if entry.created:
        early = entry.created <= _FIRST_DAY
        value: Json = {"between": [None, _FIRST_DAY]} if early else entry.created
        yield say("created", value, "measured", "createdAt")
    if entry.modified is not None:
        yield say("modified", entry.modified, "measured", "lastModified")


def counts(entry: Entry) -> Iterator[Claim]:
    """Downloads and likes, and the commit at which they were seen."""
    say = entry.source.claim
    for fact, found, field in (
        ("downloads", entry.downloads, "downloads"),
        ("downloads_all_time", entry.downloads_all_time, "downloadsAllTime"),
        ("likes", entry.likes, "likes"),
        ("revision", entry.revision, "sha"),
    ):
        if found is not None:
            yield say(fact, found, "measured", field)


# A description alone is a notice on privacy that open repositories have as well.
GATES = (
    *("extra_gated_prompt", "extra_gated_fields"),
    *("extra_gated_heading", "extra_gated_button_content"),
)


def access(entry: Entry) -> Iterator[Claim]:
    """Gated where the API or the card's own gate says so.  Weights without a gate in the card
    may still be behind one, which only the API tells."""
    say = entry.source.claim
    if entry.gated is not None:
        gated = entry.gated is not False
        how = "gated" if gated else "open-weights"
        yield say("access", how, "measured", "gated")
        yield say("gated", gated, "measured", "gated")
    elif gate := next((field for field in GATES if entry.card.get(field)), None):
        yield say("access", "gated", "declared", f"cardData.{gate}")
        yield say("gated", True, "declared", f"cardData.{gate}")
    elif entry.dtypes or tags.named(tags.FORMATS, entry.tags):
        yield say("access", {"one_of": ["gated", "open-weights"]}, "measured", "weights listed")


def size(entry: Entry) -> Iterator[Claim]:
    """Parameters, context and dtype, counted in the files or estimated."""
    say = entry.source.claim
    count = sizes.parameters(name_of(entry.id), entry.dtypes, entry.total, entry.tags)
    if count is not None and (entry.dtypes or entry.total):
        found, method = count
        value: Json = found.lo if found.lo == found.hi else {"between": [found.lo, found.hi]}
        more: dict[str, Json] = {"raw": entry.total, "note": found.note}
        more["disputed"] = found.disputed or None
        yield say("parameters", value, method, "safetensors.total", **more)
    elif type(total := entry.gguf.get("total")) is int and total > 0:
        claim = say("parameters", total, "measured", "gguf.total", raw=total)
        yield from sizes.against_name([claim], name_of(entry.id))
    if type(context := entry.gguf.get("context_length")) is int and context > 0:
        yield say("context_length", context, "measured", "gguf.context_length")
    if dtype := sizes.dominant_dtype(entry.dtypes):
        yield say("dtype", dtype, "measured", "safetensors.parameters")


def spoken(entry: Entry) -> Iterator[Claim]:
    """The languages that the card lists."""
    if (found := languages(entry.card.get("language"))) is not None:
        value = members(found.tags, found.tags if found.complete else None)
        where = "cardData.language"
        yield entry.source.claim("languages", value, "declared", where, note=found.note)


def licence(entry: Entry) -> Iterator[Claim]:
    """The licence that the card declares, and its words."""
    declared = licences.declared(entry.card)
    yield from licences.claims(entry.source, declared, "cardData.license")


def datasets(entry: Entry) -> Iterator[Claim]:
    """The data that the card names."""
    if found := texts(entry.card.get("datasets")):
        value = members(found, found)
        yield entry.source.claim("datasets", value, "declared", "cardData.datasets")
