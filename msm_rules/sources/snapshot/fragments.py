"""Facts as fragments of JSON: members of the two objects of a document, without the braces.

Owns how claims are written so, and how what was written is kept for when it recurs.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, TypeAlias, TypeVar

from msm_rules.sources.normalise.claims import Claim, document
from msm_rules.sources.snapshot.cells import json_line

Fragment: TypeAlias = "tuple[bytes, bytes]"
"""Facts, and their evidence."""
Fragments: TypeAlias = "dict[str, Fragment]"
"""Fragments by the name of the one fact, or of the one map of facts, that each holds."""

_Made = TypeVar("_Made")

NO_KEY = object()
"""The key of what is not kept: it is of another form than usual."""


def keep(kept: dict[Any, _Made], most: int, key: Any, made: _Made) -> _Made:
    """Keeps what was made under a key; before there are more than `most` all are forgotten."""
    if len(kept) >= most:
        kept.clear()
    kept[key] = made
    return made


def written(claims: Iterable[Claim]) -> Fragment:
    """Claims as one fragment."""
    model, evidence = _settled(claims)
    return members(model), members(evidence)


def written_apart(claims: Iterable[Claim]) -> Fragments:
    """Claims as a fragment for each name that they have in a document."""
    model, evidence = _settled(claims)
    grounds: dict[str, dict[str, Any]] = {name: {} for name in model}
    for fact, said in evidence.items():
        grounds[_name(fact)][fact] = said
    return {name: (members({name: model[name]}), members(grounds[name])) for name in model}


def members(mapping: Mapping[str, Any]) -> bytes:
    """The members of an object, without its braces."""
    return json_line(mapping)[1:-1]


def _settled(claims: Iterable[Claim]) -> tuple[dict[str, Any], dict[str, Any]]:
    """Values and evidence by fact.  Where each claim is the only one of its fact, and none is of a
    map, nothing has to be settled; what is only written down need not be copied."""
    said = list(claims)
    alone = {claim.fact: claim for claim in said}
    if len(alone) == len(said) and not any("." in fact or "[" in fact for fact in alone):
        in_order = [alone[fact] for fact in sorted(alone)]
        return (
            {claim.fact: claim.value for claim in in_order},
            {claim.fact: [claim.evidence] for claim in in_order},
        )
    made = document("", said)
    model, evidence = made["model"], made["evidence"]
    assert isinstance(model, dict)
    assert isinstance(evidence, dict)
    del model["id"]
    return model, evidence


def _name(fact: str) -> str:
    """`memory` of `memory.int4`, `benchmarks` of `benchmarks["mmlu"]`."""
    return fact.partition(".")[0].partition("[")[0]


# --- keys ----------------------------------------------------------------------------------------

_TEXT = frozenset((str,))
_TEXT_OR_NOTHING = frozenset((str, type(None)))


def words(*fields: Any) -> Any:
    """Texts, or nothing, as a key."""
    return fields if _TEXT_OR_NOTHING.issuperset(map(type, fields)) else NO_KEY


def listed(value: object) -> Any:
    """A list of texts as a key; no key tells apart what equals and is another (0 and False)."""
    if value is None or type(value) is str:
        return value
    if type(value) is list and _TEXT.issuperset(map(type, value)):
        return tuple(value)
    return NO_KEY


def as_field(key: object) -> Any:
    """What a key of `listed` was made of."""
    return list(key) if isinstance(key, tuple) else key
