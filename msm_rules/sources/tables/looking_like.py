"""Which ready mapping a catalogue looks made for, where it was named without one: for hints alone.

Owns the fields by which each is known. It decides nothing: a mapping is never taken unasked.
"""

from __future__ import annotations

import os
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
_FOLDERS = 50
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
    for file in islice(_files(path), _LOOKED_AT):
        try:
            yield from (record for _, record in islice(from_path(file, _READERS), _LOOKED_AT))
        except CatalogueError:
            continue


def _files(path: Path) -> Iterator[Path]:
    """A file itself, or those of the first folders in a folder, which may be a whole disk."""
    if not path.is_dir():
        yield path
        return
    for place, folders, names in islice(os.walk(path), _FOLDERS):
        folders.sort()
        yield from (Path(place, n) for n in sorted(names) if n.lower().endswith(_ENDINGS))
