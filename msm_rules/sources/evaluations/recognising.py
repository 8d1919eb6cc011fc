"""Whether a file or folder holds results, told by its shape and not by its name.

Owns the quick look; a file that looks like results and cannot be read is refused by the reading.
"""

from __future__ import annotations

from pathlib import Path

from msm_rules.sources.broken import CatalogueError
from msm_rules.sources.evaluations.files import (
    JSON,
    LINES,
    TABLES,
    Document,
    json_documents,
    result_files,
)
from msm_rules.sources.evaluations.mapping import beside, is_mapping
from msm_rules.sources.evaluations.reading import is_result
from msm_rules.sources.evaluations.tables import recognised

LOOKED_AT = 50
"""Files of a folder that are looked at."""


def is_evaluation(path: str | Path) -> bool:
    """Whether a file, or one of the first files of a folder, holds results of evaluations: a known
    shape of JSON, or a table with a mapping beside it or a header that is known.  Never raises."""
    place = Path(path)
    try:
        if not place.is_dir():
            return _is_result_file(place)
        if beside(place):
            return True
        return any(_is_result_file(file) for file in result_files(place)[:LOOKED_AT])
    except (CatalogueError, OSError, ValueError):
        return False


def looks_like_results(path: Path) -> bool:
    """Whether a file is JSON in a known form of results, whatever mapping lies beside it."""
    if path.suffix.lower() not in (*JSON, *LINES) or not path.is_file():
        return False
    try:
        first = next(iter(json_documents(path, path.name)), None)
    except CatalogueError:
        return False
    return isinstance(first, Document) and is_result(first.value)


def _is_result_file(path: Path) -> bool:
    if is_mapping(path) or not path.is_file():
        return False
    if path.suffix.lower() in TABLES:
        return beside(path) is not None or _known_header(path)
    return looks_like_results(path)


def _known_header(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return recognised(file) is not None
    except (OSError, ValueError):
        return False
