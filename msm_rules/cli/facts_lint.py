"""`msm facts lint`: what real data about models get wrong, as warnings for people to look into."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import date

import click

from msm_rules.cli import console, options
from msm_rules.cli.as_json import as_yaml, to_json
from msm_rules.cli.layout import hanging
from msm_rules.cli.models import read_settled, settled
from msm_rules.cli.named_records import named_records, none_read
from msm_rules.cli.policies import vocabulary_of
from msm_rules.cli.refusal import CLEAN, FINDINGS, Refusal
from msm_rules.cli.shape import command as make
from msm_rules.cli.unknown import did_you_mean
from msm_rules.diagnostics.cells import visible
from msm_rules.facts import Problem
from msm_rules.sources.lints import LINTS, Lint, Linted, lint_records

SCHEMA = "msm-lint/1"
MOST_TOLD = 50
"""How many problems are told in words; JSON has them all."""

_only = click.option(
    "--only", multiple=True, metavar="NAME", help="Look for this alone; may repeat."
)
_skip = click.option("--skip", multiple=True, metavar="NAME", help="Leave this out; may repeat.")


@make(
    "lint",
    examples=(
        "msm facts lint",
        "msm facts lint models.jsonl --skip unmaintained",
        "msm facts lint models.jsonl --only size-and-name --only packed-count",
        "msm facts lint models.jsonl --format json > findings.json",
    ),
)
@click.argument("files", nargs=-1, type=options.File(), metavar="[FILE]...")
@_only
@_skip
@options.own_facts
@options.hub
@options.facts
@options.as_of
@options.text_json_or_yaml
def command(
    files: tuple[str, ...],
    only: tuple[str, ...],
    skip: tuple[str, ...],
    policy: str | None,
    facts: tuple[str, ...],
    as_of: date | None,
    form: str,
) -> int:
    """Warn of what looks wrong in facts about models, with the figures and the arithmetic.

    FILE is a catalogue, as for `msm screen`, a facts document, results of evaluations, a BOM,
    a model card (README.md), a checkpoint folder, models of the Hub (hub:author/name), or `-` for
    JSON lines on stdin; without one it is the catalogue that ships with msm. A finding is a
    warning: look before you act on it.

    Exits with 1 where something was found, or a record could not be read; what of a record was not
    read is a note.
    """
    lints, vocabulary = chosen(only, skip), vocabulary_of(policy)
    attested, day = read_settled(facts, vocabulary), as_of or options.today()
    linted = lint_records(
        named_records(files),
        lints,
        vocabulary,
        float(day.toordinal()),
        lambda known: settled(known, attested, day, vocabulary),
    )
    tally = Tally(files)
    if form == "yaml":
        _say_yaml(tally.counting(linted), tally, day)
    elif form == "json":
        _say_json(tally.counting(linted), tally, day)
    else:
        _say_text(tally.counting(linted), tally)
    return FINDINGS if tally.counts or tally.bad else CLEAN


def chosen(only: Sequence[str], skip: Sequence[str]) -> tuple[Lint, ...]:
    """The lints to look with. Raises Refusal for names that are none, and where none is left."""
    for name in (*only, *skip):
        if name not in LINTS:
            hint = did_you_mean(name, LINTS, f"there are {', '.join(LINTS)}")
            raise Refusal(f"there is no lint called `{visible(name)}`", hint)
    left = tuple(lint for lint in LINTS.values() if lint.name in (only or LINTS))
    left = tuple(lint for lint in left if lint.name not in skip)
    if not left:
        raise Refusal("no lint is left to look with", "name fewer with `--skip`")
    return left


class Tally:
    """What was counted while records went by."""

    def __init__(self, names: Sequence[str]) -> None:
        self.names = names
        self.records = self.bad = self.notes = 0
        self.counts: Counter[str] = Counter()
        self.models: set[str] = set()

    def counting(self, linted: Iterable[Linted]) -> Iterator[Linted]:
        """The records as they are, each counted as it goes by. Raises Refusal at the end where not
        one could be read."""
        for each in linted:
            self.records += not (each.late or each.part)
            self.bad += bool(each.problems) and not each.part
            self.notes += each.part
            if each.findings:
                self.counts.update(finding.lint for finding in each.findings)
                self.models.add(each.id.casefold())
            yield each
        if self.bad == self.records:
            raise none_read(self.names[0] if len(self.names) == 1 else None)


# --- for people ----------------------------------------------------------------------------------


def _say_text(linted: Iterable[Linted], tally: Tally) -> None:
    told, width = 0, console.width()
    for each in linted:
        for problem in each.problems[: max(0, MOST_TOLD - told)]:
            console.note(f"note: {problem}")
        told += len(each.problems)
        if each.findings:
            console.say("\n".join(_block(each, width)))
    if told > MOST_TOLD:
        console.note(f"note: {told - MOST_TOLD:,} more of the kind")
    console.say("\n".join(_summary(tally, width)))


def _block(each: Linted, width: int) -> Iterator[str]:
    """The findings on one model, below its name and where it stands."""
    where = f"  ({visible(each.record)})" if each.record != each.id else ""
    yield f"{visible(each.id)}{where}"
    for finding in each.findings:
        lead = f"  {finding.lint}: "
        yield from hanging(lead, f"{visible(finding.found.key)}", width)
        yield from hanging("      ", visible(finding.found.message), width)
    yield ""


def _summary(tally: Tally, width: int) -> Iterator[str]:
    total = sum(tally.counts.values())
    records = f"{tally.records:,} {'record' if tally.records == 1 else 'records'}"
    if total:
        yield f"{_counted(total, 'finding')} on {_counted(len(tally.models), 'model')} of {records}"
    else:
        yield f"nothing found in {records}"
    column = max(map(len, tally.counts), default=0)
    for name, lint in LINTS.items():
        if count := tally.counts[name]:
            yield from hanging(f"  {count:>5,}  {name:<{column}}  ", lint.title, width)
    if tally.bad:
        yield f"{_counted(tally.bad, 'record')} could not be read"
    if tally.notes:
        yield f"{_counted(tally.notes, 'note')} on what of the records was not read, or is in doubt"


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}" if number == 1 else f"{number:,} {noun}s"


# --- for machines --------------------------------------------------------------------------------


def _say_json(linted: Iterable[Linted], tally: Tally, day: date) -> None:
    """One document, a line for each finding as it is found, so that none is kept."""
    problems: list[dict[str, str]] = []
    rows = 0
    for each in linted:
        problems += (_problem(problem) for problem in each.problems)
        for row in _rows(each):
            console.say((_HEAD if rows == 0 else ",") + to_json(row))
            rows += 1
    end = to_json(_end(problems, tally, day))
    console.say(("" if rows else _HEAD) + "], " + end.removeprefix("{"))


_HEAD = f'{{"schema": "{SCHEMA}", "findings": ['


def _say_yaml(linted: Iterable[Linted], tally: Tally, day: date) -> None:
    """The same document in YAML, finding for finding."""
    problems: list[dict[str, str]] = []
    head = f"schema: {SCHEMA}\nfindings:"
    for each in linted:
        problems += (_problem(problem) for problem in each.problems)
        for row in _rows(each):
            console.say(f"{head}\n{as_yaml([row])}" if head else as_yaml([row]))
            head = ""
    end = as_yaml(_end(problems, tally, day))
    console.say(f"{head} []\n{end}" if head else end)


def _end(problems: list[dict[str, str]], tally: Tally, day: date) -> dict[str, object]:
    return {
        "problems": problems,
        "as_of": day.isoformat(),
        "records": tally.records,
        "unread": tally.bad,
        "notes": tally.notes,
        "counts": {name: tally.counts[name] for name in LINTS if tally.counts[name]},
    }


def _rows(each: Linted) -> Iterator[dict[str, object]]:
    for finding in each.findings:
        yield {
            "record": each.record,
            "model": each.id,
            "lint": finding.lint,
            "fact": finding.found.key,
            "message": finding.found.message,
            "figures": dict(finding.found.figures),
        }


def _problem(problem: Problem) -> dict[str, str]:
    return {"record": problem.record, "field": problem.field, "message": problem.message}
