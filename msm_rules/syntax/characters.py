"""What is said of characters that no word of the language starts with.

Owns unclosed strings, bad escapes, unknown units, foreign quotes, characters that cannot be seen.
"""

from __future__ import annotations

import re
import unicodedata

from msm_rules.syntax.attempts import INSTEAD, RESERVED, UNITS

_SINGLE_QUOTES = frozenset("'`‘’‚‹›")
_DOUBLE_QUOTES = frozenset("“”„«»″")
_OFTEN = frozenset(("require", "forbid", "prefer", "rule", "policy", "accept", "review", "let"))
_UNIT_LIST = " ".join(UNITS.values())
_STRING = re.compile(r'"(?:[^"\\\n]|\\.)*')
_ESCAPES = re.compile(r'(?:[^\\]|\\["\\nt]|\\u[0-9a-fA-F]{4})*')
_NUMBER = re.compile(r"[0-9][0-9_.]*([A-Za-z]\w*)?")
_INVISIBLE = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def unreadable(word: str, text: str, position: int, end: int) -> tuple[str, str | None, int]:
    """Message, hint and length of what stands at `position` and starts no word of the language."""
    sign = word[0]
    if sign == '"':
        return _bad_string(text, position, end)
    if sign.isascii() and sign.isdigit():
        return _bad_number(text, position, end)
    if sign in _SINGLE_QUOTES | _DOUBLE_QUOTES:
        return f"a text cannot start with `{sign}`", 'use straight double quotes: `"`', 1
    if word.casefold() in UNITS and re.search(r"[0-9] ?\Z", text[max(0, position - 2) : position]):
        return f"`{word}` is not a unit", f"write `{UNITS[word.casefold()]}`", len(word)
    if word in INSTEAD:
        return f"`{word}` is not part of the language", INSTEAD[word], len(word)
    if word.lower() in RESERVED | _OFTEN:
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
    sign = next((sign for sign in inner if _is_control(sign) and sign != "\t"), None)
    if sign is not None:
        return f"{_named(sign)} cannot stand in a text", _about(sign), len(inner) + 1
    good = _ESCAPES.match(inner)
    bad = inner[good.end() : good.end() + 2] if good is not None else ""
    advice = r"escapes are `\"`, `\\` (a backslash), `\n`, `\t`, `\u` and four hexadecimal digits"
    return f"`{bad}` is no escape", advice, len(inner) + 1


def _bad_number(text: str, position: int, end: int) -> tuple[str, str | None, int]:
    """A number with something after it that is no unit."""
    found = _NUMBER.match(text, position, end)
    assert found is not None
    whole, unit = found[0], found[1]
    if unit is None:
        advice = "a number is written `1_000`, `0.5` or `1e25`"
        return f"`{whole[:40]}` is not a number", advice, len(whole)
    near = UNITS.get(unit.casefold())
    advice = f"write `{whole[: -len(unit)]}{near}`" if near else f"what may follow: {_UNIT_LIST}"
    return f"`{unit[:40]}` is not a unit", advice, len(whole)


def _is_control(sign: str) -> bool:
    return unicodedata.category(sign) in {"Cc", "Cs"} or sign in _INVISIBLE


def _named(sign: str) -> str:
    """A character as a message shows it: itself, or its number where it cannot be seen."""
    if sign.isprintable() and not sign.isspace():
        return f"`{sign}`"
    name = unicodedata.name(sign, "a control character").lower()
    return f"{name} (U+{ord(sign):04X})"


def _about(sign: str) -> str | None:
    """What to do about a character that cannot stand where it does."""
    if sign == "%":
        return "a percentage is a number with `%` behind it: `40%`"
    if sign == "\r":
        return "lines end with a line feed, or a carriage return and a line feed"
    if _is_control(sign):
        return "remove it; what cannot be seen has no place in a policy"
    if sign.isspace() or not sign.isprintable():
        return "write an ordinary blank"
    return None
