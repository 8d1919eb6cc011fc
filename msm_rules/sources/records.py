"""The records of a catalogue: facts documents, from wherever the catalogue's name leads.

Owns what a catalogue may be called: a file, a folder, stdin, an address of the Hub, the shipped
one, a table with its mapping (`MAPPING:PATH`, or the mapping beside it), results of evaluations,
a checkpoint folder or a card or a folder of these, and a bill of materials (CycloneDX) in place of
any record.
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
    from msm_rules.sources.tables.mapped import mapped_records

    return mapped_records(mapping, place)


def _headed(path: Path) -> Records:
    from msm_rules.sources.tables.headed import headed_rows

    return headed_rows(path)


def _models_of_bill(name: str, bill: object) -> Records:
    from msm_rules.sources.cyclonedx import bom_records

    return bom_records(name, bill)


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
    if own := _own_files(path):
        return own_file_records(own)
    return from_path(path, READERS)


def _own_files(path: Path) -> tuple[Path, ...]:
    """The checkpoints and cards in a folder without catalogue files."""
    try:
        inside = path.is_dir() and not catalogue_files(path, READERS)
    except (OSError, ValueError):  # said where it is read
        return ()
    return own_files_in(path) if inside else ()


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
    """The records, each bill of materials replaced by the models that it names."""
    for name, one in records:
        if isinstance(one, dict) and one.get("bomFormat") == BOM:
            yield from _models_of_bill(name, one)
        else:
            yield name, one


def _some(records: Records, name: str) -> Records:
    """The records, of which there must be one."""
    empty = True
    for one in records:
        empty = False
        yield one
    if empty:
        raise CatalogueError(name, "is empty", "a catalogue holds at least one facts document")
