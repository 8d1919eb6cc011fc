"""The records of a catalogue: facts documents, from wherever the catalogue's name leads.

Owns what a catalogue may be called: a file, a folder, stdin, an address of the Hub, the shipped
one, a table with its mapping (`MAPPING:PATH`, or the mapping beside it), results of evaluations,
a checkpoint folder or a card or a folder of these, and in place of any record a bill of materials
(CycloneDX) or what the Hub's API answered.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from msm_rules.diagnostics.cells import visible
from msm_rules.facts import Problem
from msm_rules.shipped import data
from msm_rules.sources.addresses import hub_address
from msm_rules.sources.broken import CatalogueError
from msm_rules.sources.own_files import is_own_file, own_file_records, own_files_in
from msm_rules.sources.parquet import parquet_records
from msm_rules.sources.raw_records import (
    Records,
    catalogue_files,
    from_path,
    json_lines_of,
    readers,
)
from msm_rules.sources.tables.address import READY, TableAddress, mapping_beside, table_address

if TYPE_CHECKING:
    from msm_rules.sources.hub import Hub

STDIN = "-"
BOM = "CycloneDX"
"""What a bill of materials says of its form, in `bomFormat`."""

RESULTS = (".json", ".jsonl", ".csv", ".tsv")
"""Endings of files that may hold results of evaluations."""

Reader: TypeAlias = Callable[[Path], Records]


# Most catalogues hold documents: the readings of tables and of bills load where there is one.


def _mapped(mapping: str, place: str) -> Records:
    if _maps_results(mapping):
        return _results(Path(place), mapping)
    return _of_table(mapping, place)


def _of_table(mapping: str, place: str) -> Records:
    """The records of a table. Where none could be read and the file is one of results, it was the
    mapping of another kind: raises CatalogueError then."""
    from msm_rules.sources.tables.mapped import mapped_records

    none = True
    for name, one in mapped_records(mapping, place):
        none = none and isinstance(one, Problem)
        yield name, one
    if none and mapping not in READY and _looks_like_results(Path(place)):
        reason = f"holds results of evaluations, and `{visible(mapping)}` is for a table of facts"
        hint = "such results need no mapping, or one with `model`, `reporter`, `date` or `own`"
        raise CatalogueError(place, reason, hint)


def _looks_like_results(path: Path) -> bool:
    from msm_rules.sources.evaluations import looks_like_results

    return looks_like_results(path)


def _headed(path: Path) -> Records:
    from msm_rules.sources.tables.headed import headed_rows

    return headed_rows(path)


def _by_mapping_beside(read: Reader) -> Reader:
    """A reader that gives way to the mapping that lies beside a file."""

    def records(path: Path) -> Records:
        mapping = mapping_beside(path)
        return read(path) if mapping is None else _mapped(mapping, str(path))

    return records


_PLAIN = {**readers(), ".csv": _headed, ".tsv": _headed, ".parquet": parquet_records}
READERS: dict[str, Reader] = {end: _by_mapping_beside(read) for end, read in _PLAIN.items()}
"""How a file of facts documents is read, by its ending."""


def read_records(path: str | Path | None, hub: Hub | None = None) -> Records:
    """The records of a file, of all files of a folder, of stdin (`-`), of an address of the Hub
    (`hub` says how it is asked), or the shipped catalogue.

    `NAME:PATH` is read by a ready mapping (`models.dev:FOLDER`), `FILE:PATH` by the mapping in a
    file, and a table `x.csv` beside which there is `x.csv.map.yaml` by that. Each record has a
    name for messages; one that cannot be read stands there as a `Problem`, and so does what could
    not be read of one that follows. Raises CatalogueError where there is nothing to read: no such
    file, not UTF-8, empty, unsound as a whole.
    """
    if path is None:
        shipped = BytesIO(data("msm_rules.catalogue", "models.jsonl"))
        yield from json_lines_of(shipped, "shipped")
        return
    if (asked := hub_address(str(path))) is not None:
        from msm_rules.sources.hub.documents import hub_documents  # loads what only the Hub needs

        yield from hub_documents(asked, hub)
        return
    if not str(path):
        raise CatalogueError("", "is no name of a catalogue", "name a file or folder")
    address = table_address(str(path))
    name = "stdin" if address.place == STDIN else address.place
    yield from _some(_opened(_at(address)), name)


def _at(address: TableAddress) -> Records:
    if address.mapping is not None:
        return _mapped(address.mapping, address.place)
    if address.place == STDIN:
        return json_lines_of(sys.stdin.buffer, "stdin")
    path = Path(address.place)
    if _holds_results(path):
        return _results(path)
    if is_own_file(path):
        return own_file_records((path,), sole=True)
    if not _is_without_files(path):
        return _hinted(path)
    if own := own_files_in(path):
        return own_file_records(own)
    return _by_a_mapping(path)


def _is_without_files(path: Path) -> bool:
    """Whether a path is a folder without catalogue files."""
    try:
        return path.is_dir() and not catalogue_files(path, READERS)
    except (OSError, ValueError):  # said where it is read
        return False


def _by_a_mapping(folder: Path) -> Records:
    """Nothing: raises CatalogueError, with the mapping by which the folder may be meant."""
    if (name := _looks_like(folder)) is not None:
        reason = f"holds no catalogue file itself, and looks like {name}"
        raise CatalogueError(str(folder), reason, named_with(name, str(folder)))
    return from_path(folder, READERS)


def _hinted(path: Path) -> Records:
    """The records of a file or folder. YAML that cannot be read, perhaps for its aliases, may be a
    catalogue that a mapping would read."""
    try:
        yield from from_path(path, READERS)
    except CatalogueError as error:
        name = _looks_like(path) if path.suffix.lower() in (".yaml", ".yml") else None
        if name is None or error.hint is not None:
            raise
        hint = f"it looks like {name}: {named_with(name, str(path))}"
        raise CatalogueError(error.name, error.reason, hint) from None


def named_with(mapping: str, place: str) -> str:
    """What to write for a catalogue that a ready mapping reads."""
    return f"name it as `{mapping}:{visible(place)}`"


def _looks_like(path: Path) -> str | None:
    from msm_rules.sources.tables.looking_like import looks_like

    return looks_like(str(path))


def _holds_results(path: Path) -> bool:
    """Whether a file or folder holds results of evaluations, which are facts of the models."""
    if (mapping := mapping_beside(path)) is not None:
        return _maps_results(mapping)
    if not (path.is_dir() or path.suffix.lower() in RESULTS):
        return False
    from msm_rules.sources.evaluations import is_evaluation

    return is_evaluation(path)


def _maps_results(mapping: str) -> bool:
    """Whether a mapping says what results of evaluations mean; a ready one never does."""
    if mapping in READY:
        return False
    from msm_rules.sources.evaluations.mapping import maps_results

    return maps_results(mapping)


def _results(path: Path, mapping: str | None = None) -> Records:
    from msm_rules.sources.evaluations import read_evaluations
    from msm_rules.sources.normalise.claims import document

    for each in read_evaluations(path, mapping):
        about = str(path)
        if each.model is not None:
            yield about, document(each.model, each.claims)
            about = f"{path}: {each.model}"
        for finding in each.findings:
            yield about, Problem(visible(about), finding.where, finding.message)


def _opened(records: Records) -> Records:
    """The records, those of another form replaced by the models that they are about."""
    for name, one in records:
        models = models_of_bill(name, one) or hub_answer(name, one)
        if models is None:
            yield name, one
        else:
            yield from models


def models_of_bill(name: str, one: object) -> Records | None:
    """The models of a bill of materials; None for what is none."""
    if not (isinstance(one, dict) and one.get("bomFormat") == BOM):
        return None
    from msm_rules.sources.cyclonedx import bom_records

    return bom_records(name, one)


OF_THE_HUB = frozenset(
    ("_id", "modelId", "pipeline_tag", "library_name", "cardData", "siblings", "createdAt")
)
"""Fields by which an answer of the Hub's API, or a row of its table of models, is known: no facts
document has any of them."""


def hub_answer(name: str, one: object) -> Records | None:
    """The model that a saved answer of the Hub is about; None for what is none."""
    if not isinstance(one, dict) or len(one.keys() & OF_THE_HUB) < 2 or "model" in one:
        return None
    from msm_rules.sources.hub.saved import saved_records

    return saved_records(name, one)


def _some(records: Records, name: str) -> Records:
    """The records, of which there must be one."""
    empty = True
    for one in records:
        empty = False
        yield one
    if empty:
        raise CatalogueError(name, "is empty", "a catalogue holds at least one facts document")
