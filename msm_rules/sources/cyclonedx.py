"""Bills of materials (CycloneDX 1.5 and later, JSON): the models among their components.

Owns the reading of a component of type `machine-learning-model`.  Whatever a bill states is its
author's word, so its facts are `declared`; also those that `cyclonedx_out` wrote as properties.
XML is not read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from msm_rules.sources.broken import unreadable
from msm_rules.sources.cyclonedx_model import model_of
from msm_rules.sources.normalise.claims import Source

FORMAT = "CycloneDX"
MODEL = "machine-learning-model"
EARLIEST = (1, 5)
"""The first version of the format in which a model has a card."""


def bom_records(name: str, bom: object) -> Iterator[tuple[str, object]]:
    """The facts documents of the models in a bill; what could not be read of one stands before it
    as a `Problem`.  A bill without models, or of an earlier version, is a problem."""
    assert isinstance(bom, Mapping)
    version = bom.get("specVersion")
    if not _is_known(version):
        what = f"is CycloneDX `{version}`" if isinstance(version, str) else "has no `specVersion`"
        yield unreadable(name, f"{what}, and models are read from 1.5 on")
        return
    parts = list(_components(bom))
    refs = {c["bom-ref"]: c.get("name") for _, c in parts if isinstance(c.get("bom-ref"), str)}
    models = [(at, c) for at, c in parts if c.get("type") == MODEL]
    if not models:
        yield unreadable(name, f"names no model: no component has the type `{MODEL}`")
    source = Source("cyclonedx", "cyclonedx/1", _day(bom))
    for at, component in models:
        yield from model_of(f"{name}: {at}", component, source, refs)


def _is_known(version: object) -> bool:
    parts = version.split(".") if isinstance(version, str) else []
    numbers = [int(p) for p in parts if p.isascii() and p.isdigit() and len(p) < 4]
    return len(numbers) == len(parts) == 2 and tuple(numbers) >= EARLIEST


def _day(bom: Mapping[str, Any]) -> str | None:
    """The day on which a bill was made, where it says that."""
    metadata = bom.get("metadata")
    stamp = metadata.get("timestamp") if isinstance(metadata, Mapping) else None
    try:
        return date.fromisoformat(stamp[:10]).isoformat() if isinstance(stamp, str) else None
    except ValueError:
        return None


def _components(bom: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every component with its place, those within others too; never recurses."""
    metadata = bom.get("metadata")
    own = metadata.get("component") if isinstance(metadata, Mapping) else None
    waiting: list[tuple[str, Any]] = [("components", bom.get("components"))]
    waiting += [("metadata.component", [own])] if own is not None else []
    while waiting:
        place, listed = waiting.pop()
        for n, one in enumerate(listed if isinstance(listed, list) else ()):
            at = place if place == "metadata.component" else f"{place}[{n}]"
            if isinstance(one, Mapping):
                yield at, one
                waiting.append((f"{at}.components", one.get("components")))
