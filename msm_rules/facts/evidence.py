"""Where a fact comes from: the evidence beside it in a facts document.

Owns the record of evidence and how it is read. Which evidence is strongest, and what follows from
that, stands in `strength`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from math import isfinite
from typing import Any

from msm_rules.facts.forms import day, text
from msm_rules.facts.problems import IllFormed, found, name_of, shown, suggestion
from msm_rules.facts.vocabulary import METHODS
from msm_rules.frozen import record

DEEPEST = 32
"""How deep the raw value that a source gave may be nested."""


@record
class Evidence:
    """One source of one fact: how it is known, where it was read, and when.

    Dates are day ordinals. `member` is the member of a set that this evidence is for; `by`, `on`,
    `until` and `because` belong to attested facts. `record` is the whole record as plain JSON, with
    whatever else a source keeps (metric, n, stderr, shots, harness, reporter of a benchmark).
    """

    method: str
    source: str | None
    locator: str | None
    revision: str | None
    sha256: str | None
    observed: float | None
    extractor: str | None
    raw: object
    member: str | None
    by: str | None
    on: float | None
    until: float | None
    because: str | None
    record: Mapping[str, object]


def plain(raw: object, depth: int = DEEPEST) -> Any:
    """A copy of a value as plain JSON, dates in ISO 8601; raises IllFormed where it is none."""
    kind = type(raw)
    if kind is int or kind is bool or raw is None:
        return raw
    if isinstance(raw, str):
        return raw if raw.isascii() else text(raw)
    if isinstance(raw, float):
        if not isfinite(raw):
            raise IllFormed(f"expected a value of JSON, found {found(raw)}")
        return float(raw)
    if type(raw) is date:
        return raw.isoformat()
    if depth == 0:
        raise IllFormed(f"is nested more than {DEEPEST} deep")
    if isinstance(raw, list | tuple):
        return [plain(item, depth - 1) for item in raw]
    if isinstance(raw, Mapping):
        return {_key(key): plain(item, depth - 1) for key, item in raw.items()}
    raise IllFormed(f"expected a value of JSON, found {found(raw)}")


def _key(key: object) -> str:
    if not isinstance(key, str):
        raise IllFormed(f"expected names that are texts, found {name_of(key)}")
    return text(key)


def _method(raw: object) -> str:
    if isinstance(raw, str) and raw in METHODS:
        return raw
    hint = suggestion(raw, METHODS) if isinstance(raw, str) else ""
    raise IllFormed(f"expected one of {', '.join(METHODS)}, found {found(raw)}{hint}")


FIELDS: Mapping[str, Callable[[Any], object]] = {
    "method": _method,
    "source": text,
    "locator": text,
    "revision": text,
    "sha256": text,
    "observed": day,
    "extractor": text,
    "raw": plain,
    "member": text,
    "by": text,
    "on": day,
    "until": day,
    "because": text,
}
"""Every field that has a meaning here, with its reader. Others are kept as they are."""

_TEXTS = frozenset(name for name, read in FIELDS.items() if read is text)


def read_evidence(raw: object) -> Evidence:
    """One record of evidence; raises IllFormed with the field in `at`."""
    if not isinstance(raw, Mapping):
        raise IllFormed(f"expected a mapping with a `method`, found {found(raw)}")
    values: dict[str, Any] = dict.fromkeys(FIELDS)
    record: dict[str, object] = {}
    for field, value in raw.items():
        if field in _TEXTS and type(value) is str and value.isascii():
            record[field] = values[field] = value
            continue
        try:
            record[_key(field)] = plain(value)
            if value is not None and field in FIELDS:
                values[field] = FIELDS[field](value)
        except IllFormed as ill:
            raise IllFormed(str(ill), f".{shown(field)}") from None
    if values["method"] is None:
        raise IllFormed("`method` is missing: " + ", ".join(METHODS), ".method")
    return Evidence(**values, record=record)


def read_evidences(raw: object) -> tuple[Evidence, ...]:
    """All evidence of one fact; raises IllFormed with index and field in `at`."""
    if not isinstance(raw, list | tuple):
        raise IllFormed(f"expected a list of evidence, found {found(raw)}")
    read = []
    for n, row in enumerate(raw):
        try:
            read.append(read_evidence(row))
        except IllFormed as ill:
            raise IllFormed(str(ill), f"[{n}]{ill.at}") from None
    return tuple(read)
