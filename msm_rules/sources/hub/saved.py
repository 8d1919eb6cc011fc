"""Answers of the Hub that somebody saved: as JSON from `/api/models/...`, or rows of its table.

Owns how such an answer is known among records, and that it is read as it stands: nobody is asked,
so the day it was given and the ancestors of the model stay unknown.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from msm_rules.diagnostics.cells import visible
from msm_rules.facts import Problem
from msm_rules.sources.broken import BadRecord, unreadable
from msm_rules.sources.hub.assembled import assembled
from msm_rules.sources.hub.forms import read_answer
from msm_rules.sources.normalise.entries import API, read_cell

_CELLS = ("cardData", "gguf")
"""What tables of models hold as a text of JSON."""


def saved_records(name: str, answer: Mapping[str, Any]) -> Iterator[tuple[str, object]]:
    """The facts document of the model that an answer is about, with `name` for messages; what
    could not be read of it stands before it as a `Problem`."""
    try:
        said = read_answer(_plain(answer), API)
    except BadRecord as bad:
        yield unreadable(name, bad)
        return
    document, findings = assembled(said.entry, {}, (), None, lambda _: None)
    for finding in (*said.findings, *findings):
        where = finding.where.removeprefix(f"{said.entry.id}: ")
        yield name, Problem(visible(name), visible(where), finding.message)
    yield name, document


def _plain(answer: Mapping[str, Any]) -> dict[str, Any]:
    """An answer as the API writes it: cells of JSON as what they say, counts without those that a
    table has for dtypes of other models. What is no JSON stays, and is told as of another form."""
    plain = dict(answer)
    for field in _CELLS:
        if isinstance(cell := plain.get(field), str):
            try:
                plain[field] = read_cell(cell)
            except ValueError:
                continue
    weights = plain.get("safetensors")
    counts = weights.get("parameters") if isinstance(weights, Mapping) else None
    if isinstance(weights, Mapping) and isinstance(counts, Mapping):
        counted = {dtype: n for dtype, n in counts.items() if n is not None}
        plain["safetensors"] = {**weights, "parameters": counted}
    return plain
