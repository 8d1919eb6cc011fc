"""What people try to write, and what to write instead.

Owns the hints of syntax errors: a table of words and signs of other languages, and what the place
of a word tells.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator

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
    "null": "write `F is missing`",
    "none": "write `F is missing`",
    "unless": "write `applies if not (...)`",
    "elif": "write `else if`",
    "must": "write `require`",
    "deny": "write `forbid`",
    "allow": "write `require`",
}
"""What somebody wrote, and what to do instead."""

_COMMENT = "a comment starts with `#`"

_AFTER: dict[tuple[str, str], str] = {
    ("is", "in"): "write `in` without `is`",
    ("is", "not"): "write `not (F is missing)`, or `F is known`",
    ("/", "/"): _COMMENT,
    ("/", "*"): _COMMENT,
    ("<", ">"): "write `!=`",
    ("<", "="): "write `<=`",
    (">", "="): "write `>=`",
    ("==", "="): "write `==`",
}
"""A word that cannot stand right after another, and what to do instead."""

_BEFORE: dict[tuple[str, str], str] = {
    ("/", "/"): _COMMENT,
    ("=", "<"): "write `<=`",
    ("=", ">"): "write `>=`",
}
"""A word with a sign right behind it, and what to do instead."""

_RESERVED = """and or not is in if then else all any count true false default model score critical
important contextual today scale"""
RESERVED = frozenset(_RESERVED.split())
"""The words that are never names."""

UNITS = {name.casefold(): name for name in MULTIPLIERS if name}
"""Units and multipliers by their spelling in lower case."""

_COMPARING = """== != < <= > >= in covers within overlaps matches permits requires prohibits is"""
_COMPARISONS = frozenset(_COMPARING.split())
_IN_A_TIER = frozenset(("rule", "require", "forbid", "prefer"))
_TEST_CLAUSES = frozenset(("given", "with", "as", "expect"))


def hint(word: Token, before: Token | None, accepted: Collection[str]) -> str | None:
    """What to do about a word that cannot stand after `before`; None where nothing is known."""
    text, previous = word.text, "" if before is None else before.text
    behind = word.span.source.text[word.span.end : word.span.end + 1]
    return (
        _AFTER.get((previous, text))
        or _BEFORE.get((text, behind))
        or (INSTEAD.get(text) if text != "=" else None)
        or next((said for found, said in _by_place(text, previous, accepted) if found), None)
        or _by_kind(word, behind, accepted)
    )


def _by_place(text: str, previous: str, accepted: Collection[str]) -> Iterator[tuple[bool, str]]:
    """What the place of a word tells about what was meant; the first that holds is said."""
    yield text == "==" and "EQUAL" in accepted, "write `=`"
    yield text == "=" and "COMPARE" in accepted, INSTEAD["="]
    yield (
        text in _IN_A_TIER and "LET" in accepted,
        "a rule stands inside a tier: `critical { rule name { require ... } }`",
    )
    yield (
        text == "model" and {"NAME", "RBRACE"} <= set(accepted),
        "a given fact is written without `model.`",
    )
    yield (
        previous in _TEST_CLAUSES and "COLON" in accepted,
        "is the `}` of `given` missing above?",
    )
    yield (
        previous == "when" and "UNKNOWN" in accepted,
        "`when` is about unknown facts; a condition is written with `if`",
    )
    yield text == "," and "COMMA" not in accepted, "no comma is needed here"
    yield (
        text in _COMPARISONS and "AND" in accepted,
        "comparisons do not chain: write `a < b and b < c`",
    )
    yield (
        text in {"if", "all", "any", "count", "not"} and "NUMBER" in accepted,
        "put it in parentheses",
    )
    yield (
        text in RESERVED and "NAME" in accepted,
        f"`{text}` is a word of the language and cannot be a name",
    )
    yield text == "[" and "NUMBER" in accepted, 'a set stands in braces: `{"a", "b"}`'


def _by_kind(word: Token, behind: str, accepted: Collection[str]) -> str | None:
    """What the kind of a word tells, where another kind was expected."""
    if word.type == "DOT" and behind.isdigit():
        return "a number starts with a digit: `0.5`"
    if word.type in {"NAME", "NUMBER"} and "STRING" in accepted and "NAME" not in accepted:
        return f'a value stands in double quotes: `"{word.text[:40]}"`'
    if word.type == "NUMBER" and "DATE" in accepted:
        return "a date is written year-month-day: `2026-01-31`"
    return None
