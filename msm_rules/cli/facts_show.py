"""`msm facts show`: what is known of a model, how it is known, and what nobody said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import NamedTuple

import click

from msm_rules.cli import completing, console, options
from msm_rules.cli.as_json import as_yaml, say_document
from msm_rules.cli.layout import hanging
from msm_rules.cli.mapping import mapped
from msm_rules.cli.mapping import mapping as mapping_option
from msm_rules.cli.models import find_model, read_settled, settled
from msm_rules.cli.policies import load
from msm_rules.cli.read_here import FINDINGS
from msm_rules.cli.refusal import CLEAN
from msm_rules.cli.shape import command as make
from msm_rules.diagnostics.cells import cells, visible
from msm_rules.facts import (
    Evidence,
    ModelFacts,
    Vocabulary,
    builtin,
    display,
    document,
    fresh,
    split_key,
    strongest,
)
from msm_rules.facts.gaps import SHORT, why_missing, why_open
from msm_rules.sources.findings import Finding
from msm_rules.sources.lints import LINTS, Subject, lint_model
from msm_rules.sources.places import facts_of

FORMATS = ("table", "json", "yaml")
_SILENT = "no source says"
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
@mapping_option
@options.hub
@options.facts
@options.as_of
@options.form(
    *FORMATS,
    default="table",
    help="For people (table), or as a facts document (json, yaml).",
)
def command(
    model: str,
    policy: str | None,
    catalogue: str | None,
    mapping: str | None,
    facts: tuple[str, ...],
    as_of: date | None,
    form: str,
) -> int:
    """Show each fact of MODEL in human units, with its evidence, and what stayed unknown.

    MODEL is an id of the catalogue, a model of the Hub (hub:author/name), a file with a facts
    document, a checkpoint folder, a model card (README.md), or `-` for stdin. As json or yaml it
    is a facts document, which every command takes in place of an id.
    """
    loaded = load(policy) if policy is not None else None
    vocabulary = loaded.vocabulary if loaded else builtin()
    stale = loaded.graph.stale_after if loaded else None
    known = find_model(model, mapped(catalogue, mapping), vocabulary)
    attested = read_settled(facts, vocabulary)
    day = as_of or options.today()
    known = settled(known, attested, day, vocabulary)
    if form == "json":
        say_document(document(known))
    elif form == "yaml":
        console.say(as_yaml(document(known)))
    else:
        doubts = _doubts(known, day, stale)
        console.say("\n".join(table(known, vocabulary, console.width(), doubts)))
    return CLEAN


class Doubts(NamedTuple):
    """What else is to be said of facts, by key: what looks wrong, could not be read, is stale."""

    by_key: Mapping[str, tuple[str, ...]]

    def of(self, key: str) -> tuple[str, ...]:
        """Of one fact."""
        return self.by_key.get(key, ())


NO_DOUBTS = Doubts({})


def _doubts(facts: ModelFacts, day: date, stale: float | None) -> Doubts:
    found: dict[str, list[str]] = {}
    as_of = float(day.toordinal())
    for finding in lint_model(Subject(facts, as_of), tuple(LINTS.values())):
        found.setdefault(finding.found.key, []).append(visible(finding.found.message))
    for told in _told():
        for key in facts_of(told):
            found.setdefault(key, []).append(visible(str(told)))
    if stale is not None:
        for key in fresh(facts, as_of, stale)[1]:
            seen = date.fromordinal(int(strongest(facts, key)[1] or 0))
            text = f"counts as not known: last observed on {seen}, more than {stale:g} days ago"
            found.setdefault(key, []).append(text)
    return Doubts({key: tuple(dict.fromkeys(said)) for key, said in found.items()})


def _told() -> Sequence[Finding]:
    context = click.get_current_context(silent=True)
    return context.meta.get(FINDINGS, ()) if context else ()


def table(
    facts: ModelFacts, vocabulary: Vocabulary, width: int, doubts: Doubts = NO_DOUBTS
) -> Iterator[str]:
    """One block a fact, in the order of the vocabulary; then what is not known."""
    yield visible(facts.id)
    order = {path: n for n, path in enumerate(vocabulary.facts)}
    keys = [k for k in facts.values if k != "id" and split_key(k)[0] in order]
    keys.sort(key=lambda key: (order[split_key(key)[0]], key))
    column = min(max(map(cells, map(visible, keys)), default=0), _WIDEST_NAME)
    for key in keys:
        yield from _fact(facts, key, vocabulary, column, width)
        why = (*why_open(facts, key, vocabulary), *doubts.of(key))
        for reason in why:
            yield from hanging(f"{'':{column + 4}}? ", reason, width)
    known = {split_key(key)[0] for key in facts.values}
    unknown = [path for path in vocabulary.facts if path not in known]
    if unknown:
        yield ""
        yield from _unknown(facts, unknown, doubts, width)
    for key in sorted(doubts.by_key.keys() - {"id", *keys, *unknown}):
        for reason in doubts.of(key):
            yield from hanging(f"  {visible(key)}: ", reason, width)


def _unknown(facts: ModelFacts, paths: Sequence[str], doubts: Doubts, width: int) -> Iterator[str]:
    """What is not known, and why, as far as anything tells."""
    by_reason: dict[str, list[str]] = {}
    for path in paths:
        reason = why_missing(facts, path)
        why = (*((reason,) if reason else ()), *doubts.of(path))
        for each in why or (_SILENT,):
            by_reason.setdefault(each, []).append(path)
    silent = by_reason.pop(_SILENT, [])
    yield "not known"
    for reason, about in by_reason.items():
        yield from hanging(f"  {', '.join(map(visible, about))}: ", reason, width)
    if silent:
        yield from hanging(f"  {_SILENT}: ", ", ".join(map(visible, silent)), width)


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
    counted = [row for row in rows if row.method == best or row.member is not None]
    told = dict.fromkeys(map(_origin, counted))
    for origin in told or {"no source given": None}:
        yield from hanging(under, origin, width)
    for weaker in dict.fromkeys(_weaker(row) for row in rows if row not in counted):
        if weaker:
            yield from hanging(f"{under}  ", weaker, width)


def _weaker(row: Evidence) -> str:
    """What a source says that a stronger one goes before; nothing where it does not show."""
    if row.raw is None or isinstance(row.raw, list | dict):
        return ""
    said = str(row.raw)
    short = said if len(said) <= SHORT else f"{said[: SHORT - 1]}…"
    return visible(f"less sure: {_origin(row)}: `{short}`")


def _origin(row: Evidence) -> str:
    """How a fact is known: `declared by card, README.md: license, 2026-11-20`."""
    parts = [
        f"{row.method} by {row.by}" if row.by else f"{row.method} ({row.source or 'no source'})",
        row.locator or "",
        f"for {row.member}" if row.member else "",
        f"revision {row.revision[:12]}" if row.revision else "",
        date.fromordinal(int(row.observed)).isoformat() if row.observed else "",
        f"until {date.fromordinal(int(row.until))}" if row.until else "",
        row.because or "",
    ]
    return visible(", ".join(part for part in parts if part))
