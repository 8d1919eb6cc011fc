"""Models named on the command line: by id, by a file of facts, a checkpoint, a card, or on stdin.

Owns how a name is resolved and which attested facts are put over what a source says.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import PurePath
from typing import Any

from msm_rules.cli.documents import NOTATIONS, read_document
from msm_rules.cli.files import STDIN, name_of, no_such_file
from msm_rules.cli.read_here import read_here
from msm_rules.cli.refusal import Refusal
from msm_rules.cli.unknown import did_you_mean
from msm_rules.diagnostics.cells import visible
from msm_rules.facts import (
    Attested,
    FactsError,
    ModelFacts,
    Vocabulary,
    apply_attested,
    read_attested,
    read_facts,
)

EXPECTED = "a facts document"


def find_model(name: str, catalogue: str | None, vocabulary: Vocabulary) -> ModelFacts:
    """The facts of a model; `name` is an id, a file of facts or a card, a checkpoint folder, or
    `-`; `catalogue` None is the shipped one.

    Raises Refusal where there is no such model, or its facts are bad.
    """
    if name != STDIN and (document := read_here(name)) is not None:
        return _checked(document, vocabulary, name)
    if name == STDIN or _is_file(name):
        return _checked(read_document(name, EXPECTED), vocabulary, _record(name))
    document = _in_catalogue(name, catalogue)
    if document is not None:
        return _checked(document, vocabulary, "")
    if _looks_like_a_path(name):
        if os.path.isdir(name):
            raise Refusal(f"`{visible(name)}` is a folder", f"a model id or {EXPECTED} is expected")
        raise no_such_file(name)
    raise unknown_model(name, catalogue)


def _is_file(name: str) -> bool:
    """A file, or what a shell gives in the place of one (`<(command)`)."""
    return os.path.exists(name) and not os.path.isdir(name)


def _record(name: str) -> str:
    return "stdin" if name == STDIN else name


def _looks_like_a_path(name: str) -> bool:
    named = PurePath(name).suffix.lower() in (*NOTATIONS, ".msm", ".jsonl")
    return named or name.startswith((".", "/", "~")) or os.path.isdir(name)


def _checked(document: Any, vocabulary: Vocabulary, record: str) -> ModelFacts:
    try:
        return read_facts(document, vocabulary, record)
    except FactsError as error:
        raise bad_facts(error) from None


def bad_facts(error: FactsError) -> Refusal:
    """The problems of facts, one a line, as what stops a command."""
    return Refusal("\n       ".join(str(p) for p in error.problems))


def unknown_model(name: str, catalogue: str | None) -> Refusal:
    """No model of that id: the nearest ones, and what else could be given."""
    where = f"catalogue {name_of(catalogue)}" if catalogue else "shipped catalogue"
    instead = f"give {EXPECTED} (JSON or YAML) instead of an id"
    hint = did_you_mean(name, ids_in(catalogue), instead, count=3)
    return Refusal(f"there is no model `{visible(name)}` in the {where}", hint)


def _in_catalogue(name: str, catalogue: str | None) -> Any:
    folded = name.casefold()
    for document in _candidates(folded, catalogue):
        if _id(document).casefold() == folded:
            return document
    return None


def _candidates(folded: str, catalogue: str | None) -> Iterator[Any]:
    """Documents that may be of that id: lines without it are not even parsed."""
    if catalogue is not None:
        yield from documents_in(catalogue)
        return
    for line in _shipped_lines():
        if folded in line.casefold():
            yield json.loads(line)


def _shipped_lines() -> list[str]:
    from msm_rules.catalogue import shipped_path

    return shipped_path().read_text("utf-8").splitlines()


def documents_in(catalogue: str, left_out: list[str] | None = None) -> Iterator[Any]:
    """The documents of a catalogue file that can be read; `left_out` gets the names of the other
    records."""
    from msm_rules.sources import CatalogueError, read_records  # only where a file is named

    try:
        for name, document in read_records(catalogue):
            if isinstance(document, Mapping):
                yield document
            elif left_out is not None:
                left_out.append(name)
    except CatalogueError as error:
        raise Refusal(str(error), error.hint) from None


def every_document(catalogue: str | None, left_out: list[str]) -> Iterator[Any]:
    """The documents of a catalogue that can be read, of the shipped one for None; `left_out` gets
    the names of the other records."""
    if catalogue is not None:
        yield from documents_in(catalogue, left_out)
    else:
        yield from map(json.loads, _shipped_lines())


def ids_in(catalogue: str | None) -> list[str]:
    """The ids of a catalogue, the shipped one for None."""
    if catalogue is not None:
        return [_id(document) for document in documents_in(catalogue)]
    return [_id(json.loads(line)) for line in _shipped_lines()]


def _id(document: Any) -> str:
    model = document.get("model", document) if isinstance(document, Mapping) else {}
    found = model.get("id") if isinstance(model, Mapping) else None
    return found if isinstance(found, str) else ""


def read_settled(files: Iterable[str], vocabulary: Vocabulary) -> tuple[Attested, ...]:
    """The attested facts of the files given with `--facts`. Raises Refusal where one is bad."""
    found: list[Attested] = []
    for file in files:
        data = read_document(file, "a file of attested facts")
        if isinstance(data, Mapping) and "model" in data and "fact" not in data:
            raise Refusal(
                f"{name_of(file)} is {EXPECTED}, and `--facts` takes attested facts",
                "give it in place of the model's id",
            )
        try:
            found += read_attested(data, vocabulary, file)
        except FactsError as error:
            raise bad_facts(error) from None
    return tuple(found)


def settled(
    facts: ModelFacts, attested: tuple[Attested, ...], day: date, vocabulary: Vocabulary
) -> ModelFacts:
    """The facts with those attested for the model on that day in place."""
    return apply_attested(facts, attested, day.toordinal(), vocabulary) if attested else facts
