"""`msm facts coverage`: of how many models of a catalogue each fact is known, and how well."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import click

from msm_rules.cli import console, options
from msm_rules.cli.as_json import say_in
from msm_rules.cli.layout import hanging
from msm_rules.cli.named_records import catalogue_records
from msm_rules.cli.policies import vocabulary_of
from msm_rules.cli.refusal import CLEAN, FINDINGS, Refusal
from msm_rules.cli.shape import command as make
from msm_rules.diagnostics.cells import visible
from msm_rules.facts import FactsError, ModelFacts, Problem, Vocabulary, read_facts
from msm_rules.facts.coverage import Known, coverage
from msm_rules.frozen import as_dict
from msm_rules.sources import CatalogueError

_MOST_TOLD = 10
"""How many records that cannot be read are named; the rest is counted."""


@make(
    "coverage",
    examples=("msm facts coverage", "msm facts coverage --format json"),
)
@click.argument("catalogue", required=False, type=options.File())
@options.own_facts
@options.hub
@options.text_json_or_yaml
def command(catalogue: str | None, policy: str | None, form: str) -> int:
    """Count of how many models of CATALOGUE each fact is known exactly, within bounds, or not.

    CATALOGUE is a file or folder of facts, a hub snapshot in Parquet, models of the Hub
    (hub:?author=Qwen), `-` for stdin; without one it is the shipped catalogue. Of benchmarks a
    model has what its best known result is.

    Exits with 1 where a record was left out.
    """
    vocabulary = vocabulary_of(policy)
    problems = Problems()
    try:
        count, found = coverage(_models(catalogue, vocabulary, problems), vocabulary)
    except CatalogueError as error:
        raise Refusal(str(error), error.hint) from None
    name = "shipped" if catalogue is None else visible(catalogue)
    if form in options.FOR_MACHINES:
        facts = {path: as_dict(known) for path, known in found.items()}
        found_in = {"catalogue": name, "models": count, "facts": facts}
        say_in(form, {"schema": "msm-coverage/1", **found_in})
    else:
        console.say("\n".join(_table(name, count, found)))
    _tell(problems.told)
    return FINDINGS if problems.left_out else CLEAN


class Problems:
    """What is told, and whether any of it left a record out; a note on one field does not."""

    def __init__(self) -> None:
        self.told: list[Problem] = []
        self.left_out = False

    def add(self, *problems: Problem, leaves_out: bool = True) -> None:
        """Further problems of one record."""
        self.told += problems
        self.left_out |= leaves_out


def _models(
    catalogue: str | None, vocabulary: Vocabulary, problems: Problems
) -> Iterator[ModelFacts]:
    """The models of a catalogue; of several with one id, ignoring case, the first."""
    seen: set[str] = set()
    for name, data in catalogue_records(catalogue):
        if isinstance(data, Problem):
            problems.add(data, leaves_out=not data.field)
            continue
        try:
            facts = read_facts(data, vocabulary, name)  # type: ignore[arg-type]
        except FactsError as error:
            problems.add(*error.problems)
            continue
        if facts.id.casefold() in seen:
            message = f"`{visible(facts.id)}` is there twice; the first counts"
            problems.add(Problem(visible(name), "model.id", message))
            continue
        seen.add(facts.id.casefold())
        yield facts


def _table(name: str, count: int, found: Mapping[str, Known]) -> Iterator[str]:
    known = {path: each for path, each in found.items() if each.unknown < count}
    column = max(map(len, known), default=0)
    yield f"{name}: {count:,} models"
    yield ""
    yield f"  {'':<{column}}  {'exactly':>8}  {'within bounds':>14}  {'not known':>10}"
    for path, each in known.items():
        shares = (each.exact, each.bounded, each.unknown)
        exact, bounded, unknown = (f"{100 * n / count:.1f} %" for n in shares)
        yield f"  {path:<{column}}  {exact:>8}  {bounded:>14}  {unknown:>10}"
    if nowhere := [path for path in found if path not in known]:
        yield ""
        yield from hanging("known of no model: ", ", ".join(nowhere), console.width())


def _tell(problems: list[Problem]) -> None:
    for problem in problems[:_MOST_TOLD]:
        console.note(f"left out or in doubt: {visible(str(problem))}")
    if len(problems) > _MOST_TOLD:
        console.note(f"and {len(problems) - _MOST_TOLD:,} more problems")
