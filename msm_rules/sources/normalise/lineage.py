"""Where a model comes from: parents, all ancestors, and the licences down the line.

Owns the reading of a source's words about parents, and the walk up from one entry.  What cannot be
looked up leaves the answer open.  Ids are compared without case.  The rules are those of the room
`lineage`, which has the graph of a whole catalogue of documents; a walk from one entry needs no
graph, and reading a card must not load what graphs are made with.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache

from msm_rules.facts.chains import chain
from msm_rules.frozen import record
from msm_rules.sources.normalise import licences
from msm_rules.sources.normalise.claims import Claim, Json, members
from msm_rules.sources.normalise.entries import Entry, texts
from msm_rules.sources.normalise.identity import is_hub_id, signs_of_descent
from msm_rules.sources.normalise.tags import architecture


@record
class Parents:
    """Direct parents; `complete` is whether they are all; `named` whether the card names any."""

    ids: tuple[str, ...]
    complete: bool
    named: bool
    note: str | None = None


def read_parents(entry: Entry) -> Parents:
    """The parents a card names.  None named: surely empty only as an assumption, and open
    where the name, a tag or the licence says that there is one."""
    raw = [text.strip() for text in texts(entry.card.get("base_model")) if text.strip()]
    foreign = [p for p in raw if p.casefold() != entry.id.casefold()]
    resolved = [p for p in entry.parents or () if p.casefold() != entry.id.casefold()]
    if not foreign and not resolved:
        return _none_named(entry, itself=bool(raw))
    if len(resolved) >= len({p.casefold() for p in foreign}):  # the Hub follows renamed ids
        return Parents(_unique(resolved), True, True)
    if resolved:
        note = f"{len(foreign)} named, {len(resolved)} found"
        return Parents(_unique(resolved), False, True, note)
    strange = [p for p in foreign if not is_hub_id(p)]
    reason = "not an id: " + ", ".join(f"`{p}`" for p in strange[:3]) if strange else None
    return Parents(_unique(p for p in foreign if is_hub_id(p)), not strange, True, reason)


# Asked for a model itself, and of a base by all that descend from it.
parents_of = lru_cache(maxsize=1024)(read_parents)


def _none_named(entry: Entry, *, itself: bool) -> Parents:
    licence = next(iter(texts(entry.card.get("license"))), None)
    tags = (*entry.tags, *entry.author_tags)
    signs = signs_of_descent(entry.id, tags, licence, architecture(entry.tags))
    signs = ("names itself", *signs) if itself else signs
    note = "none named, but " + ", ".join(signs[:3]) if signs else "none named"
    return Parents((), not signs, False, note)


def _otherwise_named(entry: Entry, parents: Parents) -> str | None:
    """What the card calls its one parent, where the Hub knows that under another name."""
    raw = texts(entry.card.get("base_model"))
    if len(raw) != 1 or len(parents.ids) != 1 or not is_hub_id(raw[0]):
        return None
    return raw[0] if raw[0].casefold() != parents.ids[0].casefold() else None


def _unique(ids: Iterable[str]) -> tuple[str, ...]:
    return tuple({i.casefold(): i for i in ids}.values())


def renamed(entries: Iterable[Entry]) -> Mapping[str, str]:
    """Old ids (casefolded) and what they are called now: where a card names one parent and the
    Hub resolves it to one of another name.  Pairs that contradict each other are left out."""
    pairs: dict[str, set[str]] = {}
    for entry in entries:
        raw = texts(entry.card.get("base_model"))
        if len(raw) == 1 and is_hub_id(raw[0]) and entry.parents and len(entry.parents) == 1:
            pairs.setdefault(raw[0].casefold(), set()).add(entry.parents[0])
    return {old: next(iter(new)) for old, new in sorted(pairs.items()) if len(new) == 1}


@record
class Line:
    """All ancestors found, and whether they are all; `unknown` are ids nobody could look up."""

    ids: tuple[str, ...]
    complete: bool
    unknown: tuple[str, ...]


def ancestors_of(entry: Entry, known: Mapping[str, Entry]) -> Line:
    """Everything a model descends from, as far as `known` (keyed by casefolded id) goes.  A
    cycle ends the walk; the model is not its own ancestor."""
    return walk(entry.id, parents_of(entry), known)


def walk(model_id: str, first: Parents, known: Mapping[str, Entry]) -> Line:
    """The ancestors of a model whose parents are read already."""
    own = model_id.casefold()
    seen: dict[str, str] = {}
    unknown: list[str] = []
    complete, waiting = first.complete, list(first.ids)
    while waiting:
        ancestor = waiting.pop()
        key = ancestor.casefold()
        if key in seen or key == own:
            continue
        seen[key] = ancestor
        found = known.get(key)
        if found is None:
            unknown.append(ancestor)
            continue
        further = parents_of(found)
        complete = complete and further.complete
        waiting += further.ids
    return Line(tuple(sorted(seen.values())), complete and not unknown, tuple(sorted(unknown)))


def claims(entry: Entry, known: Mapping[str, Entry]) -> Iterator[Claim]:
    """Parents, relation, ancestors and the chain of licences of an entry."""
    parents, line = parents_of(entry), ancestors_of(entry, known)
    yield from descent(entry, parents, line)
    models = [entry, *found_in(line, known)]
    value = chain_value([possible_licences(model) for model in models], line.complete)
    if value is not None:
        grounds = (evidence for model in models for evidence in licence_grounds(model))
        yield from (Claim("license_chain", value, evidence) for evidence in grounds)


def descent(entry: Entry, parents: Parents, line: Line) -> Iterator[Claim]:
    """Parents, relation and ancestors of an entry, as they were read."""
    method = "declared" if parents.named else "assumed"
    say = entry.source.claim
    named = members(parents.ids, parents.ids if parents.complete else None)
    grounds: dict[str, Json] = {"note": parents.note, "raw": _otherwise_named(entry, parents)}
    yield say("base_models", named, method, "baseModels, cardData.base_model", **grounds)
    if parents.named and entry.relation:
        yield say("relation", entry.relation, "declared", "baseModels.relation")
    note = f"not looked up: {', '.join(line.unknown[:3])}" if line.unknown else None
    value = members(line.ids, line.ids if line.complete else None)
    yield say("ancestors", value, "derived" if parents.named else "assumed", "lineage", note=note)


# --- the chain of licences -----------------------------------------------------------------------


def found_in(line: Line, known: Mapping[str, Entry]) -> list[Entry]:
    """The ancestors that could be looked up."""
    return [found for id in line.ids if (found := known.get(id.casefold())) is not None]


def possible_licences(model: Entry) -> tuple[str, ...]:
    """The licences of which a model has one; none where it is unknown."""
    found = licences.declared(model.card)
    return found.possible if found is not None else ()


def chain_value(possible: Iterable[tuple[str, ...]], complete: bool) -> Json:
    """The own licence and every ancestor's, `possible` of each: open where one is unknown, None
    where all are, and one of several only possible."""
    joined = chain(possible, complete)
    return None if joined is None else members(joined.sure, joined.possible)


def licence_grounds(model: Entry) -> Iterator[Mapping[str, Json]]:
    """The evidence for each licence that one model of the line may have."""
    found = licences.declared(model.card)
    if found is None:
        return
    for licence in found.possible:
        fields: dict[str, Json] = {"member": licence, "raw": found.raw, "note": found.note}
        where = licence_locator(model.id)
        yield model.source.claim("license_chain", None, "declared", where, **fields).evidence


def licence_locator(model_id: str) -> str:
    """Where the licence of one model of the line stands."""
    return f"{model_id}: license"
