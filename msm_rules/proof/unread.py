"""Records that a manifest says were left out or in doubt, held against those of its catalogue.

Owns when two are the same: by the record and the field. A record is named by where it stands, and
the catalogue may lie elsewhere by now, or have been given otherwise than as a file; and the words
of a message are the reading program's own.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from msm_rules.proof.checker.claims import Claims

Record = Mapping[str, Any]
_KEYS = ("record", "field")


def against_unread(claims: Claims, found: Sequence[Record], place: str) -> int:
    """Hold the records in a manifest against those `found` in the catalogue at `place`.

    Returns how many are named or described otherwise than they are here.
    """
    held: list[Record] = claims.proof["catalogue"]["unread"]
    own = _as_named_in(held, found, place)
    said, derived = _counted(held), _counted(own)
    if _counted(held, "field") == _counted(own, "field") and not _names(held) & _names(own):
        return len(held)
    for record, field in sorted((said - derived).elements()):
        why = "is said to be left out or in doubt, and is not so in the catalogue"
        claims.wrong("catalogue.unread", f"{record}: {why}", None, field)
    for record, field in sorted((derived - said).elements()):
        why = "is left out or in doubt in the catalogue, and the manifest does not say so"
        claims.wrong("catalogue.unread", f"{record}: {why}", field, None)
    if said != derived:
        return 0
    return (_counted(held, *_KEYS, "message") - _counted(own, *_KEYS, "message")).total()


def _names(records: Sequence[Record]) -> set[str]:
    return {str(each["record"]) for each in records}


def _counted(records: Sequence[Record], *keys: str) -> Counter[tuple[str, ...]]:
    return Counter(tuple(str(each[key]) for key in keys or _KEYS) for each in records)


def _as_named_in(held: Sequence[Record], found: Sequence[Record], place: str) -> Sequence[Record]:
    """The records found, under the place that the catalogue had when the manifest was made."""
    ends = (each["record"].removeprefix(place) for each in found if _is_at(each, place))
    end = next(ends, "")
    places = {e["record"].removesuffix(end) for e in held if end and e["record"].endswith(end)}
    for before in sorted(places - {place}):
        moved = [
            {key: each[key].replace(place, before) for key in (*_KEYS, "message")} for each in found
        ]
        if _counted(moved) == _counted(held):
            return moved
    return found


def _is_at(record: Record, place: str) -> bool:
    return bool(place) and record["record"] != place and record["record"].startswith(place)
