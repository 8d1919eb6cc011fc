"""`msm facts lineage`: where a model comes from, with each licence, and where that breaks off."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from importlib import import_module
from typing import Any, cast

import click

from msm_rules.cli import completing, console, options
from msm_rules.cli.as_json import say_in
from msm_rules.cli.lineage_text import lines
from msm_rules.cli.lookup import every_document
from msm_rules.cli.models import find_model, read_settled, settled
from msm_rules.cli.refusal import CLEAN
from msm_rules.cli.shape import command as make
from msm_rules.diagnostics.cells import visible
from msm_rules.facts import Attested, FactsError, ModelFacts, Vocabulary, builtin, read_facts
from msm_rules.graph.elements import Picture
from msm_rules.lineage import Document, Lineage, line, lineage, picture_of, tree

FORMATS = ("text", "table", "json", "yaml", "mermaid", "dot")
LINEAGE = "msm-lineage/1"


@make(
    "lineage",
    examples=(
        "msm facts lineage BioMistral/BioMistral-7B",
        "msm facts lineage facts.json --catalogue models.jsonl --format mermaid",
    ),
)
@click.argument("model", shell_complete=completing.models)
@options.catalogue
@options.hub
@options.facts
@options.as_of
@options.form(
    *FORMATS,
    default="text",
    help="For people (text, table: the same), machines (json, yaml), or a picture (mermaid, dot).",
)
def command(
    model: str, catalogue: str | None, facts: tuple[str, ...], as_of: date | None, form: str
) -> int:
    """Show what MODEL was made from, all the way up: each model, its licence, and what is missing.

    MODEL is an id of the catalogue, a file with a facts document, a checkpoint folder, a model
    card (README.md), or `-` for stdin. Its ancestors are looked up in the catalogue.
    """
    vocabulary = builtin()
    known = find_model(model, catalogue, vocabulary)
    attested = read_settled(facts, vocabulary)
    day = as_of or options.today()
    left_out: list[str] = []
    catalogued = every_document(catalogue, left_out)
    of = lineage(_documents(known, catalogued, attested, day, vocabulary))
    if form in options.FOR_MACHINES:
        say_in(form, _record(of, known.id))
    elif form in ("text", "table"):
        console.say("\n".join(lines(of, known.id, console.width())))
    else:
        console.say(_renderer(form)(picture_of(of, known.id)).rstrip("\n"))
    if left_out:
        console.note(f"left out, since it cannot be read: {_first(left_out)}")
    return CLEAN


def _first(names: list[str]) -> str:
    """The first of some records, and how many more there are."""
    more = f" and {len(names) - 1} more" if len(names) > 1 else ""
    return f"`{visible(names[0])}`{more}"


def _renderer(form: str) -> Callable[[Picture], str]:
    return cast(Callable[[Picture], str], import_module(f"msm_rules.graph.{form}").render)


def _documents(
    known: ModelFacts,
    catalogued: Iterable[Any],
    attested: tuple[Attested, ...],
    day: date,
    vocabulary: Vocabulary,
) -> Iterator[Document]:
    """The model first, then the catalogue; what was settled is put over each that it concerns."""
    yield settled(known, attested, day, vocabulary)
    concerned = {entry.model.casefold() for entry in attested}
    for document in catalogued:
        if _id(document) not in concerned:
            yield document
            continue
        try:
            yield settled(read_facts(document, vocabulary), attested, day, vocabulary)
        except FactsError:
            yield document  # what is wrong with it is not what was asked


def _id(document: Any) -> str:
    model = document.get("model", document)
    found = model.get("id") if isinstance(model, dict) else None
    return found.casefold() if isinstance(found, str) else ""


def _record(of: Lineage, id: str) -> dict[str, object]:
    """The line as plain JSON: models nearest first, and the facts that follow from it."""
    found = line(of, id)
    own = of.members[of.key(id)]
    models = [(own, 0), *found.known]
    chain = found.chain
    licences = None if chain is None else {
        "sure": sorted(chain.sure),
        "possible": None if chain.possible is None else sorted(chain.possible),
    }  # fmt: skip
    return {
        "schema": LINEAGE,
        "model": own.id,
        "models": [
            {
                "id": member.id,
                "steps": steps,
                "parents": list(member.parents),
                "parents_complete": member.complete,
                "relation": member.relation,
                "licences": list(member.licences),
                "declared": member.declared,
            }
            for member, steps in models
        ],
        "missing": list(found.missing),
        "complete": found.complete,
        "license_chain": licences,
        "cycles": sorted({row.id for row in tree(of, id) if row.again == "cycle"}),
    }
