"""Entries of the decision log: what a decision, or a person who ended a review, left behind.

Owns the fields of both, and the digest that chains an entry to the one before it. Where entries
are kept is for `log`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, Literal

from msm_rules.frozen import as_dict, record

BEGINNING = "0" * 64
"""What stands for the digest of the entry before the first one."""

DIGEST = re.compile(r"[0-9a-f]{64}")
"""A SHA-256 digest as it is written everywhere."""

_WRITER = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode
"""Without numbers, and with names in ASCII, this is the canonical form (RFC 8785)."""

Ending = Literal["accept", "reject"]


@record
class Decided:
    """A decision. `proof` and `graph` are the digests of its proof and of its policy's graph;
    `time` is an instant in UTC, `as_of` a day, both as ISO 8601 writes them."""

    time: str
    proof: str
    graph: str
    policy: str
    version: str
    model: str
    revision: str | None
    verdict: str
    determined: bool
    as_of: str
    system: str | None = None
    reference: str | None = None


@record
class Resolved:
    """The end of a review by a person: what they decided, why, and the last day it holds."""

    time: str
    proof: str
    verdict: str
    by: str
    because: str
    until: str


Entry = Decided | Resolved

KINDS: Mapping[str, type[Decided] | type[Resolved]] = {"decision": Decided, "resolution": Resolved}
_NAMES = {shape: name for name, shape in KINDS.items()}
_TYPES: Mapping[str, tuple[type, ...]] = {
    "determined": (bool,),
    **dict.fromkeys(("revision", "system", "reference"), (str, type(None))),
}
"""The types of fields; all others are text."""


def plain(entry: Entry) -> dict[str, object]:
    """The entry as JSON data, its kind first."""
    return {"kind": _NAMES[type(entry)], **as_dict(entry)}


def written(entry: Entry) -> str:
    """The entry as canonical JSON. Raises ValueError for text that is no Unicode."""
    text = _WRITER(plain(entry))
    try:
        text.encode()
    except UnicodeEncodeError:
        raise ValueError("a text of the entry is no Unicode") from None
    return text


def read_entry(content: object) -> Entry | None:
    """The entry that a text holds; None unless it is the canonical form of one."""
    try:
        fields: Any = json.loads(content) if isinstance(content, str) else None
        shape = KINDS[fields.pop("kind")]
        found = shape(**fields)
        return found if written(found) == content and _well_typed(found) else None
    except (ValueError, TypeError, LookupError, AttributeError, RecursionError):
        return None


def _well_typed(entry: Entry) -> bool:
    fields = as_dict(entry).items()
    return all(isinstance(value, _TYPES.get(name, (str,))) for name, value in fields)


def chained(number: int, previous: str, content: str) -> str:
    """The digest of an entry: SHA-256 over its number, the digest before it and what it says.

    It is taken over the canonical JSON of `{"entry": …, "number": …, "previous": …}`.
    """
    text = f'{{"entry":{content},"number":{number},"previous":"{previous}"}}'
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()
