"""`msm facts merge`: what several sources say of models, joined into one document a model."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterable, Iterator
from itertools import chain
from pathlib import Path, PurePath
from typing import Any

import click

from msm_rules.cli import console, options
from msm_rules.cli.as_json import to_json
from msm_rules.cli.facts_show import table
from msm_rules.cli.named_records import Records, named
from msm_rules.cli.output import check_place, write_text, writing
from msm_rules.cli.policies import vocabulary_of
from msm_rules.cli.refusal import CLEAN, FINDINGS, Refusal
from msm_rules.cli.shape import command as make
from msm_rules.diagnostics.cells import visible
from msm_rules.facts import Disagreement, ModelFacts, Problem, Vocabulary, document
from msm_rules.report.whole_file import whole_file
from msm_rules.sources.joining import Joined, joined_records

SCHEMA = "msm-merge/1"
MOST_TOLD = 50
"""How many findings of a kind are told in words; `--findings` has them all."""
ENDINGS = {".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl", ".yaml": "yaml", ".yml": "yaml"}


@make(
    "merge",
    examples=(
        "msm facts merge facts.json facts.json",
        "msm facts merge models.jsonl facts.json --out merged.jsonl",
        "msm facts merge models.jsonl facts.json --format yaml --findings findings.json",
        "msm facts merge facts.json models.jsonl --as example/all-of-them",
    ),
)
@click.argument("files", nargs=-1, required=True, type=options.File(), metavar="FILE...")
@click.option("--as", "name", metavar="ID", help="Take all sources to be of this one model.")
@options.own_facts
@options.hub
@click.option(
    "--format",
    "form",
    type=click.Choice(["json", "jsonl", "yaml", "table"]),
    help="How documents are written (table: for people); by the ending of --out, else json.",
)
@options.out
@click.option(
    "--findings", type=options.File(), metavar="FILE", help="Write what disagrees as JSON, too."
)
def command(
    files: tuple[str, ...],
    name: str | None,
    policy: str | None,
    form: str | None,
    out: str | None,
    findings: str | None,
) -> int:
    """Join what several FILEs say of the same models, by id (ignoring case), into facts documents.

    FILE is a catalogue, a facts document, a model card (README.md), a checkpoint folder, a model
    of the Hub (hub:author/name), or `-` for stdin. Sources that agree add evidence; a stronger
    method replaces a weaker one; equally strong ones that disagree leave the fact uncertain, and
    are told.

    Exits with 1 where sources disagree, or a record could not be read.
    """
    for path in (out, findings):
        if path is not None:
            check_place(path)
    form = form or ENDINGS.get(PurePath(out or "").suffix.lower(), "json")
    sources, vocabulary = named(files), vocabulary_of(policy)
    told = _Told()
    models = told.through(
        joined_records(
            lambda: _all(source.records() for source in sources),
            vocabulary,
            again=all(source.again for source in sources),
            name=_checked(name),
        )
    )
    known = (each.facts for each in models if each.facts is not None)
    _write(_texts(form, known, vocabulary), out)
    told.summary()
    if findings is not None:
        write_text(findings, json.dumps(told.document(), ensure_ascii=False, indent=2))
    return FINDINGS if told.disagreements or told.problems else CLEAN


def _all(records: Iterable[Records]) -> Records:
    return chain.from_iterable(records)


def _checked(name: str | None) -> str | None:
    if name is not None and (not name.strip() or not name.isprintable()):
        raise Refusal(f"`--as {visible(name)}` is no id", "an id is such as `author/model`")
    return name


class _Told:
    """What was found while models went by: told in words as it comes, and kept for JSON."""

    def __init__(self) -> None:
        self.models = 0
        self.disagreements: list[Disagreement] = []
        self.problems: list[Problem] = []

    def through(self, joined: Iterable[Joined]) -> Iterator[Joined]:
        """The models as they are. Raises Refusal at the end where there was none."""
        for each in joined:
            self.models += each.facts is not None
            for problem in each.problems:
                self._tell(len(self.problems), f"note: {problem}")
                self.problems.append(problem)
            for found in each.disagreements:
                self._tell(len(self.disagreements), f"finding: {found}")
                self.disagreements.append(found)
            yield each
        if self.models == 0:
            raise Refusal("no record could be read")

    def _tell(self, told: int, text: str) -> None:
        if told < MOST_TOLD:
            console.note(text)

    def summary(self) -> None:
        """Say what was not told one by one."""
        for found, noun in ((self.problems, "problems"), (self.disagreements, "disagreements")):
            if len(found) > MOST_TOLD:
                console.note(f"note: {len(found) - MOST_TOLD:,} more {noun}")

    def document(self) -> dict[str, Any]:
        """All of it as plain JSON."""
        return {
            "schema": SCHEMA,
            "models": self.models,
            "disagreements": [
                {
                    "model": found.record,
                    "fact": found.key,
                    "method": found.method,
                    "said": [{"source": s, "value": value} for s, value in found.said],
                    "kept": found.kept,
                }
                for found in self.disagreements
            ],
            "problems": [
                {"record": p.record, "field": p.field, "message": p.message} for p in self.problems
            ],
        }


# --- documents -----------------------------------------------------------------------------------

Documents = Iterable[dict[str, object]]


def _jsonl(documents: Documents) -> Iterator[str]:
    return (to_json(each) + "\n" for each in documents)


def _json(documents: Documents) -> Iterator[str]:
    """One document by itself, several as a list; of many no more than two are held."""
    rows = iter(documents)
    first, second = next(rows, None), next(rows, None)
    if first is None:
        return
    if second is None:
        yield json.dumps(first, ensure_ascii=False, allow_nan=False, indent=2) + "\n"
        return
    yield f"[\n{to_json(first)}"
    for each in chain([second], rows):
        yield f",\n{to_json(each)}"
    yield "\n]\n"


def _yaml(documents: Documents) -> Iterator[str]:
    """One document by itself, several as a list."""
    import yaml  # slow to load

    rows = iter(documents)
    first, second = next(rows, None), next(rows, None)
    several = second is not None
    for each in chain(filter(None, (first, second)), rows):
        value = [each] if several else each
        yield yaml.safe_dump(value, allow_unicode=True, sort_keys=False, width=100)


_WRITERS: dict[str, Callable[[Documents], Iterator[str]]] = {
    "json": _json,
    "jsonl": _jsonl,
    "yaml": _yaml,
}


def _texts(form: str, models: Iterator[ModelFacts], vocabulary: Vocabulary) -> Iterator[str]:
    """What is written, in pieces; a table is that of `msm facts show`, model after model."""
    if form == "table":
        return ("\n".join(table(each, vocabulary, console.width())) + "\n\n" for each in models)
    return _WRITERS[form](document(each) for each in models)


def _write(texts: Iterator[str], out: str | None) -> None:
    if out is None:
        for text in texts:
            sys.stdout.write(text)
        return
    with writing(out), whole_file(Path(out)) as file:
        for text in texts:
            file.write(text.encode("utf-8"))
