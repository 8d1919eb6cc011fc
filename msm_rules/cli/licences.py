"""`msm licences`: what the knowledge base says of licences, clause by clause."""

from __future__ import annotations

from collections.abc import Iterator

import click

from msm_rules import licences
from msm_rules.cli import completing, console, options
from msm_rules.cli.as_json import say_document
from msm_rules.cli.layout import hanging
from msm_rules.cli.refusal import CLEAN, Refusal
from msm_rules.cli.shape import Group
from msm_rules.cli.shape import command as make
from msm_rules.cli.unknown import did_you_mean
from msm_rules.diagnostics.cells import visible

NOTICE = "This is information, not legal advice."
_SAYS = (
    ("permits", licences.TERM_MEANINGS),
    ("requires", licences.REQUIREMENT_MEANINGS),
    ("prohibits", licences.TERM_MEANINGS),
)


@click.group("licences", cls=Group, examples=("msm licences list", "msm licences show apache-2.0"))
def command() -> None:
    """Show what licences permit, require and prohibit."""


@make(
    "list",
    examples=("msm licences list", "msm licences list --category permissive --format json"),
)
@click.option(
    "--category", type=click.Choice(licences.CATEGORIES), help="Only licences of this category."
)
@options.text_or_json
def listed(category: str | None, form: str) -> int:
    """List the licences that the knowledge base has, and whether each was read."""
    found = [e for e in licences.entries() if category in (None, e.category)]
    if form == "json":
        say_document([licences.record(e) for e in found])
        return CLEAN
    widest = max((len(e.id) for e in found), default=0)
    for entry in found:
        read = "read" if entry.read else "not read"
        known = entry.category or "not known"
        console.say(f"{entry.id:<{widest}}  {known:<16}  {read:<8}  {visible(entry.name)}")
    read_ones = sum(e.read for e in found)
    console.note(f"{len(found)} licences, {read_ones} read clause by clause. {NOTICE}")
    return CLEAN


@make(
    "show",
    examples=("msm licences show apache-2.0", "msm licences show llama3.1 --format json"),
)
@click.argument("id", shell_complete=completing.licences)
@options.text_or_json
def show(id: str, form: str) -> int:
    """Show what the licence ID permits, requires and prohibits, each with its clause.

    ID is an SPDX id, an id of the Hub, or a name that people write.
    """
    entry = licences.lookup(id)
    if entry is None:
        hint = did_you_mean(id, licences.nearest(id), "`msm licences list` lists all of them", 3)
        raise Refusal(f"the knowledge base has no licence `{visible(id)}`", hint)
    if form == "json":
        say_document(licences.record(entry))
    else:
        console.say("\n".join(_lines(entry, console.width())))
        console.note(NOTICE)
    return CLEAN


command.add_command(listed)
command.add_command(show)


def _lines(entry: licences.Licence, width: int) -> Iterator[str]:
    yield f"{entry.id}  {visible(entry.name)}"
    if entry.category is not None:
        meaning = licences.CATEGORY_MEANINGS[entry.category]
        yield from hanging("  ", f"{entry.category}: {meaning}", width)
    if not entry.read:
        yield "  its text was not read clause by clause: what it permits is not known"
    for kind, meanings in _SAYS:
        terms = sorted(getattr(entry, kind))
        if terms:
            yield f"  {kind}"
        for term in terms:
            clause = entry.clauses.get(f"{kind}:{term}")
            where = f"  [{visible(clause)}]" if clause else ""
            yield from hanging(f"    {term:<25} ", meanings[term] + where, width)
    if entry.excluded_territories:
        condition = f" ({entry.territory_condition})" if entry.territory_condition else ""
        listed_ = ", ".join(sorted(entry.excluded_territories))
        yield from hanging("  not in  ", listed_ + condition, width)
    if entry.text.url:
        yield f"  text    {visible(entry.text.url)}"
