"""`msm licences`: what the knowledge base says of licences, clause by clause."""

from __future__ import annotations

import re

import click

from msm_rules import licences
from msm_rules.cli import completing, console, options
from msm_rules.cli.as_json import say_in
from msm_rules.cli.licence_meaning import meaning, meaning_record
from msm_rules.cli.licence_text import entry_lines, meaning_lines
from msm_rules.cli.refusal import CLEAN, Refusal
from msm_rules.cli.shape import Group
from msm_rules.cli.shape import command as make
from msm_rules.cli.unknown import did_you_mean
from msm_rules.diagnostics.cells import visible

NOTICE = "This is information, not legal advice."
_ALL = "`msm licences list` lists all of them"


@click.group(
    "licences",
    cls=Group,
    examples=("msm licences show apache-2.0", 'msm licences explain "apache-2.0 OR llama3.1"'),
)
def command() -> None:
    """Show what licences permit, require and prohibit."""


@make(
    "list",
    examples=("msm licences list", "msm licences list --category permissive --format json"),
)
@click.option(
    "--category", type=click.Choice(licences.CATEGORIES), help="Only licences of this category."
)
@options.text_json_or_yaml
def listed(category: str | None, form: str) -> int:
    """List the licences that the knowledge base has, and whether each was read."""
    found = [e for e in licences.entries() if category in (None, e.category)]
    if form in options.FOR_MACHINES:
        entries = [licences.full_record(e) for e in found]
        say_in(form, {"schema": "msm-licences/1", "licences": entries})
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
@options.text_json_or_yaml
def show(id: str, form: str) -> int:
    """Show what the licence ID permits, requires and prohibits, each with its clause and words.

    ID is an SPDX id, an id of the Hub, a name that people write, or the address of a text.
    """
    entry = licences.lookup(licences.from_declared(id).expression or id)
    if entry is None:
        raise _unknown(id)
    if form in options.FOR_MACHINES:
        say_in(form, {"schema": "msm-licence/1", **licences.full_record(entry)})
    else:
        console.say("\n".join(entry_lines(entry, console.width())))
        console.note(NOTICE)
    return CLEAN


@make(
    "explain",
    examples=(
        'msm licences explain "apache-2.0 OR llama3.1"',
        'msm licences explain "Llama 3 Community License" --format json',
    ),
)
@click.argument("expression", shell_complete=completing.licences)
@options.text_json_or_yaml
def explain(expression: str, form: str) -> int:
    """Show what each alternative of a licence EXPRESSION permits, requires and prohibits.

    EXPRESSION joins ids with AND, OR and WITH, or is a name or an address as model cards have them.
    What several licences mean together is what policies take it to mean.
    """
    found = meaning(expression)
    if not found.expressions:
        raise _unknown(expression)
    if form in options.FOR_MACHINES:
        say_in(form, meaning_record(expression, found))
    else:
        console.say("\n".join(meaning_lines(found, console.width())))
        console.note(NOTICE)
    return CLEAN


for each in (listed, show, explain):
    command.add_command(each)


def _unknown(text: str) -> Refusal:
    """Why a text is none of the licences that are known, and the nearest that are."""
    several, reason = licences.several(text)
    if several:
        either = " or ".join(f"`{id}`" for id in several)
        return Refusal(f"`{visible(text)}` may be {either}: {reason}", "name one of them")
    if (why := licences.no_licence(text)) is not None:
        return Refusal(f"`{visible(text)}` names no licence: {why}", _ALL)
    strange = _strange(text)
    if not strange:
        return _expression(text)
    said = ", ".join(f"`{visible(word)}`" for word in strange)
    hints = (_holding(w) or _near(w) for w in strange)
    return Refusal(f"the knowledge base has no licence {said}", next(filter(None, hints), _ALL))


def _holding(word: str) -> str | None:
    """The licences whose names hold a word, such as `grok`; None where there is none, or many."""
    sought = word.casefold()
    found = [e.id for e in licences.entries() if sought in f"{e.id} {e.name}".casefold()]
    if len(sought) < _SHORTEST or not 0 < len(found) <= _MOST_HOLDING:
        return None
    shown = ", ".join(f"`{id}`" for id in found)
    return f"there is {shown}" if len(found) == 1 else f"there are {shown}"


_SHORTEST, _MOST_HOLDING = 3, 6


def _near(word: str) -> str | None:
    return did_you_mean(word, licences.nearest(word, 3, names=True), None, 3)


def _expression(text: str) -> Refusal:
    """A text all of whose words are known: an expression, or one that is not well formed."""
    try:
        licences.alternatives(text)
    except licences.LicenceSyntaxError as wrong:
        return Refusal(str(wrong), _ALL)
    return Refusal(
        f"`{visible(text)}` is an expression, and one licence is expected",
        f'`msm licences explain "{visible(text)}"` shows what each alternative means',
    )


def _strange(text: str) -> list[str]:
    """The words of an expression that no table knows; a text that joins nothing is one word."""
    words = re.findall(r"[\w.+:-]+", text)
    ids = [word for word in words if word.upper() not in ("AND", "OR", "WITH")]
    strange = [id for id in ids if licences.resolve(id) is None]
    if len(ids) < len(words):
        return strange
    return [text] if strange or not ids else []
