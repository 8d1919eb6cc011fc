"""`msm facts pull`: everything that sources say of models, as facts documents to keep."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import click

from msm_rules.cli import console, options
from msm_rules.cli.as_json import as_yaml
from msm_rules.cli.facts_show import table
from msm_rules.cli.models import any_address, checked, find_model
from msm_rules.cli.output import check_place, write_text
from msm_rules.cli.policies import vocabulary_of
from msm_rules.cli.refusal import BAD, CLEAN, Refusal
from msm_rules.cli.shape import command as make
from msm_rules.facts import ModelFacts, Problem, Vocabulary, document
from msm_rules.sources.addresses import HubQuery

FORMATS = ("json", "yaml", "table")
LINES = (".jsonl", ".ndjson")


@make(
    "pull",
    examples=(
        "msm facts pull hub:epfl-llm/meditron-7b --out facts.json",
        "msm facts pull hub:epfl-llm/meditron-7b hub:Qwen/Qwen2-7B@main --out models.jsonl",
        "msm facts pull BioMistral/BioMistral-7B --format table",
    ),
)
@click.argument("addresses", nargs=-1, required=True, metavar="ADDRESS...")
@options.own_facts
@options.hub
@options.form(
    *FORMATS,
    default="json",
    help="Documents (json, one a line where there are several; yaml), or for people (table).",
)
@options.out
def command(addresses: tuple[str, ...], policy: str | None, form: str, out: str | None) -> int:
    """Ask for everything that is known of models, and keep it as facts documents.

    An ADDRESS is a model of the Hub (hub:author/name, hub:author/name@revision), several of them
    (hub:?author=Qwen&limit=20), a checkpoint folder, a model card (README.md), or an id of the
    shipped catalogue. What is written every command takes in place of an address.

    One that cannot be had is said, never loses the others, and makes the exit status 2.
    """
    if out is not None:
        check_place(out)
    vocabulary = vocabulary_of(policy)
    found: list[ModelFacts] = []
    whole = True
    for address in addresses:
        try:
            whole = _pull(address, vocabulary, found) and whole
        except Refusal as refusal:
            console.refuse(refusal)
            whole = False
    if found:
        alone = len(found) == 1 and not (out or "").lower().endswith(LINES)
        _give("\n".join(_written(found, form, vocabulary, alone)), out)
    return CLEAN if whole else BAD


def _pull(address: str, vocabulary: Vocabulary, found: list[ModelFacts]) -> bool:
    """Add what an address stands for; whether all of it could be had."""
    named = any_address(address)
    if isinstance(named, HubQuery):
        return _pull_all(named, vocabulary, found)
    found.append(find_model(address, None, vocabulary))
    return True


def _pull_all(query: HubQuery, vocabulary: Vocabulary, found: list[ModelFacts]) -> bool:
    from msm_rules.cli.hub import asking_the_hub  # loads what only the Hub needs
    from msm_rules.sources.hub.documents import hub_documents

    whole = True
    with asking_the_hub() as asked:
        for done, (name, data) in enumerate(hub_documents(query, asked.hub), 1):
            asked.progress.done(done, query.limit)
            if isinstance(data, Problem):
                asked.progress.end()
                console.refuse(Refusal(str(data)))
                whole = False
            else:
                found.append(checked(data, vocabulary, name))
    return whole


def _written(
    found: list[ModelFacts], form: str, vocabulary: Vocabulary, alone: bool
) -> Iterable[str]:
    if form == "table":
        texts = ("\n".join(table(facts, vocabulary, console.width())) for facts in found)
        return ("\n\n".join(texts),)
    if form == "yaml":
        return ("\n---\n".join(as_yaml(document(facts)) for facts in found),)
    return (_line(document(facts), alone) for facts in found)


def _line(data: Any, alone: bool) -> str:
    """One document in lines of its own, or each of several in one line."""
    return json.dumps(data, ensure_ascii=False, indent=2 if alone else None)


def _give(text: str, out: str | None) -> None:
    if out is None:
        console.say(text)
    else:
        write_text(out, text)
