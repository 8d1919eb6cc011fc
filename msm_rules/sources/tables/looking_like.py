"""Which ready mapping a catalogue looks made for, where it was named without one: for hints alone.

Owns the fields by which each is known. It decides nothing: a mapping is never taken unasked.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import islice
from pathlib import Path

from msm_rules.sources.broken import CatalogueError
from msm_rules.sources.raw_records import How, from_path, readers

SIGNS: Mapping[str, frozenset[str]] = {
    "models.dev": frozenset(("modalities", "limit", "open_weights")),
    "xinference": frozenset(("model_name", "model_specs", "model_ability")),
    "gpustack": frozenset(("model_sets",)),
    "localai": frozenset(("name", "overrides", "url")),
    "mot": frozenset(("framework", "release")),
}
"""Fields that the records of each have, as counted in copies of all five."""

_LOOKED_AT = 5
_READERS = readers(How(aliases=True))
_ENDINGS = (".toml", ".yaml", ".yml", ".json")


def looks_like(place: str) -> str | None:
    """The ready mapping for which the first records of a file, or of a folder's first files, have
    the fields; None where they have those of none."""
    for record in islice(_records(Path(place)), _LOOKED_AT):
        if isinstance(record, Mapping):
            for name, signs in SIGNS.items():
                if record.keys() >= signs:
                    return name
    return None


def _records(path: Path) -> Iterator[object]:
    """Records one after the other; what cannot be read holds none."""
    try:
        inside = sorted(p for p in path.rglob("*") if p.suffix.lower() in _ENDINGS)
    except (OSError, ValueError):
        return
    for file in islice(inside, _LOOKED_AT) if path.is_dir() else [path]:
        try:
            yield from (record for _, record in islice(from_path(file, _READERS), _LOOKED_AT))
        except CatalogueError:
            continue
