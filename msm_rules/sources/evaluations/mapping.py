"""Mapping files: what the columns of a leaderboard mean, or whose a folder of results is.

Owns the mappings that ship with the program, and where one is looked for: beside the file
(`board.csv` and `board.mapping.yaml`, or `board.csv.map.yaml` as beside other tables), or in the
folder (`mapping.yaml`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from msm_rules import shipped
from msm_rules.sources.broken import BadRecord, CatalogueError, refused
from msm_rules.sources.evaluations.columns import Table
from msm_rules.sources.evaluations.mapping_form import check_mapping, is_of_results
from msm_rules.sources.evaluations.run import Told
from msm_rules.sources.notation import read_json, read_toml, read_yaml
from msm_rules.sources.raw_records import MAPPING

ENDINGS = (".yaml", ".yml", ".toml", ".json")
LARGEST = 1024 * 1024
SHIPPED = ("open-llm-leaderboard-2", "open-medical-llm-card", "open-medical-llm-results")
"""Names of the mappings that ship; a table whose header is theirs is read by them unasked."""


def read_mapping(text: str, name_: str, ending: str) -> Table | Told:
    """A mapping from its text; raises CatalogueError with the field that is wrong."""
    try:
        data = _parsed(text, ending)
    except BadRecord as bad:
        raise CatalogueError(name_, str(bad)) from None
    return check_mapping(data, name_)


def _parsed(text: str, ending: str) -> Any:
    if ending == ".toml":
        return read_toml(text)
    if ending == ".json":
        return read_json(text)
    documents = list(read_yaml(text))
    return documents[0] if len(documents) == 1 else documents


def load_mapping(path: str | Path) -> Table | Told:
    """A mapping by the path of its file, or by the name of one that ships.

    Raises CatalogueError."""
    if str(path) in SHIPPED:
        return shipped_mapping(str(path))
    if Path(path).suffix.lower() not in ENDINGS:
        hint = f"a mapping is a file that ends in {', '.join(ENDINGS)}, or one of {_shipped()}"
        raise CatalogueError(str(path), "is no mapping", hint)
    return read_mapping(_text(path), str(path), Path(path).suffix.lower())


def _text(path: str | Path) -> str:
    try:
        with Path(path).open("rb") as opened:
            data = opened.read(LARGEST + 1)
        text = data.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise refused(path, error) from None
    if len(data) > LARGEST:
        raise CatalogueError(str(path), "is larger than 1 MiB, the most for a mapping")
    return text


def maps_results(path: str | Path) -> bool:
    """Whether a mapping file says what results mean, and not what the columns of a table of facts
    do: both may be called `x.csv.map.yaml`.  Never raises; a broken file says neither."""
    try:
        data = _parsed(_text(path), Path(path).suffix.lower())
    except (CatalogueError, BadRecord):
        return False
    return isinstance(data, Mapping) and is_of_results(data)


def _shipped() -> str:
    return ", ".join(f"`{each}`" for each in SHIPPED)


@cache
def shipped_mapping(name_: str) -> Table:
    """A mapping that ships."""
    text = shipped.data("msm_rules.sources.evaluations", f"mappings/{name_}.toml").decode()
    read = read_mapping(text, name_, ".toml")
    assert isinstance(read, Table)
    return read


def beside(path: Path) -> Path | None:
    """The mapping that stands beside a file, or in a folder."""
    if path.is_dir():
        return _first(path / f"mapping{ending}" for ending in ENDINGS)
    own = _first(path.with_name(f"{path.stem}.mapping{ending}") for ending in ENDINGS)
    if own is not None:
        return own
    found = _first(path.with_name(f"{path.name}{MAPPING}{ending}") for ending in ENDINGS)
    return found if found is not None and maps_results(found) else None


def _first(places: Iterable[Path]) -> Path | None:
    return next((place for place in places if place.is_file()), None)


def is_mapping(path: Path) -> bool:
    """Whether a file is a mapping by its name, and so no results."""
    return path.stem == "mapping" or path.stem.endswith((".mapping", MAPPING))
