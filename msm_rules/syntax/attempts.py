"""What people try to write, and what to write instead.

Owns the hints of syntax errors: a table of words and signs of other languages, and what is said of
characters that no word of this language starts with.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection

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

SINGLE_QUOTES = frozenset("'`‘’‚‹›")
DOUBLE_QUOTES = frozenset("“”„«»″")
_WORDS = frozenset("require forbid prefer rule policy accept review let param test".split())
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*')
_NUMBER = re.compile(r"[0-9][0-9_.]*([A-Za-z]\w*)?")
_UNITS = "% K M B T Ki Mi bytes KB MB GB TB KiB MiB GiB TiB days weeks months years".split()


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
    if (unit := _UNITS_FOLDED.get(text.casefold())) is not None and before is not None:
        return f"write `{unit}`" if before.type == "NUMBER" else None
    return None


_HALVES = {"<": "<=", ">": ">=", "=": "==", "==": "=="}
RESERVED = frozenset(
    "and or not is in if then else all any count true false default model score critical important"
    " contextual today scale".split()
)
_UNITS_FOLDED = {unit.casefold(): unit for unit in _UNITS}
_COMPARISONS = frozenset(
    "== != < <= > >= in covers within overlaps matches permits requires prohibits is".split()
)


def unreadable(word: str, text: str, position: int, end: int) -> tuple[str, str | None, int]:
    """Message, hint and length of what stands at `position`, where no word of the language starts."""
    sign = word[0]
    if sign == '"':
        return _bad_string(text, position, end)
    if sign.isascii() and sign.isdigit():
        return _bad_number(text, position, end)
    if sign in SINGLE_QUOTES | DOUBLE_QUOTES:
        return f"a text cannot start with `{sign}`", 'use straight double quotes: `"`', 1
    if word in INSTEAD:
        return f"`{word}` is not part of the language", INSTEAD[word], len(word)
    if sign == "#":
        return _bad_comment(text, position, end)
    if word.lower() in RESERVED | _WORDS:
        return f"`{word}` is not a word of the language", f"write `{word.lower()}`", len(word)
    if re.fullmatch(r"[A-Za-z_]\w*(-\w*)*", word):
        advice = f'names are lower case; a value stands in double quotes: `"{word[:40]}"`'
        return f"`{word[:40]}` is not a name", advice, len(word)
    return f"{_named(sign)} cannot stand here", _about(sign), 1


def _bad_string(text: str, position: int, end: int) -> tuple[str, str | None, int]:
    """A string that is not closed, or holds an escape or a character that no string may hold."""
    found = _STRING.match(text, position, end)
    assert found is not None
    inner = found[0]
    if text[found.end() : found.end() + 1] != '"':
        return "the text is not closed", 'it ends with `"` on the same line', len(inner)
    for at, sign in enumerate(inner):
        if (
            sign == "\\"
            and inner[at - 1] != "\\"
            and not re.match(r'\\(["\\nt]|u[0-9a-fA-F]{4})', inner[at:])
        ):
            return (
                f"`{inner[at : at + 2]}` is no escape",
                r"the escapes are `\"`, `\\`, `\n`, `\t` and `\u` with four hexadecimal digits; write `\\` for a backslash",
                len(inner) + 1,
            )
        if _is_control(sign):
            return f"{_named(sign)} cannot stand in a text", _about(sign), len(inner) + 1
    return "the text cannot be read", None, len(inner) + 1


def _bad_number(text: str, position: int, end: int) -> tuple[str, str | None, int]:
    """A number with something after it that is no unit."""
    found = _NUMBER.match(text, position, end)
    assert found is not None
    unit = found[1]
    if unit is None:
        return (
            f"`{found[0][:40]}` is not a number",
            "a number is written `1_000`, `0.5` or `1e25`",
            len(found[0]),
        )
    near = _UNITS_FOLDED.get(unit.casefold())
    advice = (
        f"write `{found[0][: -len(unit)]}{near}`"
        if near
        else "what may follow a number: " + " ".join(_UNITS)
    )
    return f"`{unit[:40]}` is not a unit", advice, len(found[0])


def _bad_comment(text: str, position: int, end: int) -> tuple[str, str | None, int]:
    """A comment in which stands a character that no comment may hold."""
    for at in range(position, end):
        if _is_control(text[at]) and text[at] != "\t":
            return (
                f"{_named(text[at])} cannot stand in a comment",
                _about(text[at]),
                at + 1 - position,
            )
    return "the comment cannot be read", None, 1


def _is_control(sign: str) -> bool:
    return (
        unicodedata.category(sign) in {"Cc", "Cs"}
        or sign in "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
    )


def _named(sign: str) -> str:
    """A character as a message shows it: itself, or its number where it cannot be seen."""
    if sign.isprintable() and not sign.isspace():
        return f"`{sign}`"
    name = unicodedata.name(sign, "a control character").lower()
    return f"{name} (U+{ord(sign):04X})"


def _about(sign: str) -> str | None:
    if sign == "\r":
        return "lines end with a line feed, or a carriage return and a line feed"
    if _is_control(sign):
        return "remove it; it cannot be seen, and what cannot be seen has no place in a policy"
    if sign.isspace() or not sign.isprintable():
        return "write an ordinary blank"
    return None
