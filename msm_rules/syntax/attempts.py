"""What people try to write, and what to write instead.

Owns the hints of syntax errors: a table of words and signs of other languages, and what the place
of a word tells.
"""

from __future__ import annotations

from collections.abc import Collection

from msm_rules.syntax.literals import MULTIPLIERS
from msm_rules.syntax.words import Token

INSTEAD: dict[str, str] = {
    "contains": 'write `"x" in S` for one member, `S covers {"x", "y"}` for several',
    "includes": 'write `"x" in S` for one member, `S covers {"x", "y"}` for several',
    "include": 'write `"x" in S` for one member, `S covers {"x", "y"}` for several',
    "has": 'write `"x" in S` for one member, `S covers {"x", "y"}` for several',
    "subset": "write `S within T`",
    "like": 'write `s matches "glob"`',
    "equals": "write `==`",
    "between": "write `x >= lo and x <= hi`",
    "&&": "write `and`",
    "&": "write `and`",
    "||": "write `or`",
    "|": "write `or`",
    "!": "write `not`",
    "=": "write `==` to compare",
    "===": "write `==`",
    "<>": "write `!=`",
    "=<": "write `<=`",
    "=>": "write `>=`",
    ">=<": "write `>=` or `<=`",
    ";": "nothing is needed at the end of a line",
    "//": "a comment starts with `#`",
    "/*": "a comment starts with `#`",
    "null": "write `F is missing`",
    "none": "write `F is missing`",
    "unless": "write `applies if not (...)`",
    "elif": "write `else if`",
    "must": "write `require`",
    "deny": "write `forbid`",
    "allow": "write `require`",
}
"""What somebody wrote, and what to do instead."""

_HALVES = {"<": "<=", ">": ">=", "!": "!="}

RESERVED = frozenset(
    (
        "and",
        "or",
        "not",
        "is",
        "in",
        "if",
        "then",
        "else",
        "all",
        "any",
        "count",
        "true",
        "false",
        "default",
        "model",
        "score",
        "critical",
        "important",
        "contextual",
        "today",
        "scale",
    )
)

UNITS = {name.casefold(): name for name in MULTIPLIERS if name}
"""Units and multipliers by their spelling in lower case."""

_COMPARISONS = frozenset(
    (
        "==",
        "!=",
        "<",
        "<=",
        ">",
        ">=",
        "in",
        "covers",
        "within",
        "overlaps",
        "matches",
        "permits",
        "requires",
        "prohibits",
        "is",
    )
)


def hint(word: Token, before: Token | None, accepted: Collection[str]) -> str | None:
    """What to do about a word that cannot stand after `before`; None where nothing is known."""
    text, previous = word.text, "" if before is None else before.text
    if text == "in" and previous == "is":
        return "write `in` without `is`"
    if text == "not" and previous == "is":
        return "write `not (F is missing)`, or `F is known`"
    if text == "==" and "EQUAL" in accepted:
        return "write `=`"
    if text == "=" and ("COMPARE" in accepted or previous in _HALVES):
        return "write `" + _HALVES.get(previous, "==") + "`"
    if text in INSTEAD and text != "=":
        return INSTEAD[text]
    if text == "/" and (previous == "/" or _next(word) == "/"):
        return INSTEAD["//"]
    if text in {"rule", "require", "forbid", "prefer"} and "LET" in accepted:
        return "a rule stands inside a tier: `critical { rule name { require ... } }`"
    if text == "model" and "NAME" in accepted and "RBRACE" in accepted:
        return "a given fact is written without `model.`"
    if text == "," and "COMMA" not in accepted:
        return "no comma is needed here"
    if text in _COMPARISONS and "AND" in accepted:
        return "comparisons do not chain: write `a < b and b < c`"
    if word.type == "NAME" and "STRING" in accepted and "NAME" not in accepted:
        return f'a value stands in double quotes: `"{text[:40]}"`'
    if text in {"if", "all", "any", "count", "not"} and "NUMBER" in accepted:
        return "put it in parentheses"
    if text in RESERVED and "NAME" in accepted:
        return f"`{text}` is a word of the language and cannot be a name"
    if (unit := UNITS.get(text.casefold())) is not None and before is not None:
        return f"write `{unit}`" if before.type == "NUMBER" else None
    return None


def _next(word: Token) -> str:
    """The character right behind a word."""
    return word.span.source.text[word.span.end : word.span.end + 1]
