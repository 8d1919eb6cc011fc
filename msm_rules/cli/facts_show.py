"""`msm facts show`: what is known of a model, how it is known, and what nobody said."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

import click

from msm_rules.cli import completing, console, options
from msm_rules.cli.as_json import say_document
from msm_rules.cli.layout import hanging
from msm_rules.cli.models import find_model, read_settled, settled
from msm_rules.cli.policies import vocabulary_of
from msm_rules.cli.refusal import CLEAN
from msm_rules.cli.shape import command as make
from msm_rules.diagnostics.cells import cells, visible
from msm_rules.facts import (
    Evidence,
    ModelFacts,
    Vocabulary,
    display,
    document,
    split_key,
    strongest,
)

FORMATS = ("table", "json", "yaml")
_WIDEST_NAME = 32  # columns; a longer name stands on a line of its own


@make(
    "show",
    examples=(
        "msm facts show BioMistral/BioMistral-7B",
        "msm facts show facts.json --facts settled.yaml",
        "msm facts show BioMistral/BioMistral-7B --format json > facts.json",
    ),
)
@click.argument("model", shell_complete=completing.models)
@options.own_facts
@options.catalogue
@options.hub
@options.facts
@options.as_of
@click.option(
    "--format",
    "form",
    type=click.Choice(FORMATS),
    default="table",
    help="For people (table), or as a facts document (json, yaml).",
)
def command(
    model: str,
    policy: str | None,
    catalogue: str | None,
    facts: tuple[str, ...],
    as_of: date | None,
    form: str,
) -> int:
    """Show each fact of MODEL in human units, with its evidence, and what stayed unknown.

    MODEL is an id of the catalogue, a model of the Hub (hub:author/name), a file with a facts
    document, a checkpoint folder, a model card (README.md), or `-` for stdin. As json or yaml it
    is a facts document, which every command takes in place of an id.
    """
    vocabulary = vocabulary_of(policy)
    known = find_model(model, catalogue, vocabulary)
    attested = read_settled(facts, vocabulary)
    known = settled(known, attested, as_of or options.today(), vocabulary)
    if form == "json":
        say_document(document(known))
    elif form == "yaml":
        console.say(as_yaml(document(known)))
    else:
        console.say("\n".join(table(known, vocabulary, console.width())))
    return CLEAN


def as_yaml(value: Any) -> str:
    """A facts document in YAML."""
    import yaml  # slow to load

    return yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=100).rstrip("\n")


def table(facts: ModelFacts, vocabulary: Vocabulary, width: int) -> Iterator[str]:
    """One block a fact, in the order of the vocabulary; then what is not known."""
    yield visible(facts.id)
    order = {path: n for n, path in enumerate(vocabulary.facts)}
    keys = [k for k in facts.values if k != "id" and split_key(k)[0] in order]
    keys.sort(key=lambda key: (order[split_key(key)[0]], key))
    column = min(max(map(cells, map(visible, keys)), default=0), _WIDEST_NAME)
    for key in keys:
        yield from _fact(facts, key, vocabulary, column, width)
    known = {split_key(key)[0] for key in facts.values}
    unknown = [path for path in vocabulary.facts if path not in known]
    if unknown:
        yield ""
        yield from hanging("not known: ", ", ".join(unknown), width)


def _fact(
    facts: ModelFacts, key: str, vocabulary: Vocabulary, column: int, width: int
) -> Iterator[str]:
    """The value behind its name in a column, and below it where the value is from."""
    spec = vocabulary.facts[split_key(key)[0]]
    under = " " * (column + 4)
    name = visible(key)
    if cells(name) > column:
        yield f"  {name}"
        name = ""
    lead = f"  {name}{'':<{column - cells(name)}}  "
    yield from hanging(lead, display(spec, facts.values[key]), width)
    rows = facts.evidence.get(key, ())
    best = strongest(facts, key)[0]
    told = dict.fromkeys(_origin(row) for row in rows if row.method == best)
    for origin in told or {"no source given": None}:
        yield from hanging(under, origin, width)


def _origin(row: Evidence) -> str:
    """How a fact is known: `declared by card, README.md: license, 2026-11-20`."""
    parts = [
        f"{row.method} by {row.by}" if row.by else f"{row.method} ({row.source or 'no source'})",
        row.locator or "",
        f"revision {row.revision[:12]}" if row.revision else "",
        date.fromordinal(int(row.observed)).isoformat() if row.observed else "",
        f"until {date.fromordinal(int(row.until))}" if row.until else "",
        row.because or "",
    ]
    return visible(", ".join(part for part in parts if part))
