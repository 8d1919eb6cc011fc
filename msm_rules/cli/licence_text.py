"""What the knowledge base says of a licence, and of an expression, for people to read.

Owns the lines. What terms mean together is the business of `values.licence_terms`, which decides
policies by it.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from msm_rules import licences
from msm_rules.cli.layout import hanging
from msm_rules.cli.licence_meaning import Alternative, Meaning
from msm_rules.diagnostics.cells import visible

_SAYS = (
    ("permits", licences.TERM_MEANINGS),
    ("requires", licences.REQUIREMENT_MEANINGS),
    ("prohibits", licences.TERM_MEANINGS),
    ("unsettled", licences.TERM_MEANINGS),
)
_HEADS = {"unsettled": "speaks of, but neither permits nor prohibits as such"}
_COLUMN = 29
NO_ENTRY = "the knowledge base has no entry of it: what it permits is not known"


def entry_lines(entry: licences.Licence, width: int) -> Iterator[str]:
    """One licence: its terms, each with its meaning, clause and words, its limits and its texts."""
    yield f"{entry.id}  {visible(entry.name)}"
    if entry.category is not None:
        meaning = licences.CATEGORY_MEANINGS[entry.category]
        yield from hanging("  ", f"{entry.category}: {meaning}", width)
    if not entry.read:
        yield "  its text was not read clause by clause: what it permits is not known"
        yield from hanging("  ", entry.unread or "", width)
    for kind, meanings in _SAYS:
        yield from _terms(entry, kind, meanings, width)
    yield from _limits(entry, width)
    for text in (entry.text, *entry.also):
        yield from _text(text, width)


def _terms(
    entry: licences.Licence, kind: str, meanings: Mapping[str, str], width: int
) -> Iterator[str]:
    """The terms of one kind, where the entry has any."""
    prefix = f"{kind}:"
    keys = [key for key in sorted(entry.clauses) if key.startswith(prefix)]
    if keys:
        yield f"  {_HEADS.get(kind, kind)}"
    for key in keys:
        term = key.removeprefix(prefix)
        said = f"{meanings[term]}  [{visible(entry.clauses[key])}]"
        yield from hanging(f"    {term:<{_COLUMN - 4}} ", said, width)
        yield from hanging(" " * (_COLUMN + 1), f"“{visible(entry.quotes[key])}”", width)


def _limits(entry: licences.Licence, width: int) -> Iterator[str]:
    if entry.user_cap is not None and not math.isinf(entry.user_cap):
        yield f"  up to   {entry.user_cap:,.0f} users a month"
    if entry.excluded_territories:
        condition = f" ({entry.territory_condition})" if entry.territory_condition else ""
        clause = f"  [{visible(entry.clauses['excluded_territories'])}]"
        where = ", ".join(sorted(entry.excluded_territories)) + condition + clause
        yield from hanging("  not in  ", where, width)
        words = visible(entry.quotes["excluded_territories"])
        yield from hanging("          ", f"“{words}”", width)


def _text(text: licences.Text, width: int) -> Iterator[str]:
    if text.url is None:
        return
    named = ", ".join(filter(None, (text.name, text.version)))
    said = f"{named}: {text.url}" if named else text.url
    yield from hanging("  text    ", visible(said), width)
    if text.kept_by:
        yield from hanging("          ", visible(f"as kept by {text.kept_by}"), width)
    if text.official:
        yield from hanging("          ", visible(f"the licensor's own: {text.official}"), width)
    if text.sha256:
        yield f"          sha256 {text.sha256}"


def meaning_lines(meaning: Meaning, width: int) -> Iterator[str]:
    """What a text means: each expression that it may be, and of that each alternative."""
    if meaning.note:
        yield from hanging("! ", visible(meaning.note), width)
        yield ""
    for n, (expression, alternatives) in enumerate(meaning.expressions):
        yield from [""] if n else []
        yield visible(expression)
        if len(alternatives) > 1:
            yield f"  one of {len(alternatives)} may be chosen"
        for number, alternative in enumerate(alternatives, 1):
            yield ""
            lead = f"{number}. " if len(alternatives) > 1 else ""
            yield from _alternative(lead, alternative, width)


def _alternative(lead: str, alternative: Alternative, width: int) -> Iterator[str]:
    """One alternative: what its parts mean together, then each part clause by clause."""
    yield from hanging(lead, " AND ".join(map(visible, alternative.parts)), width)
    if len(alternative.parts) > 1:
        yield "   all of these apply together:"
        for kind in ("permits", "requires", "prohibits"):
            terms = getattr(alternative, kind)
            yield from hanging(f"   {kind:<10} ", ", ".join(terms) or "nothing for sure", width)
    if alternative.unknown:
        yield from hanging("   not known  ", ", ".join(alternative.unknown), width)
    for part, entry in zip(alternative.parts, alternative.entries, strict=True):
        yield ""
        if entry is None:
            yield f"   {visible(part)}: {NO_ENTRY}"
        else:
            yield from (f"   {line}".rstrip() for line in entry_lines(entry, width - 3))
