"""The pass over a catalogue that is converted: its models, what is told of the others, the forms.

Owns the forms of the output and the bounded list of what could not be read.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msm_rules.cli import console
from msm_rules.cli.named_records import catalogue_records, none_read
from msm_rules.cli.refusal import Refusal
from msm_rules.diagnostics.cells import visible
from msm_rules.facts import (
    FactsError,
    ModelFacts,
    Problem,
    Vocabulary,
    document,
    read_facts,
)

if TYPE_CHECKING:
    from msm_rules.sources.snapshot import Written

MOST_TOLD = 20
"""How much of what could not be read is told; a broken table may have a million bad rows."""


class Converting:
    """The models of a catalogue, one after the other; counts what it leaves out.

    `place` is what messages call the whole; a problem of that, or of one field of a record, leaves
    nothing out. Of records with one id, ignoring case, the first is kept.
    """

    def __init__(self, catalogue: str | None, vocabulary: Vocabulary, place: str) -> None:
        self.catalogue, self.vocabulary, self.place = catalogue, vocabulary, visible(place)
        self.models = self.left_out = self.problems = 0
        self._first: dict[str, str] = {}

    def __iter__(self) -> Iterator[ModelFacts]:
        for name, data in catalogue_records(self.catalogue):
            if isinstance(data, Problem):
                self._found(data)
            elif (facts := self._read(name, data)) is not None:
                self.models += 1
                yield facts
        if not self.models:
            self.tell()
            raise none_read(self.catalogue)

    def in_bulk(self) -> Iterator[bytes] | None:
        """The lines of a snapshot of the Hub, which are made many at a time; None where the
        catalogue is no such file. Its ids are told apart by the Hub, so none comes twice."""
        path = self.catalogue
        if path is None or not path.lower().endswith(".parquet") or not os.path.isfile(path):
            return None
        from msm_rules.sources.parquet import parquet_lines  # loads polars

        lines = parquet_lines(Path(path), os.cpu_count() or 1)
        return None if lines is None else self._pieces(lines)

    def _pieces(self, lines: Iterator[Written]) -> Iterator[bytes]:
        for some in lines:
            self.models += some.count
            for problem in some.problems:
                self._found(problem)
            yield some.text

    def _read(self, name: str, data: Any) -> ModelFacts | None:
        try:
            facts = read_facts(data, self.vocabulary, name)
        except FactsError as error:
            self.left_out += 1
            self._tell(*map(str, error.problems))
            return None
        kept = self._first.get(facts.id.casefold())
        if kept is None:
            self._first[facts.id.casefold()] = name
            return facts
        self.left_out += 1
        where = f"{visible(name)}: model.id"
        self._tell(f"{where}: `{visible(facts.id)}` is already in {visible(kept)}, which is kept")
        return None

    def _found(self, problem: Problem) -> None:
        self.left_out += not problem.field and problem.record != self.place
        self._tell(str(problem))

    def _tell(self, *messages: str) -> None:
        for message in messages:
            self.problems += 1
            if self.problems <= MOST_TOLD:
                console.note(f"note: {visible(message)}")

    def tell(self) -> None:
        """Say at the end how many models there are, and how much was not read."""
        if self.problems > MOST_TOLD:
            console.note(f"note: {self.problems - MOST_TOLD:,} more of the kind")
        told = [_counted(self.models, "model")]
        told += [f"{_counted(self.left_out, 'record')} left out"] if self.left_out else []
        told += [f"{_counted(self.problems, 'note')}"] if self.problems else []
        console.note(", ".join(told))


def _counted(count: int, noun: str) -> str:
    return f"{count:,} {noun}{'' if count == 1 else 's'}"


# --- forms ---------------------------------------------------------------------------------------

Models = Iterator[ModelFacts]


def _json(value: object, indent: int | None = None) -> str:
    return json.dumps(value, ensure_ascii=False, allow_nan=False, indent=indent)


def _jsonl(models: Models) -> Iterator[bytes]:
    return (f"{_json(document(facts))}\n".encode() for facts in models)


def _list(models: Models) -> Iterator[bytes]:
    """A list in JSON, one document a line."""
    before = "["
    for facts in models:
        yield f"{before}\n{_json(document(facts))}".encode()
        before = ","
    yield b"\n]\n"


def _yaml(models: Models) -> Iterator[bytes]:
    import yaml  # slow to load

    for facts in models:
        text = yaml.safe_dump([document(facts)], allow_unicode=True, sort_keys=False, width=100)
        yield text.encode()


def _parquet(models: Models) -> Iterator[bytes]:
    """Two columns: the id, and the whole document as JSON text."""
    from io import BytesIO

    import polars as pl  # slow to load, and few conversions are to Parquet

    rows = [(facts.id, _json(document(facts))) for facts in models]
    table = pl.DataFrame(rows, schema={"id": pl.String, "document": pl.String}, orient="row")
    file = BytesIO()
    table.write_parquet(file)
    yield file.getvalue()


def _cyclonedx(models: Models) -> Iterator[bytes]:
    from msm_rules.sources.cyclonedx_out import bill_text, component

    yield bill_text([component(facts) for facts in models]).encode()


FORMS: Mapping[str, Callable[[Models], Iterator[bytes]]] = {
    "jsonl": _jsonl,
    "json": _list,
    "yaml": _yaml,
    "parquet": _parquet,
    "cyclonedx": _cyclonedx,
}
"""What `--to` may say."""

ENDINGS = {
    ".cdx.json": "cyclonedx",
    ".bom.json": "cyclonedx",
    ".jsonl": "jsonl",
    ".ndjson": "jsonl",
    ".json": "json",
    ".yaml": "yaml",
    ".yml": "yaml",
    ".parquet": "parquet",
}
"""Endings of files and the form that each means, longest first."""


def form_of(out: str | None, form: str | None) -> str:
    """The form that is asked for. Raises Refusal where the ending of a file says none, and where
    bytes would go to a terminal."""
    if out is None:
        if form == "parquet":
            raise Refusal("Parquet is no text", "name a file: --out models.parquet")
        return form or "jsonl"
    found = next((f for ending, f in ENDINGS.items() if out.lower().endswith(ending)), form)
    if form is None and found is None:
        *most, last = ENDINGS
        hint = f"it ends in {', '.join(most)} or {last}; or say it with `--to`"
        raise Refusal(f"the ending of `{visible(out)}` says no form", hint)
    return form or str(found)
