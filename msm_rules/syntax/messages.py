"""What is said of a text that cannot be read, in words for people who do not program.

Owns the words for what was found and what was expected. What people often try, and what to write
instead, stands in `attempts`.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import NoReturn

from msm_rules.diagnostics import Label, nearest
from msm_rules.source import Source, Span
from msm_rules.syntax import attempts
from msm_rules.syntax.characters import unreadable
from msm_rules.syntax.trouble import Unreadable
from msm_rules.syntax.words import Chunk, Token

LONGEST_QUOTE = 40
"""Characters of the author's text that a message repeats."""

MOST_CHOICES = 5
"""How many things that could have stood in a place are named."""

_GROUPS: tuple[tuple[str, str], ...] = (
    ("NUMBER LPAR", "a value"),
    ("LET PARAM", "the start of an item such as `let` or `critical`"),
    ("RULE OVERRIDE", "a rule"),
    ("REQUIRE SCORE", "a clause such as `require` or `score`"),
    ("VERSION OWNER", "a clause such as `version` or `title`"),
    ("ACCEPT VALID", "`accept if`, `review if`, `valid for` or `}`"),
    ("BY TOP RBRACE", "`by`, `top` or `}`"),
    ("MODELS APPROVED", "a clause such as `models` or `approved by`"),
    ("GIVEN EXPECT", "a clause such as `given` or `expect`"),
    ("UNDETERMINED ACCEPT", "what is expected, such as `accept` or `score >= 0.5`"),
    ("MISSING EXACT", "`missing`, `known`, `exact` or a kind of evidence such as `measured`"),
    ("SET MAP", "a type such as `number` or `set of language`"),
)
"""Where the parser accepts all of these terminals, what it expects is said like this."""

_ONE: dict[str, str] = {
    "NUMBER": "a number",
    "STRING": "a text in double quotes",
    "DATE": "a date such as `2026-11-22`",
    "NAME": "a name",
    "ATTRIBUTE": "a name",
    "COMPARE": "a comparison such as `>=`",
    "$END": "the end of the file",
}

_OPERATORS = frozenset(
    (
        *("PLUS", "MINUS", "STAR", "SLASH", "COMPARE", "IN", "COVERS", "WITHIN", "OVERLAPS"),
        *("MATCHES", "PERMITS", "REQUIRES", "PROHIBITS", "IS", "AND", "OR", "NOT", "DEFAULT"),
        *("DOT", "LSQB", "LPAR"),
    )
)

_CHARACTER_WORDS = re.compile(r"[A-Za-z_][\w-]*|[&|!=<>;/]+|.", re.DOTALL)


def quoted(text: str) -> str:
    """The author's characters in backticks, cut where they are many."""
    line = text.split("\n", 1)[0]
    cut = line if len(line) <= LONGEST_QUOTE else line[:LONGEST_QUOTE] + "…"
    return f"`{cut}`"


def unexpected(
    word: Token, before: Token | None, accepted: Collection[str], spelling: Mapping[str, str]
) -> Unreadable:
    """A word that cannot stand where it does.

    `accepted` are the terminals that could follow `before`; `spelling` says how each terminal that
    has one spelling is spelt.
    """
    message = f"expected {_expected(accepted, spelling)}{_after(before)}, found {quoted(word.text)}"
    advice = attempts.hint(word, before, accepted)
    if advice is None and word.text.isidentifier():
        known = [spelling[name] for name in accepted if name in spelling]
        advice = next((f"did you mean `{near}`?" for near in nearest(word.text, known)), None)
    return Unreadable(message, word.span, advice)


def unexpected_end(
    chunk: Chunk, accepted: Collection[str], spelling: Mapping[str, str], opened: Token | None
) -> Unreadable:
    """A part that ends too early; `opened` is the `{` that its end leaves open, if one is."""
    last = chunk.last
    place = last.span.end if last is not None else chunk.start
    span = Span(chunk.source, place, place)
    if opened is not None:
        label = Label(opened.span, "opened here")
        return Unreadable("`}` is missing: this block does not end", span, None, (label,))
    message = f"expected {_expected(accepted, spelling)}{_after(last)}, but nothing follows"
    return Unreadable(message, span)


def _after(before: Token | None) -> str:
    return "" if before is None else f" after {quoted(before.text)}"


def _expected(accepted: Collection[str], spelling: Mapping[str, str]) -> str:
    """What could have stood here, as a person would say it."""
    group = next((said for needed, said in _GROUPS if set(needed.split()) <= set(accepted)), None)
    if "NUMBER" in accepted and group is not None:
        return group
    rest = sorted(name for name in accepted if "PLUS" not in accepted or name not in _OPERATORS)
    said = [group] if group else [_ONE.get(name) or f"`{spelling[name]}`" for name in rest]
    if len(said) > MOST_CHOICES:
        said = [*said[:MOST_CHOICES], "…"]
    if "PLUS" in accepted:
        said = ["an operator", *said]
    return _either(said or ["nothing more"])


def _either(said: list[str]) -> str:
    return said[0] if len(said) == 1 else ", ".join(said[:-1]) + f" or {said[-1]}"


def unknown_character(source: Source, position: int, end: int) -> NoReturn:
    """Say that no word of the language starts at `position`."""
    found = _CHARACTER_WORDS.match(source.text, position, end)
    assert found is not None, position
    message, hint, length = unreadable(found[0], source.text, position, end)
    raise Unreadable(message, Span(source, position, position + length), hint)
