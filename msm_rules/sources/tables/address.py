"""What a catalogue may be called: `MAPPING:PATH`, or a path with a mapping beside it.

Owns the form of such addresses.  A mapping is the name of a ready one, or a file; what is neither
is a path, so that `C:\\models.csv` stays one.
"""

from __future__ import annotations

import re
from pathlib import Path

from msm_rules.facts.problems import suggestion
from msm_rules.frozen import record
from msm_rules.sources.broken import CatalogueError
from msm_rules.sources.raw_records import MAPPING

READY = ("models.dev", "xinference", "gpustack", "localai", "mot")
"""What the ready mappings are called; the readings themselves need not load to know that."""

ENDINGS = (".yaml", ".yml", ".toml", ".json")
"""Endings of mapping files."""

_FILE = re.compile(r"(.+?\.(?:yaml|yml|toml|json)):(.+)", re.DOTALL | re.IGNORECASE)


@record
class TableAddress:
    """A place, and the mapping that its records are read by: a ready one, a file or none."""

    mapping: str | None
    place: str


def table_address(text: str) -> TableAddress:
    """What a catalogue's name leads to; nothing is opened."""
    if _is_there(text):
        return TableAddress(None, text)
    name, colon, place = text.partition(":")
    if colon and place and name in READY:
        return TableAddress(name, place)
    if parts := _FILE.fullmatch(text):
        return TableAddress(parts[1], parts[2])
    return TableAddress(None, text)


def with_mapping(mapping: str, place: str) -> str:
    """The address of a place read by a mapping; raises CatalogueError where this names none."""
    if mapping not in READY and not mapping.lower().endswith(ENDINGS):
        near = suggestion(mapping, READY)
        hint = f"a mapping is a file ({', '.join(ENDINGS)}), or one of {', '.join(READY)}"
        raise CatalogueError(mapping, f"is no mapping{near}", hint)
    if not _is_there(place) and table_address(place).mapping is not None:
        raise CatalogueError(place, "names a mapping already", "name one mapping")
    return f"{mapping}:{place}"


def _is_there(text: str) -> bool:
    try:
        return Path(text).exists()
    except (OSError, ValueError):
        return False


def mapping_beside(path: Path) -> str | None:
    """The mapping file that lies beside a table: `models.csv.map.yaml`."""
    if not path.name:
        return None
    names = (path.with_name(f"{path.name}{MAPPING}{ending}") for ending in ENDINGS)
    return next((str(name) for name in names if name.is_file()), None)
