"""Records that a manifest says were left out or in doubt, held against those of its catalogue.

Owns when two are the same: by the record and the field. A record is named by where it stands, and
the catalogue may lie elsewhere by now, have another form, or have been given otherwise than as a
file; the model's id at the end of a name is the same in each. The words of a message are the
reading program's own.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from msm_rules.proof.checker.claims import Claims

Record = Mapping[str, Any]
_KEYS = ("record", "field")
_TOLD = (*_KEYS, "message")
_NUMBERED = re.compile(r"(?:record|line|row) \d+$")
"""How the name of a record ends of which no id is known."""


def against_unread(claims: Claims, found: Sequence[Record], place: str) -> int:
    """Hold the records in a manifest against those `found` in the catalogue at `place`.

    Returns how many are named or described otherwise than they are here.
    """
    held: list[Record] = claims.proof["catalogue"]["unread"]
    own = _as_named_in(held, found, place)
    said, derived = _counted(held), _counted(own)
    ids = frozenset(str(row["id"]) for row in claims.proof["rows"])
    if _renamed(said - derived, derived - said, ids):
        return (_counted(held, *_TOLD) - _counted(own, *_TOLD)).total()
    for record, field in sorted((said - derived).elements()):
        why = "is said to be left out or in doubt, and is not so in the catalogue"
        claims.wrong("catalogue.unread", f"{record}: {why}", None, field)
    for record, field in sorted((derived - said).elements()):
        why = "is left out or in doubt in the catalogue, and the manifest does not say so"
        claims.wrong("catalogue.unread", f"{record}: {why}", field, None)
    return 0


def _renamed(
    said: Counter[tuple[str, ...]], derived: Counter[tuple[str, ...]], ids: frozenset[str]
) -> bool:
    """Whether what is said and not found is what is found and not said, each by another name."""
    names = [{record for record, _ in records} for records in (said, derived)]
    about = [
        Counter((_about(record, ids), field) for record, field in records.elements())
        for records in (said, derived)
    ]
    return about[0] == about[1] and not names[0] & names[1]


def _about(record: str, ids: frozenset[str]) -> str:
    """The id of the model at the end of a record's name; empty where there is none.

    What was attested in doubt is named by its model alone, which has a row.
    """
    _, colon, end = record.rpartition(": ")
    if not colon:
        return record if record in ids else ""
    return "" if _NUMBERED.search(end) else end


def _counted(records: Sequence[Record], *keys: str) -> Counter[tuple[str, ...]]:
    return Counter(tuple(str(each[key]) for key in keys or _KEYS) for each in records)


def _as_named_in(held: Sequence[Record], found: Sequence[Record], place: str) -> Sequence[Record]:
    """The records found, under the place that the catalogue had when the manifest was made."""
    ends = (each["record"].removeprefix(place) for each in found if _is_at(each, place))
    end = next(ends, "")
    places = {e["record"].removesuffix(end) for e in held if end and e["record"].endswith(end)}
    for before in sorted(places - {place}):
        moved = [{key: each[key].replace(place, before) for key in _TOLD} for each in found]
        if _counted(moved) == _counted(held):
            return moved
    return found


def _is_at(record: Record, place: str) -> bool:
    return bool(place) and record["record"] != place and record["record"].startswith(place)
