"""Mapping files: what the columns of a leaderboard mean, or whose a folder of results is.

Owns the mappings that ship with the program, and where one is looked for: beside the file
(`board.csv` and `board.mapping.yaml`), or in the folder (`mapping.yaml`).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

from msm_rules import shipped
from msm_rules.sources.broken import BadRecord, CatalogueError, refused
from msm_rules.sources.evaluations.columns import Table
from msm_rules.sources.evaluations.mapping_form import check_mapping
from msm_rules.sources.evaluations.run import Told
from msm_rules.sources.notation import read_json, read_toml, read_yaml

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
    file, ending = Path(path), Path(path).suffix.lower()
    if ending not in ENDINGS:
        hint = f"a mapping is a file that ends in {', '.join(ENDINGS)}, or one of {_shipped()}"
        raise CatalogueError(str(path), "is no mapping", hint)
    try:
        with file.open("rb") as opened:
            data = opened.read(LARGEST + 1)
        text = data.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise refused(path, error) from None
    if len(data) > LARGEST:
        raise CatalogueError(str(path), "is larger than 1 MiB, the most for a mapping")
    return read_mapping(text, str(path), ending)


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
    places = (
        [path / f"mapping{ending}" for ending in ENDINGS]
        if path.is_dir()
        else [path.with_name(f"{path.stem}.mapping{ending}") for ending in ENDINGS]
    )
    return next((place for place in places if place.is_file()), None)


def is_mapping(path: Path) -> bool:
    """Whether a file is a mapping by its name, and so no results."""
    return path.stem == "mapping" or path.stem.endswith(".mapping")
