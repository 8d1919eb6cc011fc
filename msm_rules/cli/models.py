"""Models named on the command line: by id, on the Hub, by a file of facts, a card, or on stdin.

Owns how a name is resolved and which attested facts are put over what a source says.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import PurePath
from typing import TYPE_CHECKING, Any

from msm_rules.cli import console
from msm_rules.cli.documents import NOTATIONS, read_document
from msm_rules.cli.files import STDIN, name_of, no_such_file
from msm_rules.cli.lookup import EXPECTED, in_catalogue, unknown_model
from msm_rules.cli.one_model import opened, several
from msm_rules.cli.read_here import read_here, read_results, tell
from msm_rules.cli.refusal import Refusal
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
from msm_rules.facts.attested import blanks
from msm_rules.facts.reading import SCHEMA as FACTS_SCHEMA
from msm_rules.sources.addresses import (
    CHECKPOINT,
    HUB,
    WEIGHTS,
    Address,
    BadAddress,
    Here,
    HubModel,
    HubQuery,
    address_of,
)
from msm_rules.sources.tables.address import table_address

if TYPE_CHECKING:
    from msm_rules.sources.hub import HubFacts


def find_model(name: str, catalogue: str | None, vocabulary: Vocabulary) -> ModelFacts:
    """The facts of a model, all that its source gives; `name` is an id, an address of the Hub, a
    file of facts or a card, a checkpoint folder, or `-`; `catalogue` None is the shipped one.

    Raises Refusal where there is no such model, or its facts are bad.
    """
    address = address_named(name)
    if isinstance(address, HubModel):
        return on_hub(address, vocabulary).facts
    match address.kind:
        case "checkpoint" | "card":
            return checked(read_here(address), vocabulary, name)
        case "stdin" | "file":
            return checked(_document(name), vocabulary, _record(name))
        case "id":
            return _by_id(name, catalogue, vocabulary)


def _document(name: str) -> Any:
    """The facts document in a file: as it stands, or what a bill of materials, an answer of the
    Hub or results of evaluations say of the one model that they are about."""
    if PurePath(name).suffix.lower() in _TABLES and (results := read_results(name)) is not None:
        return results
    if name.lower().endswith((*WEIGHTS, ".bin")):
        raise _part(name)
    document = opened(read_document(name, EXPECTED), name)
    if _is_of_another_form(document):
        from msm_rules.cli.no_proof import refuse_other_than_facts  # loads what reads proofs

        refuse_other_than_facts(document, name)
    if isinstance(document, list):
        return _of_list(document, name)
    if name != STDIN and isinstance(document, Mapping) and not document.keys() & _FACTS:
        return read_results(name) or _no_part(name, document)
    return document


def _of_list(document: list[Any], name: str) -> Any:
    """What a list of results says of the one model; raises Refusal where it is one of models."""
    if name != STDIN and (results := read_results(name)) is not None:
        return results
    if len(document) == 1:
        return opened(document[0], name)
    if not document:
        raise Refusal(f"{name_of(name)} is an empty list, and one model is expected")
    what = f"is a list of {len(document)} records, and one model is expected"
    raise several(what, document, name)


def _no_part(name: str, document: Any) -> Any:
    """A document; raises Refusal where it is one file of a checkpoint, which is named whole."""
    if PurePath(name).name in CHECKPOINT:
        raise _part(name)
    return document


def _part(name: str) -> Refusal:
    folder = visible(str(PurePath(name).parent))
    hint = f"name the folder, `{folder}`: its weights, card and licence are read too"
    return Refusal(f"`{visible(name)}` is one file of a checkpoint", hint)


def _is_of_another_form(document: Any) -> bool:
    if not isinstance(document, Mapping):
        return False
    schema = document.get("schema")
    return "payload" in document or (isinstance(schema, str) and schema != FACTS_SCHEMA)


_TABLES = (".csv", ".tsv")
_FACTS = frozenset({"schema", "model", "id"})
"""What tells a facts document, or its part `model` alone, from results of evaluations."""


def any_address(name: str) -> Address:
    """What a name stands for. Raises Refusal where it is an address without meaning."""
    try:
        return address_of(name)
    except BadAddress as bad:
        raise Refusal(str(bad), bad.hint) from None


def address_named(name: str) -> HubModel | Here:
    """What a name that should be a model's stands for. Raises Refusal where it is none."""
    address = any_address(name)
    if isinstance(address, HubQuery):
        hint = "`msm screen` decides on many models; one is hub:author/name"
        raise Refusal(f"`{visible(name)}` names a list of models, and one is expected", hint)
    return address


def on_hub(address: HubModel, vocabulary: Vocabulary) -> HubFacts:
    """Everything that the Hub says of a model; what could not be read is told on stderr."""
    from msm_rules.cli.hub import asking_the_hub  # loads what only the Hub needs

    with asking_the_hub() as hub:
        found = hub.open(address, vocabulary)
        found.everything()
    tell(found.findings)
    return found


def _by_id(name: str, catalogue: str | None, vocabulary: Vocabulary) -> ModelFacts:
    document = _looked_up(name, catalogue)
    if document is not None:
        return checked(document, vocabulary, "")
    if _looks_like_a_path(name):
        if os.path.isdir(name):
            if (results := read_results(name)) is not None:
                return checked(results, vocabulary, name)
            hint = f"a model id or {EXPECTED} is expected; `--catalogue` says where to look it up"
            raise Refusal(f"`{visible(name)}` is a folder", hint)
        raise no_such_file(name)
    if (table := table_address(name)).mapping is not None:
        what = f"names a catalogue, read by {visible(table.mapping)}, and one model is expected"
        hint = f"give a model's id, and this with `--catalogue {visible(name)}`"
        raise Refusal(f"`{visible(name)}` {what}", hint)
    raise unknown_model(name, catalogue)


def _looked_up(name: str, catalogue: str | None) -> Any:
    if catalogue is None or not catalogue.startswith(HUB):
        return in_catalogue(name, catalogue)
    from msm_rules.cli.hub import asking_the_hub  # loads what only the Hub needs

    with asking_the_hub() as asked:
        return in_catalogue(name, catalogue, asked.hub)


def _record(name: str) -> str:
    return "stdin" if name == STDIN else name


def _looks_like_a_path(name: str) -> bool:
    named = PurePath(name).suffix.lower() in (*NOTATIONS, ".msm", ".jsonl")
    return named or name.startswith((".", "/", "~")) or os.path.isdir(name)


def checked(document: Any, vocabulary: Vocabulary, record: str) -> ModelFacts:
    """A facts document as facts; `record` names it. Raises Refusal where it is bad."""
    try:
        return read_facts(document, vocabulary, record)
    except FactsError as error:
        raise bad_facts(error) from None


def bad_facts(error: FactsError) -> Refusal:
    """The problems of facts, one a line, as what stops a command."""
    return Refusal("\n       ".join(str(p) for p in error.problems))


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
        tell_blanks(file, data)
    return tuple(found)


def tell_blanks(file: str, data: object) -> None:
    """Say on stderr how many entries of a file of attested facts nobody has filled in."""
    if left := blanks(data):
        has = "1 entry has" if left == 1 else f"{left:,} entries have"
        console.note(f"note: {has} no value in {name_of(file)}, and nothing is taken from there")


def settled(
    facts: ModelFacts, attested: tuple[Attested, ...], day: date, vocabulary: Vocabulary
) -> ModelFacts:
    """The facts with those attested for the model on that day in place."""
    return apply_attested(facts, attested, day.toordinal(), vocabulary) if attested else facts
